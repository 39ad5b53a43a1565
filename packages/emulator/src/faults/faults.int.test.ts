import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, restingOrder, until, type Bench, type Row } from '../testing/bench.ts';
import { RestClient } from '../testing/rest-client.ts';

describe('faults of requests', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const orders = () => bench.control.book(bench.id).orders;
  const post = () => bench.rest.post('/orders', { ...restingOrder, correlationId: 'tag' });
  const outcome = () => bench.control.requests({ operation: 'place' }).at(-1)?.outcome;

  it('loses an answer after the order was accepted: only a look-up finds the order', async () => {
    bench.control.addFault({ operations: 'place', times: 1, effect: { kind: 'loseAnswer' } });
    await expect(post()).rejects.toThrow();
    expect(outcome()).toBe('answer lost');
    expect((await bench.rest.get('/orders/external/tag')).body).toMatchObject([{ correlationId: 'tag' }]);
    expect((await post()).status).toBe(200);
  });

  it('loses a request before it was processed', async () => {
    bench.control.addFault({ operations: 'place', times: 1, effect: { kind: 'loseRequest' } });
    await expect(post()).rejects.toThrow();
    expect(outcome()).toBe('request lost');
    expect(orders()).toEqual([]);
  });

  it.each([true, false])('hangs for ever, processed: %s', async (processed) => {
    bench.control.addFault({ effect: { kind: 'hang', processed } });
    await expect(bench.rest.send('POST', '/orders', JSON.stringify(restingOrder), 100)).rejects.toThrow(/aborted/);
    expect(outcome()).toBe('hanging');
    expect(orders()).toHaveLength(processed ? 1 : 0);
  });

  it('spoils rows of a list, and adds one: the other rows are unchanged', async () => {
    await bench.row(await bench.place({ securityId: '3045', price: 830 }), (row) => row['orderStatus'] === 'TRADED');
    await bench.row(await bench.place({ price: 1615 }), (row) => row['orderStatus'] === 'TRADED');
    const where = { securityId: '1333' };
    const spoilt = bench.control.addFault({
      accounts: bench.id,
      operations: 'positions',
      effect: { kind: 'spoilRows', where, set: { productType: null } },
    });
    const rows = [
      { securityId: '3045', productType: 'INTRADAY' },
      { ...where, productType: null },
    ];
    expect((await bench.rest.get('/positions')).body).toMatchObject(rows);
    bench.control.removeFault(spoilt);
    bench.control.addFault({ operations: ['orders', 'holdings'], effect: { kind: 'addRow', row: { orderId: 7 } } });
    bench.control.addFault({ operations: 'trades', effect: { kind: 'spoilRows', set: { tradedQuantity: 'many' } } });
    expect((await bench.rest.get('/orders')).body).toMatchObject([{}, {}, { orderId: 7 }]);
    expect(await bench.rest.get('/holdings')).toEqual({ status: 200, body: [{ orderId: 7 }] });
    const spoiltTrades = [{ tradedQuantity: 'many' }, { tradedQuantity: 'many' }];
    expect((await bench.rest.get('/trades')).body).toMatchObject(spoiltTrades);
    bench.control.clearFaults();
    expect((await bench.rest.get('/orders')).body).toHaveLength(2);
  });

  it('refuses with the given status and error', async () => {
    bench.control.addFault({
      effect: {
        kind: 'refuse',
        httpStatus: 403,
        errorType: 'User_Account',
        errorCode: 'DH-903',
        errorMessage: 'Segment',
      },
    });
    expect(await post()).toEqual({
      status: 403,
      body: { errorType: 'User_Account', errorCode: 'DH-903', errorMessage: 'Segment' },
    });
    expect(orders()).toEqual([]);
  });

  it('rejects by the risk system after TRANSIT', async () => {
    bench.control.addFault({
      operations: 'place',
      effect: { kind: 'rejectAfterTransit', reason: 'Scrip is blocked.' },
    });
    const orderId = await bench.place();
    expect(await bench.row(orderId)).toMatchObject({
      orderStatus: 'REJECTED',
      omsErrorDescription: `RMS:${orderId}:Scrip is blocked.`,
    });
  });

  it('answers 429', async () => {
    bench.control.addFault({ operations: ['orders', 'trades'], effect: { kind: 'rate429' } });
    expect(await bench.rest.get('/orders')).toMatchObject({ status: 429, body: { errorCode: 'DH-904' } });
    expect(await bench.rest.get('/trades/1')).toMatchObject({ status: 429 });
    expect((await bench.rest.get('/fundlimit')).status).toBe(200);
  });

  it.each([true, false])('answers 5xx, processed: %s', async (processed) => {
    bench.control.addFault({ effect: { kind: 'status5xx', httpStatus: 502, processed } });
    expect(await post()).toMatchObject({ status: 502, body: { errorCode: 'DH-908' } });
    expect(orders()).toHaveLength(processed ? 1 : 0);
  });

  it.each([true, false])('answers 200 with an error body, processed: %s', async (processed) => {
    bench.control.addFault({
      effect: { kind: 'okWithErrorBody', errorCode: 'DH-906', errorMessage: 'Failed', processed },
    });
    expect(await post()).toMatchObject({ status: 200, body: { errorCode: 'DH-906', errorMessage: 'Failed' } });
    expect(orders()).toHaveLength(processed ? 1 : 0);
  });

  it('hides an accepted order from book and look-ups for a while, but not from the stream', async () => {
    bench.control.addFault({ operations: 'place', effect: { kind: 'lateVisibility', ms: 150 } });
    const orderId = await bench.place({ correlationId: 'late' });
    await until(() => bench.stream.frames.length === 1);
    expect((await bench.rest.get('/orders')).body).toEqual([]);
    expect((await bench.rest.get(`/orders/${orderId}`)).body).toEqual([]);
    expect((await bench.rest.get('/orders/external/late')).body).toEqual([]);
    expect(orders()).toHaveLength(1);
    await until(async () => ((await bench.rest.get('/orders')).body as Row[]).length === 1);
  });

  it('delays a request before it is processed, or its answer', async () => {
    bench.control.addFault({ operations: 'place', times: 1, effect: { kind: 'latency', ms: 80 } });
    const early = post();
    await until(() => bench.control.requests({ operation: 'place' }).length === 1);
    expect(orders()).toEqual([]);
    await early;
    bench.control.addFault({ operations: 'place', times: 1, effect: { kind: 'latency', ms: 80, when: 'after' } });
    let isAnswered = false;
    const late = post().then(() => (isAnswered = true));
    // The stream reports the order before the answer to its placement arrives.
    await until(() => bench.stream.frames.length === 2);
    expect(isAnswered).toBe(false);
    await late;
  });

  it('adds up delays with an ending, and of two endings applies the older', async () => {
    bench.control.addFault({ effect: { kind: 'latency', ms: 30 } });
    bench.control.addFault({ times: 1, effect: { kind: 'rate429' } });
    bench.control.addFault({ times: 1, effect: { kind: 'status5xx' } });
    const start = Date.now();
    expect((await post()).status).toBe(429);
    expect(Date.now() - start).toBeGreaterThanOrEqual(28);
    expect((await post()).status).toBe(500);
    expect((await post()).status).toBe(200);
  });

  it('applies to the named accounts only, and is removed by id or with all others', async () => {
    const other = bench.control.addAccount({ dhanClientId: '2200' });
    const rest = new RestClient(bench.emulator.restUrl, other.accessToken);
    const faultId = bench.control.addFault({ accounts: bench.id, effect: { kind: 'rate429' } });
    bench.control.addFault({ accounts: ['2200', '2201'], operations: ['funds'], effect: { kind: 'rate429' } });
    expect((await bench.rest.get('/orders')).status).toBe(429);
    expect((await rest.get('/orders')).status).toBe(200);
    expect((await rest.get('/fundlimit')).status).toBe(429);
    bench.control.removeFault(faultId);
    expect((await bench.rest.get('/orders')).status).toBe(200);
    bench.control.clearFaults();
    expect((await rest.get('/fundlimit')).status).toBe(200);
    expect(() => bench.control.removeFault(faultId)).toThrow(/no fault fault-1 is armed/);
    await rest.close();
  });

  it('names the wrong field of a fault', () => {
    // @ts-expect-error the point of the test
    expect(() => bench.control.addFault({ effect: { kind: 'explode' } })).toThrow(/effect\.kind/);
    expect(() => bench.control.addFault({ probability: 2, effect: { kind: 'rate429' } })).toThrow(/probability/);
  });
});

it('draws the same faults for the same seed', async () => {
  const strike = async (seed: number): Promise<number[]> => {
    const bench = await openBench({ seed });
    bench.control.addFault({ probability: 0.5, effect: { kind: 'rate429' } });
    const statuses: number[] = [];
    for (let count = 0; count < 20; count += 1) statuses.push((await bench.rest.get('/orders')).status);
    await bench.close();
    return statuses;
  };
  const first = await strike(7);
  expect(await strike(7)).toEqual(first);
  expect(new Set(first)).toEqual(new Set([200, 429]));
  expect(await strike(8)).not.toEqual(first);
});
