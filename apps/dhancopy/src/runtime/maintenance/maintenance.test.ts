import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Notice } from '../../engine/index.ts';
import { newLinkedStore, rawDatabase } from '../../store/testing.ts';
import { Maintenance } from './maintenance.ts';
import { systemClock } from '../time/clock.ts';

const NIGHT = Date.parse('2026-01-07T01:00:00+05:30');

function bench() {
  const store = newLinkedStore();
  const notices: Notice[] = [];
  const progress: string[] = [];
  let now = NIGHT;
  let free = 9e9;
  const maintenance = new Maintenance({
    settings: { home: dirname(store.path), databasePath: store.path },
    store,
    notify: (notice) => notices.push(notice),
    onProgress: (text) => progress.push(text),
    clock: { ...systemClock, nowMs: () => now },
    freeBytes: () => Promise.resolve(free),
  });
  return {
    store,
    notices,
    progress,
    maintenance,
    at: (ms: number) => (now = ms),
    left: (bytes: number) => (free = bytes),
  };
}

it('cares for the database at night, on a thread of its own, and writes down what came of it', async () => {
  const { store, notices, progress, maintenance, at } = bench();
  const hour = 3_600;
  store.transaction(() => {
    for (let n = 24 * 100; n > 0; n -= 1) {
      store.audit.add({ action: 'get_funds', account_type: 'leader', account_id: 'L', ts: NIGHT / 1000 - n * hour });
    }
  });
  const head = { account_id: 'L', account_type: 'leader' } as const;
  for (const at of [60, 59])
    store.funds.record({ ...head, snapshot_ts: NIGHT / 1000 - at * 86_400 }, { available_balance: 1 });
  store.funds.record({ ...head, snapshot_ts: NIGHT / 1000 - 60 * 86_400 + 60 }, { available_balance: 2 });
  store.errors.add({ error_type: 'X', error_message: 'x', severity: 'CRITICAL', occurred_at: NIGHT / 1000 - hour });
  await maintenance.check();
  expect(notices).toEqual([]);
  const runs = store.maintenanceRuns.latest();
  expect(runs.map(({ task, outcome }) => [task, outcome])).toEqual([
    ['daily', 'DONE'],
    ['weekly', 'DONE'],
    ['monthly', 'DONE'],
  ]);
  expect(runs[0]?.detail).toContain('1 critical, 0 errors');
  expect(runs[0]?.detail).toContain('; 1 old rows removed; ');
  expect(runs[0]?.detail).toMatch(/backup dhancopy-nightly-20260107-010000\.db, [\d.]+ MB, verified$/);
  expect(readdirSync(join(dirname(store.path), 'backups'))).toEqual(['dhancopy-nightly-20260107-010000.db']);
  expect(runs[1]?.detail).toContain('the file is intact');
  expect(runs[2]?.detail).toMatch(/^240 rows archived; [\d.]+ MB returned to the disk/);
  expect(progress).toHaveLength(3);
  expect(readdirSync(join(dirname(store.path), 'archive')).length).toBeGreaterThan(0);
  expect(store.audit.chain.verify().broken).toBeNull();
  // Once a day, and not while the market is open.
  await maintenance.check();
  at(NIGHT + 33 * 3_600_000);
  await maintenance.check();
  expect(progress).toHaveLength(3);
});

it('reports a damaged file to the operator, and tries again an hour later', async () => {
  const { store, notices, maintenance, at } = bench();
  const raw = rawDatabase(store.path);
  raw.exec(
    "pragma foreign_keys = off; insert into order_events (order_id, event_type, event_ts) values ('nowhere', 'x', 1)",
  );
  await maintenance.check();
  expect(notices).toMatchObject([{ code: 'MAINTENANCE_FAILED', severity: 'CRITICAL' }]);
  expect(notices[0]?.text).toContain('1 rows of order_events refer to missing rows of orders');
  expect(store.maintenanceRuns.latest().find(({ task }) => task === 'weekly')).toMatchObject({ outcome: 'FAILED' });
  raw.exec('delete from order_events');
  raw.close();
  at(NIGHT + 3_600_000);
  await maintenance.check();
  expect(store.maintenanceRuns.latest().find(({ task }) => task === 'weekly')).toMatchObject({ outcome: 'DONE' });
});

it('does nothing when it is switched off, and can be ended in the middle', async () => {
  const { store, maintenance } = bench();
  store.config.set('maintenance_enabled', false);
  await maintenance.check();
  expect(store.maintenanceRuns.latest()).toEqual([]);
  store.config.set('maintenance_enabled', true);
  const begin = store.maintenanceRuns.begin.bind(store.maintenanceRuns);
  const begun = Promise.withResolvers<undefined>();
  vi.spyOn(store.maintenanceRuns, 'begin').mockImplementationOnce((...run) => {
    const id = begin(...run);
    begun.resolve(undefined);
    return id;
  });
  const under = maintenance.check();
  // As soon as its first run is on record, however quick the machine is.
  await begun.promise;
  await maintenance.stop();
  await under;
  expect(store.maintenanceRuns.latest()).toMatchObject([{ task: 'daily', outcome: null }]);
  expect(rawDatabase(store.path).prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

it('reports once a database that was neglected for long, but not when it is about to take care of it', async () => {
  const { store, notices, maintenance, at } = bench();
  const noon = NIGHT + 11 * 3_600_000;
  at(noon);
  rawDatabase(store.path)
    .prepare('update accounts set created_at = ?')
    .run(noon / 1000 - 20 * 86_400);
  store.maintenanceRuns.finish(store.maintenanceRuns.begin('daily', noon / 1000 - 86_400), 'DONE', '', noon / 1000);
  await maintenance.check();
  await maintenance.check();
  expect(notices).toMatchObject([{ code: 'MAINTENANCE_OVERDUE', severity: 'WARNING' }]);
  expect(notices[0]?.text).toMatch(/^the weekly database maintenance is overdue: .*"dhancopy db maintain"/);
});

it('warns when the disk will be full soon, and again only after the space had been enough', async () => {
  const { store, notices, maintenance, left } = bench();
  store.config.set('maintenance_enabled', false);
  for (const bytes of [600e6, 400e6, 300e6, 700e6, 400e6, 2e9, 100e6]) {
    left(bytes);
    await maintenance.check();
  }
  expect(notices.map(({ code, text }) => [code, text.split(' on ')[0]])).toEqual([
    ['DISK_LOW', '381 MiB are left'],
    ['DISK_LOW', '95 MiB are left'],
  ]);
});
