import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import { InstrumentStaging } from './instrument-staging.ts';
import type { CompareOptions, Comparison } from './instrument-staging.ts';
import type { InstrumentToWrite } from './instruments.ts';
import { loadMigrations, migrate } from '../schema/migrate.ts';
import { openStore } from '../store.ts';
import type { Store } from '../store.ts';
import { anOrder, newLinkedStore, newStore, OPENING, rawDatabase, tempFolder } from '../testing.ts';

const OLD: InstrumentToWrite = {
  security_id: '1',
  exchange_segment: 'NSE_FNO',
  symbol: 'NIFTY',
  trading_symbol: 'NIFTY-Jan2026-24000-CE',
  expiry_date: '2026-01-27',
  strike_price: 24_000,
  option_type: 'CE',
  lot_size: 75,
  tick_size: 0.05,
  underlying_security_id: '26000',
  meta: '{"freeze_qty":1800}',
  updated_at: OPENING,
};
const NEXT = OPENING + 86_400;

function stage(
  store: { path: string },
  rows: readonly InstrumentToWrite[],
  options: Partial<CompareOptions> = {},
): { path: string; comparison: Comparison } {
  const path = join(tempFolder(), "it's a list?.db");
  const staging = InstrumentStaging.create(path);
  for (const row of rows) staging.add({ ...row, updated_at: NEXT });
  const comparison = staging.compare({ databasePath: store.path, segment: null, lacks: new Set(), ...options });
  staging.close();
  return { path, comparison };
}

function apply(store: Store, { path, comparison }: ReturnType<typeof stage>, rows = 1, holders = new Map()): number {
  const sync = { source: 'test', exchange_segment: null, left_out: { reasons: {}, samples: [] }, comparison };
  const difference = store.instrumentSyncs.open(path);
  const id = store.instrumentSyncs.begin(sync);
  let kept = 0;
  while (!difference.isDone) kept += difference.step(id, rows, () => holders);
  store.instrumentSyncs.finish(id, kept);
  difference.close();
  return id;
}

describe.each([1, 2, Infinity])('a difference written %d rows at a time', (rows) => {
  it('adds, changes and removes, and leaves what is the same untouched', () => {
    const store = newStore();
    const same = { ...OLD, security_id: '2' };
    const gone = { ...OLD, security_id: '3' };
    store.instruments.replaceInstruments([OLD, same, gone]);
    const changed = { ...OLD, lot_size: 65, meta: null };
    const staged = stage(store, [changed, same, { ...OLD, exchange_segment: 'BSE_FNO' }]);
    expect(staged.comparison).toEqual({
      before: 3,
      after: 3,
      added: 1,
      changed: 1,
      removed: 1,
      segments: {
        NSE_FNO: { before: 3, after: 2, added: 0, changed: 1, removed: 1 },
        BSE_FNO: { before: 0, after: 1, added: 1, changed: 0, removed: 0 },
      },
    });
    expect(store.instruments.get('NSE_FNO', '1')).toMatchObject({ lot_size: 75 });
    const id = apply(store, staged, rows);
    expect(store.instruments.get('NSE_FNO', '1')).toMatchObject({ lot_size: 65, meta: null, updated_at: NEXT });
    expect(store.instruments.get('NSE_FNO', '2')).toMatchObject({ lot_size: 75, updated_at: OPENING });
    expect(store.instruments.get('NSE_FNO', '3')).toBeUndefined();
    expect(store.instruments.get('BSE_FNO', '1')).toMatchObject({ lot_size: 75 });
    expect(store.instrumentSyncs.get(id)).toMatchObject({ rows_before: 3, rows_after: 3, finished_at: OPENING });
    expect(store.instrumentSyncs.changes(id).map((row) => [row.field, row.old_value, row.new_value])).toEqual([
      ['lot_size', '75', '65'],
      ['freeze_qty', '1800', null],
    ]);
  });
});

it('reports tick, symbol and expiry too, and survives a text in meta that is no JSON', () => {
  const store = newStore();
  store.instruments.replaceInstruments([{ ...OLD, meta: 'written by hand' }]);
  const other = { ...OLD, tick_size: 0.1, trading_symbol: 'NIFTY-Feb2026-24000-CE', expiry_date: '2026-02-24' };
  const id = apply(store, stage(store, [other]));
  expect(store.instrumentSyncs.changesOf('NSE_FNO', '1')).toMatchObject(
    [
      { field: 'tick_size', old_value: '0.05', new_value: '0.1' },
      { field: 'freeze_qty', old_value: null, new_value: '1800' },
      { field: 'trading_symbol', old_value: 'NIFTY-Jan2026-24000-CE' },
      { field: 'expiry_date', old_value: '2026-01-27', new_value: '2026-02-24' },
    ].reverse(),
  );
  expect(store.instrumentSyncs.changes(id)[0]).toMatchObject({ trading_symbol: 'NIFTY-Feb2026-24000-CE', held_by: [] });
});

