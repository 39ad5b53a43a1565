import type { Connection } from '../file/connection.ts';
import { DatabaseError } from '../file/errors.ts';
import { Statement } from '../file/statement.ts';

/** What SQLite finds wrong with a file; both lists empty: nothing. */
export type Health = {
  /** As SQLite words it, the first hundred. */
  readonly damage: readonly string[];
  /** Rows that refer to rows that are not there: table, what it refers to, and how many. */
  readonly orphans: readonly { readonly table: string; readonly parent: string; readonly rows: number }[];
};

export const DAMAGE_MAX = 100;

/** Reads the whole file: every page, every index, every reference. */
export function healthOf(db: Connection): Health {
  const damage = new Statement<{ integrity_check: string }>(db, `pragma integrity_check(${DAMAGE_MAX})`)
    .all()
    .map((row) => row.integrity_check)
    .filter((line) => line !== 'ok');
  const orphans = new Statement<{ table: string; parent: string; rows: number }>(
    db,
    'select "table", parent, count(*) as rows from pragma_foreign_key_check group by 1, 2 order by 1, 2',
  );
  // A damaged index makes the second question answer nonsense.
  return { damage, orphans: damage.length > 0 ? [] : orphans.all().map((row) => ({ ...row })) };
}

export function isHealthy({ damage, orphans }: Health): boolean {
  return damage.length === 0 && orphans.length === 0;
}

/** The first thing wrong, in words. */
export function healthWords({ damage, orphans }: Health): string {
  const [line] = damage;
  if (line !== undefined) return `${line}${damage.length > 1 ? ` (and ${damage.length - 1} more)` : ''}`;
  const [orphan] = orphans;
  if (orphan === undefined) return 'intact';
  return `${orphan.rows} rows of ${orphan.table} refer to missing rows of ${orphan.parent}`;
}

/** @throws {DatabaseError} DATABASE_CORRUPT */
export function needHealthy(db: Connection, what: string): void {
  const health = healthOf(db);
  if (isHealthy(health)) return;
  throw new DatabaseError(
    'DATABASE_CORRUPT',
    `${what} is damaged: ${healthWords(health)}; keep it, and use another copy`,
  );
}

/** Rows by table, SQLite's own tables left out. */
export function countRows(db: Connection, schema = 'main'): ReadonlyMap<string, number> {
  const tables = new Statement<{ name: string }>(
    db,
    `select name from ${schema}.sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`,
  );
  return new Map(
    tables.all().map(({ name }) => {
      const count = new Statement<{ n: number }>(db, `select count(*) as n from ${schema}.${quoted(name)}`);
      return [name, count.get()?.n ?? 0];
    }),
  );
}

/** A name for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
