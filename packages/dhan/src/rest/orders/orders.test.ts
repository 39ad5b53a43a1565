import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { LIMIT_ORDER as LIMIT, REJECTED_ROW as REJECTED } from '../../testing/samples/orders.ts';
import type { PlaceOrderRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

describe('a placement', () => {
  it('sends numbers as numbers, leaves out unused fields, and reads the receipt', async () => {
    const receipt = { orderId: '112260915000123', orderStatus: 'TRANSIT' };
    dhan.says(200, receipt);
    expect(await dhan.client.orders.placeOrder({ ...LIMIT, correlationId: 'ct-7f3a91-0001' })).toEqual({
      ...receipt,
      raw: receipt,
    });
    expect(dhan.last.body).toEqual({
      dhanClientId: '1100012345',
      correlationId: 'ct-7f3a91-0001',
      ...LIMIT,
      afterMarketOrder: false,
    });
  });

  it('sends price 0 with a market order, and the AMO time with an AMO', async () => {
    dhan.says(200, { orderId: 1, orderStatus: 'TRANSIT' });
    const { price: _price, ...rest } = LIMIT;
    await dhan.client.orders.placeOrder({ ...rest, orderType: 'MARKET', afterMarketOrder: true, amoTime: 'OPEN_30' });
    expect(dhan.last.body).toMatchObject({ orderType: 'MARKET', price: 0, afterMarketOrder: true, amoTime: 'OPEN_30' });
  });

  it('does not compile in a form that the broker refuses', () => {
    const { price: _price, ...unpriced } = LIMIT;
    // @ts-expect-error A limit order needs its price.
    const noPrice: PlaceOrderRequest = unpriced;
    // @ts-expect-error A stop-loss needs its trigger.
    const noTrigger: PlaceOrderRequest = { ...LIMIT, orderType: 'STOP_LOSS' };
    // @ts-expect-error A market order has no price.
    const pricedMarket: PlaceOrderRequest = { ...LIMIT, orderType: 'MARKET' };
    // @ts-expect-error An AMO time without an AMO.
    const lonelyAmoTime: PlaceOrderRequest = { ...LIMIT, amoTime: 'OPEN' };
    // @ts-expect-error An order that does not rest has no disclosed quantity.
    const shyIoc: PlaceOrderRequest = { ...LIMIT, validity: 'IOC', disclosedQuantity: 10 };
    // @ts-expect-error A bracket order needs its two exits.
    const bareBracket: PlaceOrderRequest = { ...LIMIT, productType: 'BO' };
    // @ts-expect-error Index values cannot be traded.
    const index: PlaceOrderRequest = { ...LIMIT, exchangeSegment: 'IDX_I' };
    expect([noPrice, noTrigger, pricedMarket, lonelyAmoTime, shyIoc, bareBracket, index]).toHaveLength(7);
  });

  it.each([
    [{ price: 0 }, /POST \/orders: price: expected more than 0 rupees for LIMIT, found 0/],
    [{ price: '1612.5' }, /price: expected rupees, found "1612.5"/],
    [{ price: NaN }, /price: expected rupees/],
    [{ quantity: 2.5 }, /quantity: expected a whole number of units, found 2.5/],
    [{ quantity: 0 }, /quantity: expected more than 0 units/],
    [{ securityId: '' }, /securityId: expected 1 to 20 letters or digits, found ""/],
    [{ securityId: 1333 }, /securityId: expected a security id, found 1333/],
    [{ exchangeSegment: 'IDX_I' }, /exchangeSegment: .*found "IDX_I"/],
    [{ productType: 'SPOT' }, /productType: .*"CNC".*found "SPOT"/],
    [{ orderType: 'MARKET' }, /price: expected none for MARKET/],
    [{ triggerPrice: 1600 }, /triggerPrice: expected none for LIMIT, found 1600/],
    [{ orderType: 'STOP_LOSS' }, /triggerPrice: expected more than 0 rupees for STOP_LOSS, found nothing/],
    [
      { orderType: 'STOP_LOSS', triggerPrice: 1613 },
      /triggerPrice: expected at most the price, 1612.5, for a buy, found 1613/,
    ],
    [
      { orderType: 'STOP_LOSS', triggerPrice: 1612, transactionType: 'SELL' },
      /triggerPrice: expected at least the price, 1612.5, for a sell/,
    ],
    [{ disclosedQuantity: 7 }, /disclosedQuantity: expected more than 30 % of the quantity, 25, found 7/],
    [{ disclosedQuantity: 26 }, /disclosedQuantity: expected at most the quantity/],
    [{ disclosedQuantity: 10, validity: 'IOC' }, /disclosedQuantity: expected none for IOC/],
    [{ amoTime: 'OPEN' }, /amoTime: expected none without afterMarketOrder/],
    [{ correlationId: 'a'.repeat(26) }, /correlationId: expected 1 to 25 letters/],
    [{ correlationId: 'with space' }, /correlationId/],
    [{ productType: 'BO' }, /boProfitValue: expected more than 0 rupees for BO/],
    [{ boStopLossValue: 5 }, /boStopLossValue: expected none without BO or CO/],
    [{ tradingSymbol: 'HDFCBANK' }, /tradingSymbol/],
  ])('with %j is refused before it is sent', async (changes, words) => {
    // The request of a caller without types.
    const request = { ...LIMIT, ...changes } as unknown as PlaceOrderRequest;
    const error: unknown = await dhan.client.orders.placeOrder(request).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'DhanError', code: 'BAD_REQUEST', class: 'invalid', httpStatus: null });
    expect((error as Error).message).toMatch(words);
    expect(dhan.asked).toHaveLength(0);
  });

  it('accepts a bracket order with its differences', async () => {
    dhan.says(200, { orderId: '1' });
    await dhan.client.orders.placeOrder({ ...LIMIT, productType: 'BO', boProfitValue: 10, boStopLossValue: 5 });
    expect(dhan.last.body).toMatchObject({ productType: 'BO', boProfitValue: 10, boStopLossValue: 5 });
  });

  it.each([
    [200, '', 'an empty body'],
    [202, '{}', 'an object with nothing in it'],
    [200, '<html>', 'a body that is no JSON'],
    [200, { orderId: '0', orderStatus: 'TRANSIT' }, 'an object with orderId, orderStatus'],
    [200, [], 'a list'],
  ])('answered HTTP %i %j may be live', async (status, body, found) => {
    dhan.says(status, body);
    await expect(dhan.client.orders.placeOrder(LIMIT)).rejects.toMatchObject({
      code: 'UNREADABLE',
      class: 'unknown',
      message: `expected an order id, found ${found}`,
    });
  });
});

