import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, until, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** The price of HDFCBANK is 1612.50. A buy at 1613 fills at once, one at 1610 rests. */
const buy = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  securityId: '1333',
  quantity: 10,
  price: 1613,
  targetPrice: 1630,
  stopLossPrice: 1600,
  trailingJump: 0,
} as const;

const place = async (changes: Row = {}): Promise<string> => {
  const { status, body } = await bench.rest.post('/super/orders', { dhanClientId: bench.id, ...buy, ...changes });
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toEqual({ orderId: expect.stringMatching(/^\d{15}$/) as string, orderStatus: 'PENDING' });
  return String((body as Row)['orderId']);
};
const list = async (): Promise<Row[]> => (await bench.rest.get('/super/orders')).body as Row[];
const row = async (orderId: string): Promise<Row & { legDetails: Row[] }> => {
  const found = (await list()).find((one) => one['orderId'] === orderId);
  return found as Row & { legDetails: Row[] };
};
const leg = async (orderId: string, legName: string): Promise<Row> =>
  (await row(orderId)).legDetails.find((one) => one['legName'] === legName) ?? {};
const book = async (): Promise<Row[]> => (await bench.rest.get('/orders')).body as Row[];
const net = (): number => bench.control.book(bench.id).positions[0]?.netQuantity ?? 0;
const price = (rupees: number): void => bench.control.setPrice('NSE_EQ', '1333', rupees);
const reaches = (orderId: string, status: string): Promise<void> =>
  until(async () => (await row(orderId))['orderStatus'] === status);