it('keeps what an account holds, says so, and removes it once no account holds it', () => {
  const store = newStore();
  const held = { ...OLD, security_id: '9' };
  store.instruments.replaceInstruments([OLD, held]);
  const id = apply(store, stage(store, [OLD]), 1, new Map([['NSE_FNO:9', ['F1']]]));
  expect(store.instruments.get('NSE_FNO', '9')).toBeDefined();
  expect(store.instrumentSyncs.get(id)).toMatchObject({ kept: 1, removed: 0, rows_after: 2 });
  expect(store.instrumentSyncs.markHeld(id, new Map([['NSE_FNO:9', ['F1']]]))).toMatchObject([
    { security_id: '9', field: 'listing', new_value: null, held_by: ['F1'] },
  ]);
  apply(store, stage(store, [OLD]));
  expect(store.instruments.get('NSE_FNO', '9')).toBeUndefined();
});

it('within a segment leaves the others alone', () => {
  const store = newStore();
  store.instruments.replaceInstruments([OLD, { ...OLD, exchange_segment: 'NSE_EQ' }]);
  const staged = stage(store, [{ ...OLD, security_id: '5' }], { segment: 'NSE_FNO' });
  expect(staged.comparison).toMatchObject({ before: 1, after: 1, added: 1, removed: 1 });
  apply(store, staged);
  expect(store.instruments.count()).toBe(2);
  expect(store.instruments.get('NSE_EQ', '1')).toBeDefined();
});

it('is read by others while it is written, and takes no lock on the staging file', () => {
  const store = newStore();
  const staged = stage(store, [OLD]);
  const difference = store.instrumentSyncs.open(staged.path);
  store.transaction(() => {
    const other = rawDatabase(staged.path);
    other.exec('begin immediate; rollback');
    other.close();
  });
  difference.close();
  expect(() => rawDatabase(store.path).prepare('select * from staging.instruments')).toThrow();
});

it('what broke off is not the last whole one', () => {
  const store = newStore();
  const id = apply(store, stage(store, [OLD]));
  const { comparison } = stage(store, [OLD]);
  store.instrumentSyncs.begin({
    source: 'test',
    exchange_segment: null,
    left_out: { reasons: {}, samples: [] },
    comparison,
  });
  expect(store.instrumentSyncs.list(9).map(({ finished_at }) => finished_at)).toEqual([null, OPENING]);
  expect(store.instrumentSyncs.lastWhole()?.id).toBe(id);
});

it('forgets changes after 90 days, a few at a time, and keeps the counts', () => {
  let now = OPENING;
  const store = newStore({ now: () => now * 1000 });
  store.instruments.replaceInstruments([OLD, { ...OLD, security_id: '2' }]);
  const id = apply(
    store,
    stage(store, [
      { ...OLD, lot_size: 1 },
      { ...OLD, security_id: '2', lot_size: 1 },
    ]),
  );
  now += 90 * 86_400;
  expect(store.instrumentSyncs.forget(10)).toBe(0);
  now += 1;
  expect(store.instrumentSyncs.forget(1)).toBe(1);
  expect(store.instrumentSyncs.forget(10)).toBe(1);
  expect(store.instrumentSyncs.changes(id)).toEqual([]);
  expect(store.instrumentSyncs.get(id)).toMatchObject({ changed: 2 });
});

it('holders are followers with an open copy or a copied position', () => {
  const store = newLinkedStore(3);
  store.orders.upsertOrder(anOrder());
  const mapping = { leader_order_id: 'L-1', leader_quantity: 1, follower_quantity: 1, status: 'pending' as const };
  const times = { created_at: OPENING, updated_at: OPENING };
  store.mappings.insertMapping({ ...mapping, ...times, link_id: 1, account_id: 'F1', is_open: 1 });
  store.mappings.insertMapping({ ...mapping, ...times, link_id: 2, account_id: 'F2', is_open: 0 });
  const position = {
    asset: 'NSE_FNO:7',
    exchange_segment: 'NSE_FNO',
    security_id: '7',
    product: 'MARGIN',
    follower_product: 'MARGIN',
    doubt: null,
    state: '{}',
    updated_at: OPENING,
  };
  store.copyPositions.upsert({ ...position, link_id: 3, held_qty: -5 });
  store.copyPositions.upsert({ ...position, link_id: 2, held_qty: 0 });
  expect([...store.instrumentHolders()]).toEqual([
    ['NSE_EQ:11536', ['F1']],
    ['NSE_FNO:7', ['F3']],
  ]);
});

it('takes over when an earlier version has last synchronised', () => {
  const path = join(tempFolder(), 'a.db');
  const db = new Connection({ path, readOnly: false, synchronous: 'normal', now: Date.now });
  migrate(
    db,
    loadMigrations().filter(({ number }) => number < 4),
  );
  const time = String(OPENING * 1000 + 7);
  db.exec(`insert into config (key, value, updated_at) values ('instruments_synced_ms', '${time}', 0)`, 'preparing');
  db.exec("insert into instruments values ('1','A','X','X','X','X',null,null,null,1,1,null,null,null,0)", 'preparing');
  db.close();
  const store = openStore({ path });
  expect(store.instrumentSyncs.lastWhole()).toMatchObject({ finished_at: OPENING, rows_after: 1 });
  expect(store.config.list().map(({ key }) => key)).not.toContain('instruments_synced_ms');
  store.close();
});
