import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Connection } from '../file/connection.ts';
import { DatabaseError, DatabaseFileError } from '../file/errors.ts';
import { createDatabaseFile } from '../file/files.ts';
import { recogniseFile } from '../file/inspect.ts';
import { readOnlyUri } from '../instruments/instrument-staging.ts';
import { rememberKey } from '../secrets/key-check.ts';
import { migrate } from '../schema/migrate.ts';
import { storeError } from '../file/sqlite-error.ts';
import { Statement } from '../file/statement.ts';
import { Vault } from '../secrets/vault.ts';
import type { VaultKey } from '../secrets/vault-key.ts';
import { differencesOf } from './compare-table.ts';
import { copyDatabase } from '../care/copy-database.ts';
import { datedName } from '../care/dated-name.ts';
import { publishFile, removeDatabase, replaceFile } from '../care/durable.ts';
import { countRows, needHealthy, quoted } from '../care/health.ts';
import type { Owners } from './owners.ts';
import { parentsFirst, tablesOf } from '../care/table-shape.ts';
import type { TableShape } from '../care/table-shape.ts';
import { takeOverConfig } from './take-over-config.ts';
import { keepTable, takeOverTable } from './take-over-table.ts';
import type { TakenOver } from './take-over-table.ts';
import { secondsOf } from './times.ts';

export type OlderMigrationOptions = {
  /** The older file. */
  readonly from: string;
  /** Where the database will be: the same path, or one at which there is nothing yet. */
  readonly to: string;
  /** Seals the tokens that a v3 file holds in the clear. */
  readonly key: VaultKey;
  /** Whose the rows are. Without it they are nobody's, as in the older file. */
  readonly owners?: Owners | undefined;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly onProgress?: (words: string) => void;
};

export type OlderMigration = {
  readonly version: number;
  /** The copy of the older file; null when it was left where it is. */
  readonly backup: string | null;
  readonly tables: readonly TakenOver[];
  /** Why rows were kept aside, and how many for each reason. */
  readonly reasons: readonly {
    readonly table: string;
    readonly why: string;
    readonly rows: number;
    readonly taken: boolean;
  }[];
};

const PROGRESS_ROWS = 50_000;

/**
 * Makes a database of ours from a v1, v2 or v3 file of another program. The older file is backed up, then read only; the new one is made
 * next to it in one transaction, compared with it, checked, and takes its place in one step. Killed anywhere, the older file is
 * what it was, and the next run begins again.
 *
 * @throws {DatabaseFileError} NOT_OUR_DATABASE, NEWER_DATABASE, FILE_EXISTS, MIGRATION_DIFFERS when the comparison fails
 * @throws {DatabaseError} DATABASE_LOCKED while another program has the older file open for writing, DISK_FULL, …
 */
export async function migrateOlder(options: OlderMigrationOptions): Promise<OlderMigration> {
  const { key, owners = {}, now = Date.now, onProgress = () => undefined } = options;
  const from = resolve(options.from);
  const to = resolve(options.to);
  const inPlace = from === to;
  const found = recogniseFile(from);
  if (found.kind !== 'older') {
    throw new DatabaseFileError(
      'DATABASE_MISSING',
      found.kind === 'ours'
        ? `${from} is already a database of dhancopy; there is nothing to import`
        : `there is no database of schema v1, v2 or v3 at ${from}`,
    );
  }
  if (!inPlace && existsSync(to) && statSync(to).size > 0) {
    throw new DatabaseFileError(
      'FILE_EXISTS',
      `a database already exists at ${to} and is not overwritten; choose another data folder (DHANCOPY_HOME)`,
    );
  }
  const building = `${to}.migrating`;
  const old = holdOlder(from, inPlace);
  try {
    // Only whoever holds the older file may take this away: it could be another run's.
    removeDatabase(building);
    const backup = inPlace
      ? datedName(join(dirname(from), `${basename(from, '.db')}-v${found.version}-`), now())
      : null;
    if (backup !== null) {
      onProgress('making a backup');
      await copyDatabase(from, backup, progress(onProgress));
      onProgress(`backup made and read again: ${backup}`);
    }
    const { tables, reasons } = build({ from, building, version: found.version, key, owners, now, onProgress });
    putInPlace(old, building, to, inPlace);
    return { version: found.version, backup, tables, reasons };
  } catch (error) {
    removeDatabase(building);
    throw error;
  } finally {
    old.close();
  }
}

