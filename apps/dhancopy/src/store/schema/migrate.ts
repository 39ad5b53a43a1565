import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Connection } from '../file/connection.ts';
import { DatabaseFileError } from '../file/errors.ts';
import type { Row } from './rows.ts';
import { Statement } from '../file/statement.ts';

/** One numbered file of `migrations/`. It is never edited once it was released: the checksum shows it. */
export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, in hex. */
  readonly checksum: string;
};

type Applied = Pick<Row<'schema_migrations'>, 'number' | 'name' | 'checksum'>;

const FILE_NAME = /^(\d{4})_(\w+)\.sql$/;

/** The migrations that come with this code, by number. */
export function loadMigrations(): readonly Migration[] {
  const folder = new URL('../migrations/', import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const [, number, name] = FILE_NAME.exec(file) ?? [];
      if (!number || !name) throw new Error(`expected a migration named 0001_name.sql, and found ${file}`);
      const sql = read(new URL(file, folder));
      return { number: Number(number), name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** SQL that drops the views of this code and makes them again. */
export function loadViews(): string {
  return read(new URL('./views.sql', import.meta.url));
}

/** A checkout with Windows line ends is the same text. */
function read(file: URL): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

/**
 * Brings a database of ours, or an empty one, up to date in one transaction; does nothing where it already is.
 *
 * Two processes may open a new file at once: the second waits for the first one's lock and then finds it all done.
 *
 * The views are made again with every migration, so that a file of any earlier build ends with those of schema/views.sql.
 *
 * What it leaves has no row that refers to nothing, where there was none before.
 *
 * @param onOlder - called before a file that earlier migrations made is changed
 * @param views - gives the SQL that drops the views and makes them again; empty: those of the migrations stay. Asked only when a
 *   migration is applied
 * @returns the numbers that were applied now
 * @throws {DatabaseFileError} NEWER_DATABASE or MIGRATION_CHANGED, before anything is changed; MIGRATION_DIFFERS, and nothing was
 */
export function migrate(
  db: Connection,
  migrations: readonly Migration[] = loadMigrations(),
  onOlder: (pending: readonly Migration[]) => void = () => undefined,
  views: () => string = loadViews,
): readonly number[] {
  const found = pendingMigrations(db, migrations);
  if (found.length === 0) return [];
  if (db.readOnly) {
    throw new DatabaseFileError(
      'OLDER_DATABASE',
      'this database is from an older dhancopy, and this command only reads it; run "dhancopy db migrate" to upgrade it',
    );
  }
  const isOlder = found.length < migrations.length;
  if (isOlder) onOlder(found);
  return db.transaction(() => {
    const todo = pendingMigrations(db, migrations);
    const orphans = isOlder ? orphanCount(db) : 0;
    db.exec(MIGRATIONS_TABLE, 'making the table of migrations');
    const record = new Statement(
      db,
      'insert into schema_migrations (number, name, applied_at, checksum) values (?, ?, ?, ?)',
    );
    for (const { number, name, sql, checksum } of todo) {
      db.exec(sql, `applying the migration ${number} (${name})`);
      record.run(number, name, db.nowSec(), checksum);
    }
    if (todo.length > 0) db.exec(views(), 'making the views');
    if (isOlder && orphanCount(db) > orphans) {
      throw new DatabaseFileError(
        'MIGRATION_DIFFERS',
        'after the migrations, some rows would refer to missing rows; nothing was changed. Report this as a bug',
      );
    }
    return todo.map(({ number }) => number);
  });
}

function orphanCount(db: Connection): number {
  return new Statement<{ n: number }>(db, 'select count(*) as n from pragma_foreign_key_check').get()?.n ?? 0;
}

const MIGRATIONS_TABLE = `
  create table if not exists schema_migrations (
    number integer primary key,
    name text not null,
    applied_at integer not null,
    checksum text not null
  )`;

/**
 * What of `migrations` the database does not have yet.
 *
 * @throws {DatabaseFileError} NEWER_DATABASE or MIGRATION_CHANGED
 */
export function pendingMigrations(db: Connection, migrations: readonly Migration[]): readonly Migration[] {
  const applied = appliedMigrations(db);
  for (const done of applied) {
    const ours = migrations.find(({ number }) => number === done.number);
    if (ours === undefined) {
      throw new DatabaseFileError(
        'NEWER_DATABASE',
        `this database has the migration ${done.number} (${done.name}), which this dhancopy does not know; ` +
          'run the newer dhancopy that made the file, or restore a backup from before the update',
      );
    }
    if (ours.checksum !== done.checksum) {
      throw new DatabaseFileError(
        'MIGRATION_CHANGED',
        `the migration ${done.number} (${done.name}) was changed after this database had applied it; ` +
          'restore the released file, and put the change into a new migration',
      );
    }
  }
  const known = new Set(applied.map(({ number }) => number));
  return migrations.filter(({ number }) => !known.has(number));
}

function appliedMigrations(db: Connection): readonly Applied[] {
  const table = new Statement(db, "select 1 from sqlite_schema where type = 'table' and name = 'schema_migrations'");
  if (table.get() === undefined) return [];
  return new Statement<Applied>(db, 'select number, name, checksum from schema_migrations order by number').all();
}