describe('a sliced placement', () => {
  const one = { orderId: '1', orderStatus: 'CONFIRM' };
  it.each([
    ['an array', [one, { orderId: '2', orderStatus: 'TRANSIT' }], ['1', '2']],
    ['one object', one, ['1']],
  ])('answered with %s returns every receipt', async (_words, body, ids) => {
    dhan.says(200, body);
    const receipts = await dhan.client.orders.placeSlicedOrder({ ...LIMIT, quantity: 5_000 });
    expect(receipts.map(({ orderId }) => orderId)).toEqual(ids);
    expect(dhan.last.url).toBe('/v2/orders/slicing');
  });

  it('is unknown as a whole when one receipt is unreadable', async () => {
    dhan.says(200, [one, { orderStatus: 'TRANSIT' }]);
    await expect(dhan.client.orders.placeSlicedOrder(LIMIT)).rejects.toMatchObject({ class: 'unknown' });
  });
});

describe('a modification', () => {
  it('sends all fields', async () => {
    dhan.says(200, { orderId: '112260915000123', orderStatus: 'TRANSIT' });
    const terms = { orderType: 'LIMIT', quantity: 25, price: 1609, validity: 'DAY' } as const;
    await dhan.client.orders.modifyOrder('112260915000123', terms);
    expect(dhan.last.body).toEqual({
      dhanClientId: '1100012345',
      orderId: '112260915000123',
      ...terms,
      disclosedQuantity: 0,
      triggerPrice: 0,
    });
  });

  it("is refused with the broker's text while the market is closed", async () => {
    const message = 'Market is Closed! You cannot modify/cancel an order now.';
    dhan.says(400, { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: message });
    await expect(dhan.client.orders.cancelOrder('1')).rejects.toMatchObject({
      class: 'refused',
      code: 'DH-906',
      errorType: 'Order_Error',
      message,
      request: 'DELETE /orders/1',
    });
  });
});

