import { expect, it } from 'vitest';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import { CopyTail } from './copy-tail.ts';

const NOW = OPENING * 1_000;

it('a copy that had ended before it began is no news when it is written again', () => {
  const store = newLinkedStore(1);
  const copied = (leaderOrderId: string, isOpen: boolean): number => {
    store.orders.upsertOrder(anOrder({ id: leaderOrderId }));
    return store.mappings.insertMapping({
      link_id: 1,
      leader_order_id: leaderOrderId,
      leader_account_id: 'L',
      account_id: 'F1',
      leader_quantity: 100,
      follower_quantity: 50,
      status: isOpen ? 'pending' : 'failed',
      reason_code: isOpen ? null : 'REFUSED',
      is_open: isOpen ? 1 : 0,
      created_at: OPENING,
      updated_at: OPENING,
    });
  };
  const open = copied('L-1', true);
  const before = copied('L-2', false);
  const tail = new CopyTail(store, NOW);
  store.mappings.updateMapping(open, { status: 'failed', reason_code: 'REFUSED', is_open: 0 });
  expect(tail.changes(NOW)).toMatchObject([{ leaderOrderId: 'L-1', stage: 'failed' }]);
  store.mappings.updateMapping(before, { error_message: null });
  expect(tail.changes(NOW)).toEqual([]);
  copied('L-3', false);
  expect(tail.changes(NOW)).toMatchObject([{ leaderOrderId: 'L-3', stage: 'failed' }]);
});
