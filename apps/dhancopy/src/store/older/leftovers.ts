import type { Connection } from '../file/connection.ts';
import { redact } from '../secrets/redact.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import type { VaultKey } from '../secrets/vault-key.ts';
import { SECRET_COLUMNS, Vault } from '../secrets/vault.ts';

/** A row of an older file that has no place here as it is. */
export type Leftover = {
  readonly table: string;
  readonly rowid: number;
  readonly why: string;
  /** True: the row is in its table, and only columns without a place are missing there. */
  readonly taken: boolean;
  /** Column by column, secrets blotted out; null when it is sealed and there is no key. */
  readonly row: unknown;
};

/** An older file that this database was made from. `finished_at` is epoch seconds. */
export type Origin = Omit<Row<'file_migrations'>, 'id'>;

export function originOf(db: Connection): Origin | null {
  const row = new Statement<Origin>(
    db,
    `select source, source_version, rows_taken, rows_kept_aside, finished_at from file_migrations order by id desc limit 1`,
  ).get();
  return row === undefined ? null : { ...row };
}

type Kept = Row<'migration_leftovers'>;

const HIDDEN = '[secret]';

/** All that were kept aside, or those of one table; the oldest first. */
export function leftoversOf(db: Connection, key: VaultKey | undefined, table: string | null): readonly Leftover[] {
  const rows = new Statement<Kept>(
    db,
    'select * from migration_leftovers where ? is null or source_table = ? order by id',
  ).all(table, table);
  return rows.map((row) => ({
    table: row.source_table,
    rowid: row.source_rowid,
    why: row.why,
    taken: row.was_taken === 1,
    row: shown(row, key),
  }));
}

function shown(
  { source_table: table, source_rowid: rowid, row, is_sealed: isSealed }: Kept,
  key: VaultKey | undefined,
): unknown {
  if (isSealed === 1 && key === undefined) return null;
  const place = { table: 'migration_leftovers', row: `${table}:${rowid}`, column: 'row' };
  const values = JSON.parse(isSealed === 1 ? new Vault(key).open(row, place) : row) as Record<string, unknown>;
  const isSensitive = values['is_sensitive'] === 1;
  return redact(
    Object.fromEntries(
      Object.entries(values).map(([column, value]) => {
        const isSecret =
          table === 'config'
            ? column === 'value' && isSensitive
            : SECRET_COLUMNS.some((secret) => secret.table === table && secret.column === column);
        return [column, isSecret && value !== null ? HIDDEN : value];
      }),
    ),
  );
}
