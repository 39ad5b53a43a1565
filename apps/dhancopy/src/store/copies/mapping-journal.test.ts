import { expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import type { JournaledDecision, JournaledMapping } from './mapping-journal.ts';
import { anOrder, newLinkedStore, newStore, OPENING } from '../testing.ts';

const COPY: JournaledMapping = {
  leader_order_id: 'L-1',
  link_id: 1,
  leader_account_id: 'L',
  account_id: 'F1',
  leader_quantity: 100,
  follower_quantity: 50,
  sizing_strategy: 'fixed_ratio',
  capital_ratio: 0.5,
  status: 'pending',
  correlation_id: 'dc-1-L-1-0',
  state: { desired: { revision: 1 } },
  is_open: 1,
  leader_seen_us: 1_767_584_700_000_001,
  created_at: OPENING,
  updated_at: OPENING,
};

const POSITION: JournaledDecision['positions'][number] = {
  link_id: 1,
  asset: 'NSE_EQ:1333',
  product: 'INTRADAY',
  exchange_segment: 'NSE_EQ',
  security_id: '1333',
  follower_product: 'INTRADAY',
  held_qty: 50,
  doubt: null,
  state: { base: 50 },
  updated_at: OPENING,
};

const OWN: JournaledDecision['own'][number] = {
  account_id: 'F1',
  asset: 'NSE_EQ:1333',
  product: 'INTRADAY',
  units: 7,
  state: { units: 7 },
  updated_at: OPENING,
};

function mappingsOnly(...mappings: readonly JournaledMapping[]): JournaledDecision {
  return { mappings, positions: [], own: [] };
}

function desk() {
  const store = newLinkedStore(3);
  store.orders.upsertOrder(anOrder());
  return store;
}

/** What the file holds after a process that ended without settling. */
function reopened(store: ReturnType<typeof desk>) {
  store.close();
  return newStore({ path: store.path });
}

it('is written to the table when the file is opened the next time, once', () => {
  const before = desk();
  before.mappingJournal.add(mappingsOnly(COPY, { ...COPY, link_id: 2, account_id: 'F2' }));
  expect(before.mappings.openMappings()).toEqual([]);
  const after = reopened(before);
  const copies = after.mappings.openMappings();
  expect(copies).toMatchObject([
    { ...COPY, state: JSON.stringify(COPY.state), generation: 0 },
    { link_id: 2, account_id: 'F2' },
  ]);
  for (const { id } of copies) after.mappings.updateMapping(id, { is_open: 0 });
  expect(reopened(after).mappings.openMappings()).toEqual([]);
});

it('holds newer states of a row that is there, and leaves alone what it does not mention', () => {
  const before = desk();
  const { state, ...row } = COPY;
  const id = before.mappings.insertMapping({ ...row, state: JSON.stringify(state), sent_us: 7 });
  before.mappingJournal.add(
    mappingsOnly({ ...COPY, created_at: OPENING + 9, capital_ratio: 2, state: { desired: { revision: 2 } } }),
  );
  before.mappingJournal.add(mappingsOnly({ ...COPY, status: 'placed', state: { desired: { revision: 3 } } }));
  expect(reopened(before).mappings.get(id)).toMatchObject({
    status: 'placed',
    state: '{"desired":{"revision":3}}',
    sent_us: 7,
    created_at: OPENING,
    capital_ratio: 0.5,
  });
});

it('is empty once it was cleared', () => {
  const before = desk();
  before.transaction(() => {
    before.mappingJournal.add(mappingsOnly(COPY));
    before.mappingJournal.clear();
  });
  expect(reopened(before).mappings.byLeaderOrder('L-1')).toEqual([]);
});

it('brings positions and own units back, the newest of each, also where no mapping changed with them', () => {
  const before = desk();
  before.mappingJournal.add({ mappings: [], positions: [POSITION], own: [OWN] });
  before.mappingJournal.add({ mappings: [], positions: [{ ...POSITION, held_qty: 20, state: { base: 20 } }], own: [] });
  const after = reopened(before);
  expect(after.copyPositions.list()).toEqual([{ ...POSITION, held_qty: 20, state: '{"base":20}' }]);
  expect(after.copyPositions.own()).toEqual([{ ...OWN, state: '{"units":7}' }]);
  // Recovered once: a later start does not bring the old figures back.
  after.copyPositions.upsert({ ...POSITION, held_qty: 0, state: '{}' });
  expect(reopened(after).copyPositions.list()).toMatchObject([{ held_qty: 0 }]);
});

it('reads what a build before copy positions wrote: a list of mappings', () => {
  const before = desk();
  before.close();
  const db = new Connection({ path: before.path, readOnly: false, synchronous: 'normal', now: Date.now });
  db.exec(`insert into mapping_journal (rows) values ('${JSON.stringify([COPY])}')`, 'preparing');
  db.close();
  expect(newStore({ path: before.path }).mappings.openMappings()).toMatchObject([
    { leader_order_id: 'L-1', link_id: 1, state: JSON.stringify(COPY.state) },
  ]);
});
