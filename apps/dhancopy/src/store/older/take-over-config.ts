import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import type { Vault } from '../secrets/vault.ts';
import { jsonOf } from '../care/table-shape.ts';
import type { TableShape } from '../care/table-shape.ts';
import type { TakenOver } from './take-over-table.ts';

type OldRow = {
  readonly id: number;
  readonly key: string | null;
  readonly value: string | number | null;
  readonly description?: string | null;
  readonly updated_at: number | null;
  readonly data_type?: string | null;
  readonly category?: string | null;
  readonly is_sensitive?: number | null;
};

const AUTHOR = 'db migrate';
const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);
/** What is written where an older program left a word that cannot be read: nothing is copied before the operator has looked. */
const SAFE: Readonly<Record<string, string>> = { copy_enabled: 'false', kill_switch_enabled: 'true' };

/** The configuration of an older file: its values, in the types of this schema. */
export function takeOverConfig(db: Connection, table: TableShape, source: string, vault: Vault): TakenOver {
  const rows = new Statement<OldRow>(
    db,
    `select rowid as id, * from ${source} where key is null or key <> 'schema_version'`,
  ).all();
  const known = new Statement<{ data_type: string }>(db, 'select data_type from main.config where key = ?');
  const change = new Statement(db, 'update main.config set value = ?, updated_at = ? where key = ?');
  const add = new Statement(
    db,
    `insert into main.config (key, value, data_type, category, description, is_sensitive, updated_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const keep = new Statement(
    db,
    `insert into migration_leftovers (source_table, source_rowid, row, is_sealed, why, was_taken, kept_at)
     select 'config', rowid, sealed(${jsonOf(table.columns)}, 'migration_leftovers', 'config:' || rowid, 'row'), 1, ?, 0, ?
     from ${source} where rowid = ?`,
  );
  let aside = 0;
  const refuse = (row: OldRow, why: string): void => {
    keep.run(why, db.nowSec(), row.id);
    aside += 1;
  };
  for (const row of rows) {
    if (row.key === null || row.value === null) {
      refuse(row, 'key or value is missing');
      continue;
    }
    const updatedAt = row.updated_at ?? db.nowSec();
    const type = known.get(row.key)?.data_type;
    if (type !== undefined) {
      const value = asType(String(row.value), type);
      if (value === undefined) refuse(row, `${row.key} is not of type ${type}`);
      const written = value ?? SAFE[row.key];
      if (written !== undefined) change.run(written, updatedAt, row.key);
      continue;
    }
    const isSensitive = row.is_sensitive === 1;
    const value = isSensitive
      ? vault.seal(String(row.value), { table: 'config', row: row.key, column: 'value' })
      : String(row.value);
    add.run(
      row.key,
      value,
      ['string', 'integer', 'boolean', 'json'].includes(row.data_type ?? '') ? (row.data_type ?? 'string') : 'string',
      row.category ?? null,
      row.description ?? null,
      isSensitive ? 1 : 0,
      updatedAt,
    );
  }
  new Statement(db, "update main.config_changes set changed_by = ? where changed_by = 'sql'").run(AUTHOR);
  return { table: 'config', rows: rows.length, taken: rows.length - aside, aside, translations: [] };
}

function asType(value: string, type: string): string | undefined {
  const word = value.trim().toLowerCase();
  if (type === 'boolean') return TRUE.has(word) ? 'true' : FALSE.has(word) ? 'false' : undefined;
  if (type === 'integer') return /^-?\d+(\.0*)?$/.test(word) ? word.replace(/\..*$/, '') : undefined;
  return value;
}
