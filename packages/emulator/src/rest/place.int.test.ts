import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, restingOrder, until, type Bench, type Row } from '../testing/bench.ts';

const inputException = {
  errorType: 'Input_Exception',
  errorCode: 'DH-905',
  errorMessage: 'Missing required fields, bad values for parameters etc.',
};

describe('POST /orders', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('answers TRANSIT, then the order is pending at the exchange', async () => {
    const { status, body } = await bench.rest.post('/orders', { dhanClientId: bench.id, ...restingOrder });
    expect(status).toBe(200);
    expect(body).toEqual({ orderId: expect.stringMatching(/^\d{15}$/) as string, orderStatus: 'TRANSIT' });
    const row = await bench.row(String((body as Row)['orderId']));
    expect(row).toMatchObject({
      orderStatus: 'PENDING',
      exchangeOrderId: expect.stringMatching(/^\d{16}$/) as string,
      correlationId: 'NA',
      orderType: 'LIMIT',
      price: 1610,
      triggerPrice: 0,
      legName: 'NA',
      drvExpiryDate: '0001-01-01',
      drvOptionType: 'NA',
      omsErrorCode: '0',
      omsErrorDescription: 'CONFIRMED',
      algoId: '0',
      remainingQuantity: 10,
      filledQty: 0,
      averageTradedPrice: 0,
    });
  });

  it('counts a null field as one that is left out, and accepts a number as security id', async () => {
    const nulls = { correlationId: null, amoTime: null, boProfitValue: null, boStopLossValue: null };
    const orderId = await bench.place({ ...nulls, triggerPrice: null, securityId: 1333 });
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'PENDING', securityId: '1333', triggerPrice: 0 });
  });

  it.each<[string, Row]>([
    ['no side', { transactionType: undefined }],
    ['a side that is null', { transactionType: null }],
    ['a fraction as security id', { securityId: 1333.5 }],
    ['an unknown side', { transactionType: 'HOLD' }],
    ['an unknown segment', { exchangeSegment: 'NYSE' }],
    ['the index segment', { exchangeSegment: 'IDX_I', securityId: '13' }],
    ['an unknown product', { productType: 'DELIVERY' }],
    ['an unknown order type', { orderType: 'SL' }],
    ['an unknown validity', { validity: 'GTC' }],
    ['no validity', { validity: undefined }],
    ['no security', { securityId: undefined }],
    ['a security of another segment', { securityId: '500325' }],
    ['no quantity', { quantity: undefined }],
    ['quantity zero', { quantity: 0 }],
    ['a fractional quantity', { quantity: 1.5 }],
    ['an empty text for a number', { price: '' }],
    ['null for a number that is required', { quantity: null }],
    ['a limit without price', { price: 0 }],
    ['a negative price', { price: -1 }],
    ['a stop without trigger', { orderType: 'STOP_LOSS' }],
    ['a correlation id of 26 characters', { correlationId: 'a'.repeat(26) }],
    ['a correlation id with a slash', { correlationId: 'a/b' }],
    ['30 % disclosed', { disclosedQuantity: 3 }],
    ['more disclosed than ordered', { disclosedQuantity: 11 }],
    ['amoTime without afterMarketOrder', { amoTime: 'OPEN' }],
    ['an unknown amoTime', { afterMarketOrder: true, amoTime: 'NOON' }],
  ])('refuses %s with DH-905 and gives out no number', async (_what, changes) => {
    const answer = await bench.rest.post('/orders', { ...restingOrder, ...changes });
    expect(answer).toEqual({ status: 400, body: inputException });
    expect(bench.control.book(bench.id).orders).toEqual([]);
  });

  it('refuses a body that is not JSON with DH-905', async () => {
    expect(await bench.rest.send('POST', '/orders', '{"quantity":')).toEqual({ status: 400, body: inputException });
  });

  it('accepts numbers as text, 25 characters of correlation id, 40 % disclosed and unknown fields', async () => {
    const correlationId = 'abcdefghij-_klmnopqrst123';
    const changes = { quantity: '10', price: '1610.0', disclosedQuantity: 4, correlationId, tradingSymbol: 'X' };
    const row = await bench.row(await bench.place(changes));
    expect(row).toMatchObject({
      orderStatus: 'PENDING',
      quantity: 10,
      price: 1610,
      disclosedQuantity: 4,
      correlationId,
    });
  });

  it.each<[string, Row]>([
    ['a sell whose trigger is below its limit', { transactionType: 'SELL', triggerPrice: 1600, price: 1605 }],
    ['a buy whose trigger is above its limit', { transactionType: 'BUY', triggerPrice: 1620, price: 1615 }],
  ])('refuses %s with DH-906', async (_what, changes) => {
    const answer = await bench.rest.post('/orders', { ...restingOrder, orderType: 'STOP_LOSS', ...changes });
    expect(answer).toEqual({
      status: 400,
      body: {
        errorType: 'Order_Error',
        errorCode: 'DH-906',
        errorMessage: 'Trigger Price should be greater than Price',
      },
    });
  });

  const option = { exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN', quantity: 65, price: 100 };
  it.each<[string, Row, RegExp]>([
    ['a product that the segment has not', { productType: 'MARGIN' }, /Product MARGIN is not allowed/],
    ['a delivery product on an option', { ...option, productType: 'CNC' }, /Product CNC is not allowed/],
    ['a bracket order', { productType: 'BO' }, /Product BO is not allowed/],
    [
      'intraday in a trade-to-trade share',
      { securityId: '13643', price: 1.79 },
      /not allowed to be traded in Intraday/,
    ],
    ['a quantity that is not in lots', { ...option, quantity: 64 }, /multiple of lot size 65/],
    ['a quantity above the freeze limit', { ...option, quantity: 1820 }, /more than freeze quantity 1800/],
    ['a price off the tick', { price: 1610.05 }, /multiple of tick size 0.10/],
    ['a price finer than a paisa', { price: 1610.001 }, /multiple of tick size 0.10/],
    ['a trigger off the tick', { orderType: 'STOP_LOSS', triggerPrice: 1609.95 }, /multiple of tick size/],
    ['a price above the circuit', { price: 1940 }, /Rate Not Within Ckt Limit 1290.00 To 1935.00/],
    ['a sell of shares it has not', { productType: 'CNC', transactionType: 'SELL' }, /Insufficient holdings/],
    [
      'more than the funds allow',
      { quantity: 4000, price: 1600 },
      /You have insufficient funds\. Please add Rs\.280000\.00 to trade\.$/,
    ],
  ])('accepts, then rejects %s', async (_what, changes, reason) => {
    const orderId = await bench.place(changes);
    const row = await bench.row(orderId);
    expect(row).toMatchObject({ orderStatus: 'REJECTED', exchangeOrderId: '0', omsErrorCode: '0', filledQty: 0 });
    expect(row['exchangeTime']).toBe('0001-01-01 00:00:00');
    expect(row['remainingQuantity']).toBe(row['quantity']);
    expect(row['omsErrorDescription']).toMatch(reason);
    expect(row['omsErrorDescription']).toMatch(new RegExp(`^RMS:${orderId}:`));
    await until(() => bench.stream.frames.length === 1);
    const [frame] = bench.stream.frames;
    expect(frame).toMatchObject({ status: 'Rejected', exchOrderNo: '0', remainingQuantity: row['quantity'] });
    expect(frame).not.toHaveProperty('tradedQty');
    expect(frame).not.toHaveProperty('price');
    expect(bench.control.book(bench.id).funds.utilizedRupees).toBe(0);
  });

  it('turns a market order into a limit order inside a band, which fills at the quote', async () => {
    const row = await bench.row(await bench.place({ orderType: 'MARKET', price: 0 }), filled);
    expect(row).toMatchObject({ orderType: 'LIMIT', price: 1620.5, averageTradedPrice: 1612.6, filledQty: 10 });
  });

  it('lets a protected market order rest when the liquidity ends, and fills the rest later', async () => {
    bench.control.setLiquidity('NSE_EQ', '1333', 4);
    const orderId = await bench.place({ orderType: 'MARKET', price: undefined });
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'PART_TRADED', filledQty: 4, remainingQuantity: 6 });
    bench.control.setPrice('NSE_EQ', '1333', 1612.5);
    bench.control.setPrice('NSE_EQ', '1333', 1612.5);
    expect(await bench.row(orderId, filled)).toMatchObject({ filledQty: 10, remainingQuantity: 0 });
    const { body } = await bench.rest.get(`/trades/${orderId}`);
    expect((body as Row[]).map((trade) => trade['tradedQuantity'])).toEqual([4, 4, 2]);
    expect(new Set((body as Row[]).map((trade) => trade['exchangeTradeId'])).size).toBe(3);
  });

  it('drops the trigger of a stop-market order and fills it at once', async () => {
    const changes = { orderType: 'STOP_LOSS_MARKET', transactionType: 'SELL', price: 0, triggerPrice: 1600 };
    const row = await bench.row(await bench.place(changes), filled);
    expect(row).toMatchObject({ orderType: 'LIMIT', triggerPrice: 0, averageTradedPrice: 1612.4 });
  });

  it('keeps a stop-limit order until the price reaches its trigger', async () => {
    const changes = { orderType: 'STOP_LOSS', transactionType: 'SELL', triggerPrice: 1600, price: 1598 };
    const orderId = await bench.place(changes);
    expect(await bench.row(orderId)).toMatchObject({
      orderStatus: 'PENDING',
      orderType: 'STOP_LOSS',
      triggerPrice: 1600,
    });
    bench.control.setPrice('NSE_EQ', '1333', 1600.1);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'PENDING' });
    bench.control.setPrice('NSE_EQ', '1333', 1599.9);
    expect(await bench.row(orderId, filled)).toMatchObject({ averageTradedPrice: 1599.8 });
  });

  it('cancels the part of an immediate-or-cancel order that did not fill', async () => {
    bench.control.setLiquidity('NSE_EQ', '1333', 7);
    const row = await bench.row(await bench.place({ validity: 'IOC', price: 1615 }));
    expect(row).toMatchObject({
      orderStatus: 'CANCELLED',
      filledQty: 7,
      remainingQuantity: 0,
      averageTradedPrice: 1612.6,
    });
    const unfillable = await bench.row(await bench.place({ validity: 'IOC', price: 1610 }));
    expect(unfillable).toMatchObject({ orderStatus: 'CANCELLED', filledQty: 0 });
  });

  it('holds an after-market order without exchange number until the market opens', async () => {
    const orderId = await bench.place({ afterMarketOrder: true, amoTime: 'OPEN_30', price: 1615 });
    expect(await bench.row(orderId)).toMatchObject({
      orderStatus: 'PENDING',
      exchangeOrderId: '0',
      afterMarketOrder: true,
    });
    expect(bench.control.expireDayOrders()).toBe(0);
    bench.control.setPrice('NSE_EQ', '1333', 1600);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'PENDING', filledQty: 0 });
    expect(bench.control.releaseAmo()).toBe(1);
    const row = await bench.row(orderId, filled);
    expect(row['exchangeOrderId']).not.toBe('0');
    expect(bench.stream.frames.map((frame) => frame['offMktFlag'])).toEqual(['1', '1', '1']);
  });

  it('changes createTime with every event', async () => {
    const book = bench.control.book.bind(bench.control);
    const orderId = await bench.place();
    const row = await bench.row(orderId);
    expect(row['createTime']).toBe(row['updateTime']);
    expect(book(bench.id).orders[0]?.history.map((event) => event.status)).toEqual(['TRANSIT', 'PENDING']);
  });

  it('expires day orders at the end of the day', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    expect(bench.control.expireDayOrders()).toBe(1);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'EXPIRED' });
    await until(() => bench.stream.statuses(orderId).at(-1) === 'Expired');
  });
});

