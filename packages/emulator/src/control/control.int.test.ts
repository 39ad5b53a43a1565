import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, restingOrder, until, type Bench, type Row } from '../testing/bench.ts';
import { RestClient, type RestAnswer } from '../testing/rest-client.ts';
import { CONTROL_OPERATIONS } from './control.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const limitOrder = { ...restingOrder, price: 1610 } as const;

describe('the control in process', () => {
  it('modifies and cancels orders of the app, and reports refusals of the broker', async () => {
    const orderId = bench.control.placeAppOrder(bench.id, limitOrder);
    await bench.row(orderId);
    bench.control.modifyAppOrder(bench.id, orderId, { price: 1605, quantity: 20 });
    await bench.row(orderId, (row) => row['price'] === 1605 && row['quantity'] === 20);
    bench.control.cancelAppOrder(bench.id, orderId);
    await bench.row(orderId, (row) => row['orderStatus'] === 'CANCELLED');
    expect(() => bench.control.cancelAppOrder(bench.id, orderId)).toThrow(/DH-906: order is already CANCELLED/);
    expect(bench.stream.statuses(orderId)).toEqual(['Pending', 'Modified', 'Pending', 'Cancelled']);
  });

  it('turns an app order into another type and back', async () => {
    const orderId = bench.control.placeAppOrder(bench.id, limitOrder);
    await bench.row(orderId);
    bench.control.modifyAppOrder(bench.id, orderId, { orderType: 'STOP_LOSS', triggerPrice: 1620, price: 1625 });
    await bench.row(orderId, (row) => row['orderType'] === 'STOP_LOSS');
    bench.control.modifyAppOrder(bench.id, orderId, { orderType: 'MARKET' });
    await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED' && row['orderType'] === 'MARKET');
  });

  it('rejects a resting order with the given text', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    bench.control.rejectOrder(bench.id, orderId, 'EXCH:17070:The price is out of the current execution range');
    expect(await bench.row(orderId, (row) => row['orderStatus'] === 'REJECTED')).toMatchObject({
      omsErrorDescription: 'EXCH:17070:The price is out of the current execution range',
    });
    expect(bench.control.book(bench.id).funds.utilizedRupees).toBe(0);
    const inTransit = bench.control.placeAppOrder(bench.id, limitOrder);
    bench.control.rejectOrder(bench.id, inTransit, 'Blocked.');
    await until(() => bench.stream.statuses(inTransit).length === 1);
    expect(await bench.row(inTransit)).toMatchObject({ omsErrorDescription: `RMS:${inTransit}:Blocked.` });
  });

  it('fills the given quantity at the given price', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    bench.control.fill(bench.id, orderId, 3, 1609.5);
    bench.control.fill(bench.id, orderId, 2);
    expect(await bench.row(orderId)).toMatchObject({ filledQty: 5, averageTradedPrice: 1609.7 });
    expect(() => bench.control.fill(bench.id, orderId, 6)).toThrow(/quantity: expected 1 to 5, found 6/);
    bench.control.fill(bench.id, orderId, 5);
    bench.control.setPrice('NSE_EQ', '1333', 1600);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'TRADED', filledQty: 10 });
    expect(() => bench.control.fill(bench.id, orderId, 1)).toThrow(/not at the exchange/);
  });

  it('halts an instrument: orders rest, and stops do not trigger until the halt ends', async () => {
    bench.control.haltMatching('NSE_EQ', '1333', true);
    const market = await bench.place({ orderType: 'MARKET', price: 0 });
    const stop = bench.control.placeAppOrder(bench.id, {
      ...limitOrder,
      transactionType: 'SELL',
      orderType: 'STOP_LOSS_MARKET',
      price: 0,
      triggerPrice: 1612,
    });
    bench.control.setPrice('NSE_EQ', '1333', 1611);
    expect(await bench.row(market)).toMatchObject({ orderStatus: 'PENDING' });
    expect(await bench.row(stop)).toMatchObject({ orderStatus: 'PENDING' });
    bench.control.haltMatching('NSE_EQ', '1333', false);
    await bench.row(market, (row) => row['orderStatus'] === 'TRADED');
    await bench.row(stop, (row) => row['orderStatus'] === 'TRADED');
  });

  it('keeps complete books of the events', async () => {
    const orderId = await bench.place({ correlationId: 'proof', price: 1615 });
    await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
    const [book] = bench.control.books();
    expect(book).toMatchObject({
      dhanClientId: bench.id,
      orders: [
        {
          orderId,
          correlationId: 'proof',
          platform: 'API',
          status: 'TRADED',
          fills: [{ quantity: 10, priceRupees: 1612.6 }],
          history: [
            { event: 'placed', status: 'TRANSIT' },
            { event: 'accepted', status: 'PENDING' },
            { event: 'filled', status: 'TRADED', filledQuantity: 10 },
          ],
        },
      ],
      trades: [{ orderId, quantity: 10 }],
      positions: [{ exchangeSegment: 'NSE_EQ', securityId: '1333', productType: 'INTRADAY', netQuantity: 10 }],
      funds: { sodRupees: 1_000_000, utilizedRupees: 3225.2 },
    });
    const times = book?.orders[0]?.history.map((event) => event.atMs) ?? [];
    expect(times.toSorted((one, other) => one - other)).toEqual(times);
  });

  it('logs requests in microseconds, refusals with their cause, and never a token', async () => {
    const before = Date.now() * 1000;
    await bench.place({ correlationId: 'log' });
    await bench.rest.post('/orders', { ...restingOrder, quantity: -1 });
    await new RestClient(bench.emulator.restUrl, 'secret-token').get('/orders');
    const log = bench.control.requests();
    expect(log).toMatchObject([
      { dhanClientId: bench.id, operation: 'place', correlationId: 'log', httpStatus: 200, outcome: 'answered' },
      { operation: 'place', httpStatus: 400, outcome: 'refused', errorCode: 'DH-905' },
      { dhanClientId: null, operation: 'orders', httpStatus: 401, outcome: 'refused', errorCode: 'DH-901' },
    ]);
    expect(log[1]?.detail).toMatch(/^quantity: /);
    expect(Math.abs((log[0]?.atMicros ?? 0) - before)).toBeLessThan(5_000_000);
    expect(JSON.stringify(log)).not.toMatch(/secret-token/);
    expect(JSON.stringify(log)).not.toContain(bench.token);
    expect(bench.control.requests({ operation: 'orders' })).toHaveLength(1);
    expect(bench.control.requests({ dhanClientId: bench.id, afterNumber: 1 })).toHaveLength(1);
  });

  it('clears everything on reset', async () => {
    await bench.place();
    bench.control.setPrice('NSE_EQ', '1333', 1500);
    bench.control.reset();
    await until(() => bench.stream.closeCode === 1006);
    expect(bench.control.books()).toEqual([]);
    expect(bench.control.price('NSE_EQ', '1333')).toBe(1612.5);
    expect((await bench.rest.get('/orders')).status).toBe(401);
    bench.control.addAccount({ dhanClientId: bench.id });
  });

  it('names the wrong field', () => {
    const { control, id } = bench;
    expect(() => control.addAccount({ dhanClientId: id })).toThrow(/dhanClientId: account 1100012345 exists already/);
    expect(() => control.addAccount({ dhanClientId: 'a b' })).toThrow(/addAccount: dhanClientId/);
    expect(() => control.mintToken('999')).toThrow(/dhanClientId: no account 999/);
    expect(() => control.placeAppOrder(id, { ...limitOrder, quantity: 0 })).toThrow(/placeAppOrder: quantity/);
    expect(() => control.placeAppOrder(id, { ...limitOrder, price: 0 })).toThrow(/price: expected more than 0/);
    expect(() => control.placeAppOrder(id, { ...limitOrder, securityId: '1' })).toThrow(/securityId: no instrument 1/);
    expect(() => control.setPrice('NSE_EQ', '1333', 0)).toThrow(/rupees: expected more than 0/);
    expect(() => control.setLiquidity('NSE_EQ', '1333', -1)).toThrow(/unitsPerEvent/);
    expect(() => control.cancelAppOrder(id, '1')).toThrow(/orderId: account 1100012345 has no order 1/);
  });
});