type Build = {
  readonly from: string;
  readonly building: string;
  readonly version: number;
  readonly key: VaultKey;
  readonly owners: Owners;
  readonly now: () => number;
  readonly onProgress: (words: string) => void;
};

function build({
  from,
  building,
  version,
  key,
  owners,
  now,
  onProgress,
}: Build): Pick<OlderMigration, 'tables' | 'reasons'> {
  createDatabaseFile(building);
  const db = new Connection({ path: building, readOnly: false, synchronous: 'normal', now });
  const vault = new Vault(key);
  try {
    migrate(db);
    rememberKey(db, key);
    registerFunctions(db, vault);
    db.exec(`attach '${readOnlyUri(from)}' as old`, 'opening the older file');
    const total = [...countRows(db, 'old').values()].reduce((sum, rows) => sum + rows, 0);
    const result = db.transaction(() => {
      addOwners(db, owners);
      const tables = takeOver(db, vault, owners, total, onProgress);
      onProgress('comparing');
      compare(db, tables.shapes);
      const [taken, aside] = [sum(tables.done, 'taken'), sum(tables.done, 'aside')];
      new Statement(
        db,
        `insert into file_migrations (source, source_version, rows_taken, rows_kept_aside, finished_at) values (?, ?, ?, ?, ?)`,
      ).run(basename(from), version, taken, aside, db.nowSec());
      return tables.done;
    });
    db.exec('detach old', 'closing the older file');
    onProgress('reading the new file');
    needHealthy(db, 'the new file');
    const reasons = new Statement<{ table: string; why: string; rows: number; was_taken: number }>(
      db,
      `select source_table as "table", why, count(*) as rows, was_taken from migration_leftovers group by 1, 2, 4 order by 1, 3 desc`,
    ).all();
    db.exec('pragma optimize', 'counting for the planner');
    // The file goes to another name alone: nothing may be left in its log.
    db.exec('pragma wal_checkpoint(truncate)', 'writing back the log');
    return {
      tables: result,
      reasons: reasons.map(({ was_taken, ...reason }) => ({ ...reason, taken: was_taken === 1 })),
    };
  } finally {
    db.close();
  }
}

function takeOver(
  db: Connection,
  vault: Vault,
  owners: Owners,
  total: number,
  onProgress: (words: string) => void,
): { done: TakenOver[]; shapes: readonly { shape: TableShape; source: string }[] } {
  const shapes = new Map(tablesOf(db, 'old').map((shape) => [shape.name, shape]));
  const ours = new Set(tablesOf(db, 'main').map(({ name }) => name));
  const known = parentsFirst(
    db,
    [...shapes.keys()].filter((name) => ours.has(name) && name !== 'config'),
  );
  const done: TakenOver[] = [];
  const compared: { shape: TableShape; source: string }[] = [];
  let before = 0;
  let toldAt = 0;
  for (const name of known) {
    const shape = shapes.get(name);
    if (shape === undefined) continue;
    const source = sourceOf(db, shape);
    const one = takeOverTable(db, shape, source, owners, (rows) => {
      if (before + rows - toldAt < PROGRESS_ROWS) return;
      toldAt = before + rows;
      onProgress(`${toldAt.toLocaleString('en-IN')} of ${total.toLocaleString('en-IN')} rows (${name})`);
    });
    before += one.rows;
    done.push(one);
    compared.push({ shape, source });
  }
  for (const shape of shapes.values()) {
    if (shape.name === 'config') done.push(takeOverConfig(db, shape, 'old.config', vault));
    else if (!ours.has(shape.name)) done.push(keepTable(db, shape, sourceOf(db, shape)));
  }
  onProgress(`${total.toLocaleString('en-IN')} of ${total.toLocaleString('en-IN')} rows`);
  return { done, shapes: compared };
}

