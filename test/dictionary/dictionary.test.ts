import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { afterAll, expect, it, vi } from 'vitest';
import { EXPORTED } from 'dhancopy/store/exports';
import { openStore } from 'dhancopy/store/store';
import type * as StatementModule from 'dhancopy/store/file/statement';
import { COLUMN_WORDS } from './columns.ts';
import { databasePage, lifeless, type KnownStatement } from './page.ts';
import { rowsModule } from './rows.ts';
import { columnsOf, tableNames } from './schema.ts';
import { TABLE_WORDS } from './tables.ts';

/** Every statement that the store prepares, with the file that prepares it. */
const statements: KnownStatement[] = [];
vi.mock('../../apps/dhancopy/src/store/file/statement.ts', async (importOriginal) => {
  const { Statement } = await importOriginal<typeof StatementModule>();
  return {
    Statement: class<Row> extends Statement<Row> {
      constructor(...args: ConstructorParameters<typeof Statement>) {
        super(...args);
        const file = /apps\/dhancopy\/src\/store\/(?!file\/statement\.ts)[\w/-]+\.ts/.exec(
          new Error().stack ?? '',
        )?.[0];
        if (file) statements.push({ sql: args[1], file });
      }
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'dhancopy-dictionary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, 'dhancopy.db');
const store = openStore({ path });
// Prepared on first use.
for (const what of EXPORTED) for (const row of store.exports.rows(what)) expect(row).toBeUndefined();
store.close();
const db = new DatabaseSync(path);
/** Statements outside the store: the import of instruments, and the maintenance of the file. */
const STAGED = [
  'apps/dhancopy/src/store/instruments/instrument-staging.ts',
  'apps/dhancopy/src/store/secrets/key-check.ts',
  'apps/dhancopy/src/store/schema/migrate.ts',
  'apps/dhancopy/src/store/care/archive.ts',
  'apps/dhancopy/src/store/care/forget.ts',
  'apps/dhancopy/src/store/care/thin-snapshots.ts',
  'apps/dhancopy/src/store/older/leftovers.ts',
  'apps/dhancopy/src/store/older/migrate-older.ts',
  'apps/dhancopy/src/store/care/sizes.ts',
  'apps/dhancopy/src/store/older/take-over-table.ts',
];

it('describes every table, and only existing tables', () => {
  expect(Object.keys(TABLE_WORDS).sort()).toEqual(tableNames(db).sort());
});

it('describes only existing columns', () => {
  const columns = tableNames(db).flatMap((table) => columnsOf(db, table).map(({ name }) => `${table}.${name}`));
  expect(columns).toEqual(expect.arrayContaining(Object.keys(COLUMN_WORDS)));
});

it('has a statement that fills and one that reads every table', () => {
  expect(statements.length).toBeGreaterThan(100);
  const staged = STAGED.map((file) => ({
    file,
    sql: readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8'),
  }));
  expect(lifeless(db, [...statements, ...staged])).toEqual([]);
});

it.each([
  ['docs/database.md', () => databasePage(db, statements)],
  ['apps/dhancopy/src/store/schema/rows.ts', () => rowsModule(db)],
])('%s matches the schema (npm run schema writes it)', async (name, written) => {
  const file = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const options = await resolveConfig(file);
  await expect(await format(written(), { ...options, filepath: file })).toMatchFileSnapshot(file);
});
