import { describe, expect, it } from 'vitest';
import type { NewMapping } from './mappings.ts';
import { anOrder, newLinkedStore, OPENING } from '../testing.ts';

const MAPPING: NewMapping = {
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
  state: '{"desired":{"revision":1}}',
  is_open: 1,
  leader_seen_us: 1_767_584_700_000_001,
  created_at: OPENING,
  updated_at: OPENING,
};

function desk() {
  const store = newLinkedStore(2);
  store.orders.upsertOrder(anOrder());
  store.orders.upsertOrder(anOrder({ id: 'F-1', account_id: 'F1', account_type: 'follower' }));
  return store;
}

describe('mappings', () => {
  it('read back as they were written, microseconds included', () => {
    const { mappings } = desk();
    const id = mappings.insertMapping(MAPPING);
    expect(mappings.get(id)).toEqual({
      ...MAPPING,
      id,
      follower_order_id: null,
      error_message: null,
      reason_code: null,
      generation: 0,
      decided_us: null,
      sent_us: null,
      answered_us: null,
      first_fill_us: null,
      done_us: null,
    });
    expect(mappings.get(id + 1)).toBeUndefined();
  });

  it('are one per leader order and link', () => {
    const { mappings } = desk();
    mappings.insertMapping(MAPPING);
    mappings.insertMapping({ ...MAPPING, link_id: 2, account_id: 'F2' });
    expect(() => mappings.insertMapping(MAPPING)).toThrow(expect.objectContaining({ code: 'CONSTRAINT_FAILED' }));
    expect(mappings.byLeaderOrder('L-1').map(({ link_id }) => link_id)).toEqual([1, 2]);
  });

  it('change what is named, set nulls, and keep the rest', () => {
    const { mappings } = desk();
    const id = mappings.insertMapping({ ...MAPPING, reason_code: 'WAITING' });
    mappings.updateMapping(id, { status: 'placed', follower_order_id: 'F-1', reason_code: null, answered_us: 5 });
    expect(mappings.get(id)).toMatchObject({
      status: 'placed',
      follower_order_id: 'F-1',
      reason_code: null,
      answered_us: 5,
      state: MAPPING.state,
      updated_at: OPENING,
    });
    mappings.updateMapping(id, { updated_at: OPENING + 3, state: '{}' });
    expect(mappings.get(id)).toMatchObject({ updated_at: OPENING + 3, state: '{}', status: 'placed' });
    expect(mappings.byFollowerOrder('F-1')?.id).toBe(id);
    expect(mappings.byFollowerOrder('F-2')).toBeUndefined();
    expect(() => mappings.updateMapping(99, { status: 'failed' })).toThrow(
      expect.objectContaining({ code: 'MAPPING_UNKNOWN' }),
    );
  });

  it('a follower order belongs to one mapping', () => {
    const { mappings } = desk();
    mappings.insertMapping({ ...MAPPING, follower_order_id: 'F-1' });
    const second = mappings.insertMapping({ ...MAPPING, link_id: 2 });
    expect(() => mappings.updateMapping(second, { follower_order_id: 'F-1' })).toThrow(
      expect.objectContaining({ code: 'CONSTRAINT_FAILED' }),
    );
  });

  it('open ones are those the engine still works on, oldest first', () => {
    const { mappings } = desk();
    const [first, second] = [1, 2].map((link_id) => mappings.insertMapping({ ...MAPPING, link_id }));
    expect(mappings.openMappings().map(({ id }) => id)).toEqual([first, second]);
    mappings.updateMapping(first ?? 0, { is_open: 0, done_us: 9 });
    expect(mappings.openMappings().map(({ id }) => id)).toEqual([second]);
  });

  it('are listed from a time on, whatever their status', () => {
    const { mappings } = desk();
    const old = mappings.insertMapping({ ...MAPPING, created_at: OPENING - 1 });
    const late = mappings.insertMapping({ ...MAPPING, link_id: 2, status: 'failed', created_at: OPENING });
    expect(mappings.mappingsSince(OPENING).map(({ id }) => id)).toEqual([late]);
    expect(mappings.mappingsSince(0).map(({ id }) => id)).toEqual([old, late]);
  });

  it('a thousand in one transaction are a matter of milliseconds', () => {
    const { mappings, orders, transaction } = desk();
    const took = Array.from({ length: 5 }, (_, round) => {
      const before = process.threadCpuUsage();
      transaction(() => {
        orders.upsertOrder(anOrder({ id: `R-${round}` }));
        for (let link_id = 1; link_id <= 1000; link_id += 1) {
          mappings.insertMapping({ ...MAPPING, leader_order_id: `R-${round}`, link_id });
        }
      });
      return process.threadCpuUsage(before).user / 1_000;
    });
    expect(mappings.openMappings()).toHaveLength(5000);
    // Of the processor. Measured at 9 ms (docs/decisions/0003-synchronous-level.md).
    expect(Math.min(...took)).toBeLessThan(60);
  });
});