describe('switches of POST /orders', () => {
  it('accepts 30 characters of correlation id, by switch', async () => {
    const bench = await openBench({ switches: { correlationIdMax: 30 } });
    await bench.place({ correlationId: 'a'.repeat(30) });
    expect((await bench.rest.post('/orders', { ...restingOrder, correlationId: 'a'.repeat(31) })).status).toBe(400);
    await bench.close();
  });

  it('refuses stop-market orders with DH-906, by switch', async () => {
    const bench = await openBench({ switches: { stopLossMarket: 'DH-906' } });
    const body = { ...restingOrder, orderType: 'STOP_LOSS_MARKET', price: 0, triggerPrice: 1650 };
    expect(await bench.rest.post('/orders', body)).toMatchObject({ status: 400, body: { errorCode: 'DH-906' } });
    await bench.close();
  });

  it('shows a stale average while an order is partly filled, by switch', async () => {
    const bench = await openBench({ switches: { staleAverage: true } });
    bench.control.setLiquidity('NSE_EQ', '1333', 4);
    const row = await bench.row(await bench.place({ price: 1615 }));
    expect(row).toMatchObject({ orderStatus: 'PART_TRADED', filledQty: 4, averageTradedPrice: 0 });
    await bench.close();
  });
});

function filled(row: Row): boolean {
  return row['orderStatus'] === 'TRADED';
}