it('reads a row in one shape, sentinels as null, together with its JSON', async () => {
  dhan.says(200, [REJECTED]);
  const [order] = await dhan.client.orders.getOrderBook();
  const placed = Date.parse('2026-09-15T10:02:11+05:30');
  expect(order).toEqual({
    dhanClientId: '1100012345',
    orderId: '112260915000123',
    exchangeOrderId: null,
    correlationId: 'ct-7f3a91-0001',
    orderStatus: 'REJECTED',
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    tradingSymbol: 'HDFCBANK',
    securityId: '1333',
    quantity: 25,
    disclosedQuantity: 0,
    price: 1612.5,
    triggerPrice: 0,
    afterMarketOrder: false,
    amoTime: null,
    boProfitValue: 0,
    boStopLossValue: 0,
    legName: null,
    createTimeMs: placed,
    updateTimeMs: placed,
    exchangeTimeMs: null,
    drvExpiryDate: null,
    drvOptionType: null,
    drvStrikePrice: 0,
    omsErrorCode: null,
    omsErrorDescription: REJECTED.omsErrorDescription,
    algoId: null,
    remainingQuantity: 25,
    averageTradedPrice: 0,
    filledQty: 0,
    raw: REJECTED,
  });
});

it('reads numbers as text and the old name of the filled quantity', async () => {
  const { filledQty: _filled, ...rest } = REJECTED;
  const row = { ...rest, quantity: '25', price: '1.6125E3', filled_qty: '7', orderStatus: 'SOMETHING_NEW' };
  dhan.says(200, [row]);
  const [order] = await dhan.client.orders.getOrderBook();
  expect(order).toMatchObject({ quantity: 25, price: 1612.5, filledQty: 7, orderStatus: 'SOMETHING_NEW' });
});

it.each([
  ['quantity', 'many', /GET \/orders: row 1: quantity: expected a number, found "many"/],
  ['quantity', -1, /quantity/],
  ['orderId', null, /orderId: expected an id, found null/],
  ['productType', 'SPOT', /productType: .*found "SPOT"/],
  ['orderType', 'SINGLE', /orderType/],
  ['transactionType', {}, /transactionType/],
])('names the row and field: %s %j', async (field, value, words) => {
  dhan.says(200, [REJECTED, { ...REJECTED, [field]: value }]);
  await expect(dhan.client.orders.getOrderBook()).rejects.toThrow(words);
  const { orders, unreadable } = await dhan.client.orders.scanOrderBook();
  expect(orders).toHaveLength(1);
  expect(unreadable[0]?.why).toMatch(words);
});

it('reads "no data" as an empty book, but never an unreadable answer', async () => {
  dhan.says(400, { errorCode: 'DH-907', errorMessage: 'no data' });
  expect(await dhan.client.orders.getOrderBook()).toEqual([]);
  dhan.says(200, '');
  await expect(dhan.client.orders.getOrderBook()).rejects.toMatchObject({ code: 'UNREADABLE', class: 'unknown' });
  dhan.says(500, { errorCode: 'DH-907', errorMessage: 'no data' });
  await expect(dhan.client.orders.getOrderBook()).rejects.toMatchObject({ class: 'unknown' });
});

it.each([
  ['an array of one', 200, [REJECTED], true],
  ['a bare object', 200, REJECTED, true],
  ['an empty array', 200, [], false],
  ['DH-905', 400, { errorCode: 'DH-905', errorMessage: 'Missing required fields' }, false],
])('finds one order in %s', async (_words, status, body, found) => {
  dhan.says(status, body);
  expect((await dhan.client.orders.getOrderById('112260915000123'))?.orderId).toBe(
    found ? '112260915000123' : undefined,
  );
  expect(await dhan.client.orders.getOrdersByCorrelationId('ct-7f3a91-0001')).toHaveLength(found ? 1 : 0);
  expect(await dhan.client.orders.getOrdersByCorrelationId('another')).toHaveLength(0);
});
