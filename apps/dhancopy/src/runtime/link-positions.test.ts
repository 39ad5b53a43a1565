import { expect, it } from 'vitest';
import { linkId } from '@dhancopy/domain/ids';
import type { CopyPositionRow } from '../store/copies/copy-positions.ts';
import { newLinkedStore, OPENING } from '../store/testing.ts';
import { heldByFollower, leftBehind } from './link-positions.ts';
import { applyOperation, storedOperation } from './operations.ts';
import type { OperationInput } from './operations.ts';

const NOW = OPENING * 1000;
const PAIR = { leader: 'L', follower: 'F1' } as const;
const ADD = { op: 'link.add', ...PAIR, sizing: 'fixed_ratio', ratio: '1' } as const;
const HELD: CopyPositionRow = {
  link_id: 1,
  asset: 'NSE_EQ:1333',
  product: 'INTRADAY',
  exchange_segment: 'NSE_EQ',
  security_id: '1333',
  follower_product: 'INTRADAY',
  held_qty: 100,
  doubt: null,
  state: '{}',
  updated_at: OPENING,
};

/** A store whose first link holds 100 units. */
function linkedStore() {
  const store = newLinkedStore(1);
  store.copyPositions.upsert(HELD);
  const ask = (asked: OperationInput) => applyOperation(store, storedOperation.parse(asked), NOW);
  /** What an engine makes of a link that was removed. */
  const engineDrops = (own = 100): void => {
    store.copyPositions.upsert({ ...HELD, held_qty: 0 });
    const { asset, product } = HELD;
    store.copyPositions.addRelease({
      ...{ link_id: 1, account_id: 'F1', asset, product, units: 100 },
      ...{ reason: 'LINK_REMOVED', price: null, released_at: OPENING },
    });
    store.copyPositions.upsertOwn({ account_id: 'F1', asset, product, units: own, state: '{}', updated_at: OPENING });
  };
  return { store, ask, engineDrops };
}

it('a link that holds units is removed only with what becomes of them; closing them needs an engine', () => {
  const { store, ask } = linkedStore();
  expect(() => ask({ op: 'link.remove', ...PAIR })).toThrow(/100 INTRADAY of NSE_EQ:1333.*leave.*close/);
  expect(() => ask({ op: 'link.remove', ...PAIR, positions: 'close' })).toThrow(/no engine is running/);
  expect(store.links.list()).toHaveLength(1);
  expect(ask({ op: 'link.remove', ...PAIR, positions: 'leave' })).toMatch(/follower's own/);
  expect(store.links.list()).toEqual([]);
});

it('the links that go with an account are named', () => {
  const { store, ask } = linkedStore();
  expect(ask({ op: 'account.remove', clientId: 'L', positions: 'leave' })).toMatch(
    /^L is removed with the link L → F1; its/,
  );
  expect(store.links.list()).toEqual([]);
});

it('what it left is asked for when the pair is linked again, until that was answered', () => {
  const { store, ask, engineDrops } = linkedStore();
  ask({ op: 'link.remove', ...PAIR, positions: 'leave' });
  engineDrops();
  expect(() => ask(ADD)).toThrow(/adopt.*leave/);
  expect(() => ask({ ...ADD, positions: 'adopt' })).toThrow(/no engine is running/);
  ask({ ...ADD, positions: 'leave' });
  ask({ op: 'link.remove', ...PAIR });
  ask(ADD);
  expect(store.links.list()).toHaveLength(1);
});

it('units that no engine has counted as his own yet are left for it to count', () => {
  const { store, ask } = linkedStore();
  ask({ op: 'link.remove', ...PAIR, positions: 'leave' });
  ask({ ...ADD, positions: 'leave' });
  expect(store.copyPositions.list()).toEqual([HELD]);
});

it.each([
  ['all', 100, 0, [100]],
  ['what he has not sold since', 30, 0, [30]],
  ['nothing when he has sold all', 0, 0, []],
  ['nothing when he is on the other side', -5, 0, []],
  ['nothing of INTRADAY units of yesterday', 100, 86_400_000, []],
])('left behind is %s', (_what, own, laterMs, expected) => {
  const { store, ask, engineDrops } = linkedStore();
  ask({ op: 'link.remove', ...PAIR, positions: 'leave' });
  engineDrops(own);
  const { positions } = leftBehind(store, 'L', 'F1', NOW + laterMs);
  expect(positions.map(({ netQty }) => netQty)).toEqual(expected);
});

it('what is not closed is named with its follower', () => {
  const { store } = linkedStore();
  expect(heldByFollower(store, [linkId(1)])).toBe('F1: 100 INTRADAY of NSE_EQ:1333');
  store.copyPositions.upsert({ ...HELD, held_qty: 0 });
  expect(heldByFollower(store, [linkId(1)])).toBe('F1: an order still rests');
});
