import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { FOREVER_SINGLE as SINGLE } from '../../testing/samples/forever-orders.ts';
import type { PlaceForeverOrderRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

const OCO = {
  ...SINGLE,
  orderFlag: 'OCO',
  price1: 1700,
  triggerPrice1: 1699,
  quantity1: 20,
} as const satisfies PlaceForeverOrderRequest;

it.each([SINGLE, OCO])('places $orderFlag', async (request) => {
  dhan.says(200, { orderId: '5132260915017', orderStatus: 'PENDING' });
  const { orderId } = await dhan.client.foreverOrders.placeForeverOrder(request);
  expect(orderId).toBe('5132260915017');
  expect(dhan.last.body).toEqual({ dhanClientId: '1100012345', ...request });
});

it('does not compile without its second leg, or with an extra one', () => {
  const { price1: _price, ...half } = OCO;
  // @ts-expect-error An OCO needs its second price.
  const oco: PlaceForeverOrderRequest = half;
  // @ts-expect-error A single order has none.
  const single: PlaceForeverOrderRequest = { ...SINGLE, price1: 1 };
  expect([oco, single]).toHaveLength(2);
});

it.each([
  [{ price: 0 }, /price: expected more than 0 rupees for LIMIT, found 0/],
  [{ triggerPrice: 0 }, /triggerPrice: expected more than 0 rupees/],
  [{ orderFlag: 'OCO' }, /price1: expected a number for OCO, found nothing/],
  [{ quantity1: 5 }, /quantity1: expected none for SINGLE, found 5/],
  [{ exchangeSegment: 'MCX_COMM' }, /exchangeSegment: .*found "MCX_COMM"/],
  [{ productType: 'INTRADAY' }, /productType/],
  [{ disclosedQuantity: 3 }, /disclosedQuantity: expected more than 30 %/],
])('with %j is refused before it is sent', async (changes, words) => {
  const request = { ...SINGLE, ...changes } as unknown as PlaceForeverOrderRequest;
  await expect(dhan.client.foreverOrders.placeForeverOrder(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it('modifies a leg under its stored name', async () => {
  dhan.says(200, { orderId: '5132260915017', orderStatus: 'PENDING' });
  const { orderFlag, orderType, validity, quantity } = SINGLE;
  const leg = {
    orderFlag,
    orderType,
    validity,
    quantity,
    price: 1496,
    triggerPrice: 1499,
    legName: 'ENTRY_LEG',
  } as const;
  await dhan.client.foreverOrders.modifyForeverOrder('5132260915017', leg);
  expect(dhan.last.body).toEqual({
    dhanClientId: '1100012345',
    orderId: '5132260915017',
    ...leg,
    disclosedQuantity: 0,
  });
});

it('cancels', async () => {
  dhan.says(200, { orderId: '5132260915017', orderStatus: 'CANCELLED' });
  expect((await dhan.client.foreverOrders.cancelForeverOrder('5132260915017')).orderStatus).toBe('CANCELLED');
});

it('reads the list: one row per leg, the flag in the field of the order type', async () => {
  const row = {
    dhanClientId: '1100012345',
    orderId: '5132260915017',
    orderStatus: 'CONFIRM',
    transactionType: 'SELL',
    exchangeSegment: 'NSE_EQ',
    productType: 'CNC',
    orderType: 'SINGLE',
    tradingSymbol: 'HDFCBANK',
    securityId: '1333',
    quantity: 20,
    price: 1498.0,
    triggerPrice: 1500.0,
    legName: 'ENTRY_LEG',
    createTime: '2026-09-15 12:41:19',
    updateTime: null,
    exchangeTime: null,
    drvExpiryDate: null,
    drvOptionType: null,
    drvStrikePrice: 0,
  };
  dhan.says(200, [row]);
  const { createTime: _c, updateTime: _u, exchangeTime: _e, orderType: _o, ...rest } = row;
  expect(await dhan.client.foreverOrders.getForeverOrders()).toEqual([
    {
      ...rest,
      orderFlag: 'SINGLE',
      createTimeMs: Date.parse('2026-09-15T12:41:19+05:30'),
      updateTimeMs: null,
      exchangeTimeMs: null,
      raw: row,
    },
  ]);
  dhan.says(200, [{ ...row, quantity: 'all' }]);
  await expect(dhan.client.foreverOrders.getForeverOrders()).rejects.toThrow(/row 0: quantity: .*found "all"/);
});