describe('a super order', () => {
  it('is listed as a parent with two waiting legs', async () => {
    const orderId = await place({ correlationId: 'tag-1', trailingJump: 5 });
    await reaches(orderId, 'TRADED');
    expect(await row(orderId)).toMatchObject({
      dhanClientId: bench.id,
      correlationId: 'tag-1',
      transactionType: 'BUY',
      orderType: 'LIMIT',
      validity: 'DAY',
      tradingSymbol: 'HDFCBANK',
      quantity: 10,
      remainingQuantity: 0,
      ltp: 1612.5,
      price: 1613,
      afterMarketOrder: false,
      legName: 'ENTRY_LEG',
      averageTradedPrice: 1612.6,
      filledQty: 10,
      omsErrorDescription: '',
      legDetails: [
        {
          orderId,
          legName: 'STOP_LOSS_LEG',
          transactionType: 'SELL',
          totalQuatity: 10,
          remainingQuantity: 10,
          triggeredQuantity: 0,
          price: 1600,
          orderStatus: 'PENDING',
          trailingJump: 5,
        },
        {
          orderId,
          legName: 'TARGET_LEG',
          transactionType: 'SELL',
          remainingQuantity: 10,
          triggeredQuantity: 0,
          price: 1630,
          orderStatus: 'PENDING',
          trailingJump: 0,
        },
      ],
    });
    expect((await leg(orderId, 'TARGET_LEG')) as object).not.toHaveProperty('totalQuatity');
  });

  it('shows its legs in the order book under their own numbers, and blocks no margin for them', async () => {
    const orderId = await place();
    await reaches(orderId, 'TRADED');
    const rows = await book();
    expect(rows.map((one) => [one['legName'], one['orderStatus']])).toEqual([
      ['ENTRY_LEG', 'TRADED'],
      ['STOP_LOSS_LEG', 'PENDING'],
      ['TARGET_LEG', 'PENDING'],
    ]);
    expect(new Set(rows.map((one) => one['orderId'])).size).toBe(3);
    expect(bench.control.book(bench.id).funds.utilizedRupees).toBe(3225.2);
  });

  it('exits exactly at the target, and cancels the stop', async () => {
    const orderId = await place();
    await reaches(orderId, 'TRADED');
    price(1630);
    await reaches(orderId, 'CLOSED');
    expect(net()).toBe(0);
    expect(await leg(orderId, 'TARGET_LEG')).toMatchObject({ orderStatus: 'TRIGGERED', triggeredQuantity: 10 });
    expect(await leg(orderId, 'STOP_LOSS_LEG')).toMatchObject({ orderStatus: 'CANCELLED', triggeredQuantity: 0 });
    const exit = bench.control
      .book(bench.id)
      .orders.find((one) => one.transactionType === 'SELL' && one.filledQuantity);
    expect(exit).toMatchObject({ averageRupees: 1630, filledQuantity: 10 });
  });

  it('exits at the stop with a protected limit, and cancels the target', async () => {
    const orderId = await place();
    await reaches(orderId, 'TRADED');
    price(1600);
    await reaches(orderId, 'CLOSED');
    expect(net()).toBe(0);
    expect(await leg(orderId, 'STOP_LOSS_LEG')).toMatchObject({ orderStatus: 'TRIGGERED', triggeredQuantity: 10 });
    expect(await leg(orderId, 'TARGET_LEG')).toMatchObject({ orderStatus: 'CANCELLED' });
    const stop = (await book()).find((one) => one['legName'] === 'STOP_LOSS_LEG');
    expect(stop).toMatchObject({ orderType: 'LIMIT', averageTradedPrice: 1599.9, orderStatus: 'TRADED' });
  });

  it('places the target of a short below the price and the stop above', async () => {
    const orderId = await place({ transactionType: 'SELL', price: 1612, targetPrice: 1600, stopLossPrice: 1620 });
    await reaches(orderId, 'TRADED');
    price(1599);
    await reaches(orderId, 'CLOSED');
    expect(await leg(orderId, 'TARGET_LEG')).toMatchObject({ transactionType: 'BUY', orderStatus: 'TRIGGERED' });
  });

  it('trails the stop by whole jumps, never backwards', async () => {
    const orderId = await place({ trailingJump: 5 });
    await reaches(orderId, 'TRADED');
    const stop = async () => (await leg(orderId, 'STOP_LOSS_LEG'))['price'];
    price(1617.5); // 4.90 above the fill at 1612.60: no whole jump
    expect(await stop()).toBe(1600);
    price(1623);
    expect(await stop()).toBe(1610);
    price(1615);
    expect(await stop()).toBe(1610);
    price(1610);
    await reaches(orderId, 'CLOSED');
  });

  it('protects the filled part of an entry, and cancels the rest of it', async () => {
    bench.control.setLiquidity('NSE_EQ', '1333', 4);
    const orderId = await place();
    await reaches(orderId, 'PART_TRADED');
    bench.control.setLiquidity('NSE_EQ', '1333', 0);
    price(1590);
    await until(() => bench.control.book(bench.id).orders[0]?.status === 'CANCELLED');
    bench.control.setLiquidity('NSE_EQ', '1333', null);
    price(1590);
    await reaches(orderId, 'CLOSED');
    expect(bench.control.book(bench.id).positions).toMatchObject([{ buyQuantity: 4, sellQuantity: 4 }]);
  });

  it('keeps the stop while the target is part filled', async () => {
    const orderId = await place();
    await reaches(orderId, 'TRADED');
    bench.control.setLiquidity('NSE_EQ', '1333', 3);
    price(1630);
    await until(() => net() === 7);
    expect(await leg(orderId, 'TARGET_LEG')).toMatchObject({ orderStatus: 'PART_TRADED' });
    expect(await leg(orderId, 'STOP_LOSS_LEG')).toMatchObject({ orderStatus: 'PENDING' });
    bench.control.setLiquidity('NSE_EQ', '1333', null);
    price(1599);
    await reaches(orderId, 'CLOSED');
    expect(net()).toBe(0);
    expect(await leg(orderId, 'STOP_LOSS_LEG')).toMatchObject({ totalQuatity: 7, orderStatus: 'TRIGGERED' });
  });

  it('cancels both legs when the entry is rejected, and names the reason only in the plain book', async () => {
    const orderId = await place({ quantity: 100_000 });
    await reaches(orderId, 'REJECTED');
    expect((await row(orderId))['omsErrorDescription']).toBe('');
    const rows = await book();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.['omsErrorDescription']).toMatch(/insufficient funds/);
  });
});

