import { expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import { newStore, OPENING, rawDatabase } from '../testing.ts';
import { noteSizes, sizesOf } from './sizes.ts';
import { analyse, vacuumFully, vacuumIncrementally } from './vacuum.ts';

function desk() {
  const store = newStore();
  const db = new Connection({ path: store.path, readOnly: false, synchronous: 'full', now: () => OPENING * 1000 });
  const fill = () =>
    store.transaction(() => {
      for (let n = 0; n < 2_000; n += 1) store.errors.add({ error_type: 'A', error_message: 'x'.repeat(400) });
    });
  return { store, db, fill, path: store.path };
}

it('reports the size of each table with its indexes, and what grew since the last report', () => {
  const { db, fill, path } = desk();
  const before = sizesOf(path);
  expect(noteSizes(db, before)).toBeNull();
  fill();
  const sizes = sizesOf(path);
  const errors = sizes.tables.find(({ table }) => table === 'error_log');
  const empty = before.tables.find(({ table }) => table === 'error_log');
  expect(errors?.rows).toBe(2_000);
  expect(errors?.bytes).toBeGreaterThan(2_000 * 400);
  expect(sizes.tables.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(sizes.file);
  const growth = noteSizes(db, sizes);
  expect(growth?.tables[0]).toEqual({ table: 'error_log', bytes: (errors?.bytes ?? 0) - (empty?.bytes ?? 0) });
  expect(growth?.file).toBeGreaterThan(2_000 * 400);
  expect(growth?.since).toBe(OPENING);
});

it('gives free pages back a few at a time, while a reader and a writer are there', async () => {
  const { db, fill, path } = desk();
  fill();
  db.exec('delete from error_log', 'testing');
  const { free, file } = sizesOf(path);
  expect(free).toBeGreaterThan(500_000);
  const done = await vacuumIncrementally(db);
  expect(done).toEqual({ freed: free, canBeIncremental: true });
  expect(sizesOf(path)).toMatchObject({ free: 0, file: file - free });
  await analyse(db);
  expect(Number(rawDatabase(path).prepare('select count(*) as n from sqlite_stat1').get()?.['n'])).toBeGreaterThan(0);
});

it('a file of an earlier build is made ready by a full vacuum', async () => {
  const { db, fill, path, store } = desk();
  fill();
  store.close();
  db.exec('pragma journal_mode = delete; pragma auto_vacuum = none; vacuum; pragma journal_mode = wal', 'testing');
  db.exec('delete from error_log', 'testing');
  expect(await vacuumIncrementally(db)).toEqual({ freed: 0, canBeIncremental: false });
  expect(vacuumFully(db).freed).toBeGreaterThan(500_000);
  expect(sizesOf(path).free).toBe(0);
  expect(await vacuumIncrementally(db)).toMatchObject({ canBeIncremental: true });
});
