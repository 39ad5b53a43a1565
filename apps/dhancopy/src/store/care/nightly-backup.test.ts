import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import { newLinkedStore, rawDatabase, tempFolder } from '../testing.ts';
import { backUpNightly } from './nightly-backup.ts';

const NIGHT = Date.parse('2026-01-07T01:00:00+05:30');
const DAY_MS = 86_400_000;

function bench() {
  const store = newLinkedStore();
  const home = dirname(store.path);
  const db = new Connection({ path: store.path, readOnly: false, synchronous: 'normal', now: () => NIGHT });
  const backUp = (day: number, freeBytes?: () => number) =>
    backUpNightly(db, { home, path: store.path, nowMs: NIGHT + day * DAY_MS, ...(freeBytes && { freeBytes }) });
  return { store, home, backUp };
}

it('keeps the newest of its own, and removes nothing else', async () => {
  const { store, home, backUp } = bench();
  const folder = join(home, 'backups');
  mkdirSync(folder);
  const others = ['dhancopy-20250101-010000.db', 'dhancopy-nightly-mine.db', 'dhancopy-before-0009-20250101-010000.db'];
  for (const name of others) writeFileSync(join(folder, name), '');
  // Of a night that was broken off.
  writeFileSync(join(folder, 'dhancopy-nightly-20260101-010000.db.part'), '');
  writeFileSync(join(folder, 'dhancopy-nightly-20260101-010000.db.part-wal'), '');
  store.config.set('backups_kept', 2);
  const first = await backUp(0);
  expect(first).toMatchObject({ made: { rows: expect.any(Number) as number }, removed: [] });
  const made = join(folder, 'dhancopy-nightly-20260107-010000.db');
  expect(first.made?.path).toBe(made);
  expect(statSync(made).mode & 0o777).toBe(0o600);
  expect(rawDatabase(made).prepare('select count(*) as n from accounts').get()).toEqual({ n: 3 });
  await backUp(1);
  expect((await backUp(2)).removed).toEqual(['dhancopy-nightly-20260107-010000.db']);
  expect(readdirSync(folder).toSorted()).toEqual(
    [...others, 'dhancopy-nightly-20260108-010000.db', 'dhancopy-nightly-20260109-010000.db'].toSorted(),
  );
});

it('goes to a folder that the operator named, and never makes it', async () => {
  const { store, home, backUp } = bench();
  const disk = tempFolder();
  store.config.set('backup_folder', disk);
  await backUp(0);
  expect(readdirSync(disk)).toEqual(['dhancopy-nightly-20260107-010000.db']);
  store.config.set('backup_folder', join(disk, 'not-mounted'));
  await expect(backUp(1)).rejects.toThrow(
    `config backup_folder: expected the absolute path of an existing folder, and found "${join(disk, 'not-mounted')}"`,
  );
  expect(readdirSync(home)).not.toContain('backups');
});

it('makes none where none are kept, and none that would fill the disk', async () => {
  const { store, home, backUp } = bench();
  await expect(backUp(0, () => 10_000)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('has 0.0 MB left; free some space there') as string,
  });
  expect(readdirSync(join(home, 'backups'))).toEqual([]);
  store.config.set('backups_kept', 0);
  expect(await backUp(0)).toEqual({ made: null, removed: [] });
  rawDatabase(store.path).exec("update config set value = 'seven' where key = 'backups_kept'");
  await expect(backUp(0)).rejects.toThrow(
    'config backups_kept: expected a whole number from 0, and found "seven"; nothing was removed',
  );
});
