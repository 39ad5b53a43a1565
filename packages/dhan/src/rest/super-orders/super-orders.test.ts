import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { SUPER_BUY as BUY, SUPER_RECEIPT as RECEIPT, SUPER_ROW as ROW } from '../../testing/samples/super-orders.ts';
import type { ModifySuperOrderRequest, PlaceSuperOrderRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

it('places entry, target and stop, without a trail when none is requested', async () => {
  dhan.says(200, RECEIPT);
  expect(await dhan.client.superOrders.placeSuperOrder(BUY)).toEqual({ ...RECEIPT, raw: RECEIPT });
  expect(dhan.last.body).toEqual({ dhanClientId: '1100012345', ...BUY, trailingJump: 0 });
});

it.each([
  [{ targetPrice: 3400 }, /targetPrice: expected above the price, 3410, found 3400/],
  [{ stopLossPrice: 3410 }, /stopLossPrice: expected below the price, 3410, found 3410/],
  [{ transactionType: 'SELL' }, /targetPrice: expected below the price, 3410, found 3450/],
  [{ trailingJump: -1 }, /trailingJump: expected 0 rupees or more/],
  [{ productType: 'BO' }, /productType/],
  [{ validity: 'DAY' }, /validity/],
])('with %j is refused before it is sent', async (changes, words) => {
  const request = { ...BUY, ...changes } as unknown as PlaceSuperOrderRequest;
  await expect(dhan.client.superOrders.placeSuperOrder(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

const LEGS: readonly ModifySuperOrderRequest[] = [
  {
    legName: 'ENTRY_LEG',
    orderType: 'LIMIT',
    quantity: 10,
    price: 3411,
    targetPrice: 3450,
    stopLossPrice: 3390,
    trailingJump: 5,
  },
  { legName: 'TARGET_LEG', targetPrice: 3460 },
  { legName: 'STOP_LOSS_LEG', stopLossPrice: 3398, trailingJump: 5 },
];
it.each(LEGS)('modifies a leg in its short form: $legName', async (leg) => {
  dhan.says(200, { ...RECEIPT, orderStatus: 'TRANSIT' });
  await dhan.client.superOrders.modifySuperOrder('112260915000201', leg);
  expect(dhan.last.body).toEqual({ dhanClientId: '1100012345', orderId: '112260915000201', ...leg });
});

it('does not lose the trail when it is left out', async () => {
  // @ts-expect-error The broker takes a missing trailingJump as "no trail any more".
  const request: ModifySuperOrderRequest = { legName: 'STOP_LOSS_LEG', stopLossPrice: 3398 };
  await expect(dhan.client.superOrders.modifySuperOrder('1', request)).rejects.toThrow(/trailingJump/);
  expect(dhan.asked).toHaveLength(0);
});

it('cancels one leg', async () => {
  dhan.says(202, { ...RECEIPT, orderStatus: 'CANCELLED' });
  const { orderStatus } = await dhan.client.superOrders.cancelSuperOrder('112260915000201', 'TARGET_LEG');
  expect([dhan.last.url, orderStatus]).toEqual(['/v2/super/orders/112260915000201/TARGET_LEG', 'CANCELLED']);
});

it('reads the list with its legs, with either spelling of the total', async () => {
  dhan.says(200, [ROW, { ...ROW, legDetails: [{ ...ROW.legDetails[0], totalQuatity: undefined, totalQuantity: 7 }] }]);
  const [first, second] = await dhan.client.superOrders.getSuperOrders();
  expect(first).toMatchObject({
    orderId: '112260915000201',
    exchangeOrderId: '1200000044556677',
    ltp: 3421.5,
    omsErrorDescription: null,
    createTimeMs: Date.parse('2026-09-15T10:11:00+05:30'),
    legDetails: [
      { legName: 'STOP_LOSS_LEG', totalQuantity: 10, trailingJump: 5 },
      { legName: 'TARGET_LEG', totalQuantity: null, trailingJump: 0 },
    ],
    raw: ROW,
  });
  expect(second?.legDetails[0]).toMatchObject({ totalQuantity: 7 });
});

it('reads a row without legs, and names an unreadable leg', async () => {
  const { legDetails: _legs, ...bare } = ROW;
  dhan.says(200, [bare]);
  expect((await dhan.client.superOrders.getSuperOrders())[0]?.legDetails).toEqual([]);
  dhan.says(200, [{ ...ROW, legDetails: [{ ...ROW.legDetails[0], transactionType: 'HOLD' }] }]);
  await expect(dhan.client.superOrders.getSuperOrders()).rejects.toThrow(/legDetails.0.transactionType.*"HOLD"/);
});