describe('the control over HTTP', () => {
  const call = async (name: string, args?: unknown): Promise<RestAnswer> => {
    const rest = new RestClient(bench.emulator.controlUrl);
    const answer = await rest.send('POST', `/${name}`, JSON.stringify(args ?? {}));
    await rest.close();
    return answer;
  };
  const done = { status: 200, body: { done: true } };

  it('serves every operation', async () => {
    const id = '3300';
    const instrument = { exchangeSegment: 'NSE_EQ', securityId: '1333' };
    const added = await call('addAccount', { dhanClientId: id, fundsRupees: 5_000_000 });
    expect(added).toMatchObject({ status: 200, body: { dhanClientId: id } });
    const calls: Partial<Record<keyof typeof CONTROL_OPERATIONS, unknown>> = {
      mintToken: { dhanClientId: id },
      addApp: { dhanClientId: id, redirectUrl: 'http://127.0.0.1/back' },
      addPartner: { redirectUrl: 'http://127.0.0.1/back' },
      totp: { dhanClientId: id },
      tpin: { dhanClientId: id },
      setFunds: { dhanClientId: id, rupees: 4_000_000 },
      releaseAmo: {},
      setMarketClosed: { on: false },
      refuseAmo: { on: false },
      listInstrument: { exchangeSegment: 'NSE_EQ', securityId: '9', tradingSymbol: 'NEW', priceRupees: 50 },
      setListed: { ...instrument, on: true },
      transferUnits: { dhanClientId: id, ...instrument, productType: 'INTRADAY', quantity: 5 },
      convertPosition: {
        dhanClientId: id,
        ...instrument,
        fromProductType: 'INTRADAY',
        toProductType: 'CNC',
        quantity: 2,
      },
      squareOff: { dhanClientId: id },
      nextDay: {},
      scaleShare: { exchangeSegment: 'NSE_EQ', securityId: '3045', from: 1, to: 2 },
      changeSecurityId: { exchangeSegment: 'NSE_EQ', securityId: '1594', newSecurityId: '15940', series: 'BE' },
      expireContract: { exchangeSegment: 'NSE_FNO', securityId: '52348' },
      setLiquidity: { ...instrument, unitsPerEvent: null },
      setPrice: { ...instrument, rupees: 1620 },
      price: instrument,
      startWalk: {},
      stopWalk: {},
      haltMatching: { ...instrument, on: true },
      clearFaults: {},
      muteStream: { dhanClientId: id, on: false },
      resetStream: { dhanClientId: id },
      refuseStreams: { dhanClientId: id, on: false },
      refuseFeeds: { dhanClientId: id, on: false },
      resetFeeds: { dhanClientId: id },
      duplicateFrames: { dhanClientId: id, on: false },
      delayFrames: { dhanClientId: id, ms: 0 },
      reorderFrames: { dhanClientId: id, window: 0 },
      dropFrames: { dhanClientId: id, count: 0 },
      sendRaw: { dhanClientId: id, base64: 'MgAFAAA=' },
      streamCount: { dhanClientId: id },
      books: {},
      requests: { operation: 'place' },
    };
    for (const [name, args] of Object.entries(calls)) {
      expect(await call(name, args), name).toMatchObject({ status: 200 });
    }
    const placed = await call('placeAppOrder', { dhanClientId: id, order: limitOrder });
    const { orderId } = placed.body as { orderId: string };
    const key = { dhanClientId: id, orderId };
    expect(await call('modifyAppOrder', { ...key, changes: { quantity: 12 } })).toEqual(done);
    await until(() => bench.control.book(id).orders[0]?.quantity === 12);
    expect(await call('fill', { ...key, quantity: 1, priceRupees: 1600 })).toEqual(done);
    const book = (await call('book', { dhanClientId: id })).body as { orders: Row[] };
    expect(book.orders).toMatchObject([{ orderId, filledQuantity: 1, status: 'PART_TRADED' }]);
    expect(await call('cancelAppOrder', key)).toEqual(done);
    const second = (await call('placeAppOrder', { dhanClientId: id, order: limitOrder })).body as { orderId: string };
    expect(await call('rejectOrder', { dhanClientId: id, orderId: second.orderId, reason: 'No.' })).toEqual(done);
    const third = (await call('placeAppOrder', { dhanClientId: id, order: limitOrder })).body as { orderId: string };
    expect(await call('expireDayOrders')).toMatchObject({ status: 200 });
    expect(await call('fillEnded', { dhanClientId: id, orderId: third.orderId, quantity: 1 })).toEqual(done);
    const { faultId } = (await call('addFault', { effect: { kind: 'rate429' } })).body as { faultId: string };
    expect(await call('removeFault', { faultId })).toEqual(done);
    expect(await call('expireToken', { dhanClientId: id })).toEqual(done);
    const saved = await call('save');
    expect(saved).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await call('load', { state: saved.body })).toEqual(done);
    expect(await call('reset')).toEqual(done);
    const tried = [
      ...Object.keys(calls),
      'addAccount',
      'placeAppOrder',
      'modifyAppOrder',
      'fill',
      'book',
      'cancelAppOrder',
    ];
    const rest = [
      'save',
      'load',
      'rejectOrder',
      'expireDayOrders',
      'fillEnded',
      'addFault',
      'removeFault',
      'expireToken',
      'reset',
    ];
    expect([...tried, ...rest].toSorted()).toEqual(Object.keys(CONTROL_OPERATIONS).toSorted());
  });

  it('answers incorrect use with 400 and the field, and an unknown operation with 404', async () => {
    expect(await call('setPrice', { exchangeSegment: 'NSE_EQ', securityId: '1333', rupees: 'x' })).toEqual({
      status: 400,
      body: { error: 'setPrice: rupees: Invalid input: expected number, received string' },
    });
    expect(await call('setPrice', { exchangeSegment: 'NSE_EQ', securityId: '1333', rupees: 1, on: 1 })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('on') as string },
    });
    expect(await call('mintToken', { dhanClientId: '9' })).toMatchObject({ status: 400 });
    expect(await call('sendRaw', { dhanClientId: bench.id })).toMatchObject({ status: 400 });
    expect(await call('explode')).toMatchObject({ status: 404 });
  });
});