describe('modify and cancel by leg', () => {
  const put = (orderId: string, body: Row) =>
    bench.rest.put(`/super/orders/${orderId}`, { dhanClientId: bench.id, orderId, ...body });
  const transit = (orderId: string) => ({ status: 200, body: { orderId, orderStatus: 'TRANSIT' } });
  const cannot = { status: 400, body: { errorCode: 'DH-906' } };

  it('changes the entry and its exits while it is open', async () => {
    const orderId = await place({ price: 1605, trailingJump: 2 });
    await reaches(orderId, 'PENDING');
    const body = {
      legName: 'ENTRY_LEG',
      orderType: 'LIMIT',
      quantity: 12,
      price: 1606,
      targetPrice: 1640,
      stopLossPrice: 1595,
    };
    expect(await put(orderId, { ...body, trailingJump: 3 })).toEqual(transit(orderId));
    await until(async () => (await row(orderId))['quantity'] === 12);
    expect(await row(orderId)).toMatchObject({
      price: 1606,
      legDetails: [
        { price: 1595, trailingJump: 3, totalQuatity: 12 },
        { price: 1640, remainingQuantity: 12 },
      ],
    });
  });

  it('changes one exit at a time; a stop without its trail loses the trail', async () => {
    const orderId = await place({ trailingJump: 5 });
    await reaches(orderId, 'TRADED');
    expect(await put(orderId, { legName: 'TARGET_LEG', targetPrice: 1650 })).toEqual(transit(orderId));
    expect(await leg(orderId, 'TARGET_LEG')).toMatchObject({ price: 1650 });
    expect(await leg(orderId, 'STOP_LOSS_LEG')).toMatchObject({ price: 1600, trailingJump: 5 });
    expect(await put(orderId, { legName: 'STOP_LOSS_LEG', stopLossPrice: 1605 })).toEqual(transit(orderId));
    expect(await leg(orderId, 'STOP_LOSS_LEG')).toMatchObject({ price: 1605, trailingJump: 0 });
    price(1625);
    expect(await leg(orderId, 'STOP_LOSS_LEG')).toMatchObject({ price: 1605 });
    expect(await put(orderId, { legName: 'ENTRY_LEG', price: 1600 })).toMatchObject(cannot);
  });

  it('fires a stop that is moved past the price', async () => {
    const orderId = await place();
    await reaches(orderId, 'TRADED');
    await put(orderId, { legName: 'STOP_LOSS_LEG', stopLossPrice: 1613 });
    await reaches(orderId, 'CLOSED');
  });

  it('cancels one leg for good and leaves the other', async () => {
    const orderId = await place();
    await reaches(orderId, 'TRADED');
    const gone = await bench.rest.delete(`/super/orders/${orderId}/TARGET_LEG`);
    expect(gone).toEqual({ status: 200, body: { orderId, orderStatus: 'CANCELLED' } });
    expect(await leg(orderId, 'TARGET_LEG')).toMatchObject({ orderStatus: 'CANCELLED' });
    expect(await put(orderId, { legName: 'TARGET_LEG', targetPrice: 1640 })).toMatchObject(cannot);
    expect(await bench.rest.delete(`/super/orders/${orderId}/TARGET_LEG`)).toMatchObject(cannot);
    price(1640);
    expect(net()).toBe(10);
    price(1600);
    await reaches(orderId, 'CLOSED');
  });

  it('cancels all with the entry while it is open, and refuses after it has traded', async () => {
    const orderId = await place({ price: 1605 });
    await reaches(orderId, 'PENDING');
    await bench.rest.delete(`/super/orders/${orderId}/ENTRY_LEG`);
    await reaches(orderId, 'CANCELLED');
    expect((await row(orderId)).legDetails.map((one) => one['orderStatus'])).toEqual(['CANCELLED', 'CANCELLED']);
    const second = await place();
    await reaches(second, 'TRADED');
    expect(await bench.rest.delete(`/super/orders/${second}/ENTRY_LEG`)).toMatchObject(cannot);
    expect(await bench.rest.delete(`/super/orders/${second}/SIDE_LEG`)).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-905' },
    });
  });

  it.each<[string, Row]>([
    ['a target below a buy', { targetPrice: 1600 }],
    ['a stop above a buy', { stopLossPrice: 1620 }],
    ['a sell with the exits of a buy', { transactionType: 'SELL' }],
    ['no exit at all', { targetPrice: 0, stopLossPrice: 0 }],
    ['a stop order as entry', { orderType: 'STOP_LOSS', triggerPrice: 1610 }],
    ['a bracket product', { productType: 'BO' }],
    ['a limit of zero', { price: 0 }],
  ])('refuses %s with DH-905', async (_what, changes) => {
    expect(await bench.rest.post('/super/orders', { ...buy, ...changes })).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-905' },
    });
    expect(bench.control.book(bench.id).orders).toEqual([]);
  });

  it('refuses an unknown number with DH-906', async () => {
    expect(await put('1', { legName: 'TARGET_LEG', targetPrice: 1640 })).toMatchObject(cannot);
  });
});