/** As accounts that were removed: "account add" brings them back, with a name and a token. */
function addOwners(db: Connection, owners: Owners): void {
  const now = db.nowSec();
  const add = new Statement(
    db,
    'insert into accounts (account_id, role, name, created_at, updated_at, removed_at) values (?, ?, ?, ?, ?, ?)',
  );
  for (const role of ['leader', 'follower'] as const) {
    const id = owners[role];
    if (id !== undefined) add.run(id, role, `${role} of an older file`, now, now, now);
  }
}

/** Rows are identified by their number; a table without numbers is copied into one that has them. */
function sourceOf(db: Connection, { name, withoutRowid }: TableShape): string {
  if (!withoutRowid) return `old.${quoted(name)}`;
  const copy = `temp.${quoted(`numbered ${name}`)}`;
  db.exec(`create table ${copy} as select * from old.${quoted(name)}`, 'reading an older table');
  return copy;
}

function compare(db: Connection, tables: readonly { shape: TableShape; source: string }[]): void {
  const differences = tables.flatMap(({ shape, source }) => differencesOf(db, shape, source));
  if (differences.length === 0) return;
  throw new DatabaseFileError(
    'MIGRATION_DIFFERS',
    `the new file differs from the older one (${differences.slice(0, 3).join('; ')}); nothing was changed. Report this as a bug`,
  );
}

function registerFunctions(db: Connection, vault: Vault): void {
  db.handle.function('is_number', { deterministic: true }, (value) =>
    typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? 1 : 0,
  );
  db.handle.function('seconds_of', { deterministic: true }, (value) => secondsOf(String(value)));
  db.handle.function('sealed', (value, table, row, column) =>
    vault.seal(String(value), { table: String(table), row: String(row), column: String(column) }),
  );
}

/** Keeps other programs from writing to the older file while it is read. To one that nobody may write to, SQLite gives a reading lock. */
function holdOlder(path: string, inPlace: boolean): DatabaseSync {
  if (inPlace) needWritable(path);
  const db = new DatabaseSync(path, { timeout: 1_000 });
  try {
    db.exec('begin immediate');
    return db;
  } catch (error) {
    db.close();
    throw storeError(error, 'taking the older file for ourselves; stop the program that uses it');
  }
}

function needWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new DatabaseError(
      'DATABASE_READ_ONLY',
      `${path} or its folder is not writable; change its permissions, or import the file into another data folder with --from`,
      error,
    );
  }
}

function putInPlace(old: DatabaseSync, building: string, to: string, inPlace: boolean): void {
  if (!inPlace) {
    // An empty file may be there.
    removeDatabase(to);
    publishFile(building, to);
    return;
  }
  const version = (): unknown => old.prepare('pragma data_version').get()?.['data_version'];
  const before = version();
  try {
    old.exec('rollback');
    // Its log would be taken for the new file's.
    old.exec('pragma journal_mode = delete');
    old.exec('begin exclusive');
  } catch (error) {
    throw storeError(error, 'putting the new file in the place of the older one; stop the program that uses it');
  }
  if (version() !== before) {
    throw new DatabaseFileError(
      'MIGRATION_DIFFERS',
      'another program wrote to the older file during the import; nothing was changed. Stop that program and run the command again',
    );
  }
  replaceFile(building, to);
}

function progress(onProgress: (words: string) => void): (done: number, total: number) => void {
  let tenth = 0;
  return (done, total) => {
    const now = Math.floor((done * 10) / Math.max(1, total));
    if (now === tenth || total < 10_000) return;
    tenth = now;
    onProgress(`backup: ${done.toLocaleString('en-IN')} of ${total.toLocaleString('en-IN')} pages`);
  };
}

function sum(tables: readonly TakenOver[], what: 'taken' | 'aside'): number {
  return tables.reduce((total, table) => total + table[what], 0);
}
