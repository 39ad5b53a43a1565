import { expect, it } from 'vitest';
import type { CopyPositionRow, OwnPositionRow, PositionRelease } from './copy-positions.ts';
import { newLinkedStore, OPENING } from '../testing.ts';

const POSITION: CopyPositionRow = {
  link_id: 1,
  asset: 'isin:INE040A01034',
  product: 'CNC',
  exchange_segment: 'NSE_EQ',
  security_id: '1333',
  follower_product: 'CNC',
  held_qty: 5,
  doubt: null,
  state: '{}',
  updated_at: OPENING,
};

const OWN: OwnPositionRow = {
  account_id: 'F1',
  asset: 'isin:INE040A01034',
  product: 'CNC',
  units: null,
  state: '{}',
  updated_at: OPENING,
};

const RELEASE: PositionRelease = {
  link_id: 1,
  account_id: 'F1',
  asset: 'isin:INE040A01034',
  product: 'CNC',
  units: 5,
  reason: 'CLOSED_BY_HAND',
  price: 1612.5,
  released_at: OPENING,
};

it('is one row for each link, asset and product, and the contract is that of the newest trade', () => {
  const { copyPositions } = newLinkedStore(3);
  copyPositions.upsert(POSITION);
  const newer = { ...POSITION, exchange_segment: 'BSE_EQ', security_id: '500180', held_qty: -2, doubt: 'a split' };
  copyPositions.upsert(newer);
  copyPositions.upsert({ ...POSITION, product: 'INTRADAY' });
  copyPositions.upsert({ ...POSITION, link_id: 2 });
  expect(copyPositions.list()).toEqual([newer, { ...POSITION, product: 'INTRADAY' }, { ...POSITION, link_id: 2 }]);
});

it('says what one link holds, and forgets what a removed link left, but for what is still held', () => {
  const { copyPositions } = newLinkedStore(3);
  copyPositions.upsert(POSITION);
  copyPositions.upsert({ ...POSITION, product: 'INTRADAY', held_qty: 0 });
  copyPositions.upsert({ ...POSITION, link_id: 2 });
  expect(copyPositions.held(1)).toEqual([POSITION]);
  copyPositions.remove(1);
  expect(copyPositions.list()).toEqual([POSITION, { ...POSITION, link_id: 2 }]);
});

it('forgets a flat position, unless it is held or a removed link left it', () => {
  const { copyPositions } = newLinkedStore(3);
  const [flat, held, left] = ['INTRADAY', 'CNC', 'MTF'];
  copyPositions.upsert({ ...POSITION, product: flat, held_qty: 0 });
  copyPositions.upsert({ ...POSITION, product: held });
  copyPositions.upsert({ ...POSITION, product: left, held_qty: 0 });
  copyPositions.addRelease({ ...RELEASE, product: left, reason: 'LINK_REMOVED' });
  for (const product of [flat, held, left]) copyPositions.removeFlat(1, POSITION.asset, product);
  expect(copyPositions.list().map(({ product }) => product)).toEqual([held, left]);
});

it("keeps a follower's own units, unknown until his account was read", () => {
  const { copyPositions } = newLinkedStore(3);
  copyPositions.upsertOwn(OWN);
  expect(copyPositions.own()).toEqual([OWN]);
  copyPositions.upsertOwn({ ...OWN, units: -3, state: '{"units":-3}', updated_at: OPENING + 1 });
  expect(copyPositions.own()).toEqual([{ ...OWN, units: -3, state: '{"units":-3}', updated_at: OPENING + 1 }]);
});

it('lists releases since a time, oldest first', () => {
  const { copyPositions } = newLinkedStore(3);
  copyPositions.addRelease({ ...RELEASE, released_at: OPENING + 2, price: null });
  copyPositions.addRelease({ ...RELEASE, released_at: OPENING + 1 });
  copyPositions.addRelease(RELEASE);
  expect(copyPositions.releases(OPENING + 1)).toEqual([
    { ...RELEASE, id: 2, released_at: OPENING + 1 },
    { ...RELEASE, id: 1, released_at: OPENING + 2, price: null },
  ]);
});