it('reports legs on the order stream with leg numbers, the entry as parent, and their own labels', async () => {
  const orderId = await place();
  await reaches(orderId, 'TRADED');
  price(1600);
  await reaches(orderId, 'CLOSED');
  const legFrames = (legNo: number) => bench.stream.frames.filter((frame) => frame['legNo'] === legNo);
  await until(() => legFrames(2).some((frame) => frame['status'] === 'Traded'));
  expect(legFrames(1).map((frame) => [frame['status'], frame['remarks'], frame['algoOrdNo']])).toEqual([
    ['Pending', 'Super Order', undefined],
    ['Traded', 'Super Order', undefined],
  ]);
  expect(legFrames(2).map((frame) => frame['status'])).toEqual(['Dummy', 'Active', 'Triggered', 'Pending', 'Traded']);
  expect(legFrames(3).map((frame) => frame['status'])).toEqual(['Dummy', 'Active', 'Cancelled']);
  for (const frame of [...legFrames(2), ...legFrames(3)])
    expect(frame).toMatchObject({ algoOrdNo: orderId, txnType: 'S' });
  expect(legFrames(2).at(-1)).toMatchObject({ orderPlatform: 'VTT_SL', correlationId: `SQROFF-${orderId}` });
});

it('applies the faults of placements and budgets as to a plain order', async () => {
  bench.control.addFault({
    operations: 'superPlace',
    times: 1,
    effect: { kind: 'rejectAfterTransit', reason: 'Scrip is blocked.' },
  });
  const rejected = await place();
  await reaches(rejected, 'REJECTED');
  expect(await book()).toMatchObject([{ omsErrorDescription: `RMS:${rejected}:Scrip is blocked.` }]);
  bench.control.addFault({ operations: 'superPlace', times: 1, effect: { kind: 'loseAnswer' } });
  await expect(bench.rest.post('/super/orders', { ...buy, correlationId: 'lost' })).rejects.toThrow();
  expect(await list()).toMatchObject([{ orderId: rejected }, { correlationId: 'lost' }]);
});

it('does not let a leg be filled or modified outside the super order', async () => {
  const orderId = await place();
  await reaches(orderId, 'TRADED');
  const stop = bench.control.book(bench.id).orders[1];
  expect(() => bench.control.fill(bench.id, stop?.orderId ?? '', 1)).toThrow(/not at the exchange/);
  const body = { orderType: 'LIMIT', validity: 'DAY', quantity: 5, price: 1600 };
  const answer = await bench.rest.put(`/orders/${stop?.orderId ?? ''}`, body);
  expect(answer).toMatchObject({ status: 400, body: { errorCode: 'DH-906' } });
});

it('ends with the day: entry and legs expire, once each', async () => {
  const orderId = await place({ price: 1605 });
  await reaches(orderId, 'PENDING');
  expect(bench.control.expireDayOrders()).toBe(3);
  expect((await row(orderId))['orderStatus']).toBe('EXPIRED');
  for (const { history } of bench.control.book(bench.id).orders) {
    expect(history.filter(({ status }) => status === 'EXPIRED')).toHaveLength(1);
  }
});
