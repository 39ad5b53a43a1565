import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, quiet, until, type Bench, type Row } from '../testing/bench.ts';

describe('PUT and DELETE /orders/{order-id}', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const modify = (orderId: string, changes: Row = {}) =>
    bench.rest.put(`/orders/${orderId}`, {
      dhanClientId: bench.id,
      orderId,
      orderType: 'LIMIT',
      validity: 'DAY',
      quantity: 10,
      price: 1609,
      ...changes,
    });
  const orderError = { status: 400, body: { errorType: 'Order_Error', errorCode: 'DH-906' } };

  it('treats a disclosed quantity as a part of the remaining quantity', async () => {
    const orderId = await bench.place({ quantity: 100, disclosedQuantity: 40 });
    await bench.row(orderId);
    bench.control.fill(bench.id, orderId, 70);
    const modified = (disclosedQuantity: number) => modify(orderId, { quantity: 100, disclosedQuantity });
    expect(await modified(40)).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
    expect(await modified(12)).toMatchObject({ status: 200 });
    expect(await modified(0)).toMatchObject({ status: 200 });
  });

  it('changes an order: TRANSIT, then "Modified", then "Pending"', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    expect(await modify(orderId, { quantity: 20 })).toEqual({ status: 200, body: { orderId, orderStatus: 'TRANSIT' } });
    await until(() => bench.stream.statuses(orderId).length === 3);
    expect(bench.stream.statuses(orderId)).toEqual(['Pending', 'Modified', 'Pending']);
    expect(bench.stream.frames[1]).toMatchObject({ price: 1609, quantity: 20 });
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'PENDING', price: 1609, quantity: 20 });
  });

  it('treats the quantity as the total, filled units included', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    bench.control.fill(bench.id, orderId, 4);
    await modify(orderId, { quantity: 6 });
    const row = await bench.row(orderId, (found) => found['quantity'] === 6);
    expect(row).toMatchObject({ orderStatus: 'PART_TRADED', filledQty: 4, remainingQuantity: 2 });
    expect(bench.stream.statuses(orderId)).toEqual(['Pending', 'Part-Traded', 'Modified', 'Part-Traded']);
    expect(await modify(orderId, { quantity: 4 })).toMatchObject(orderError);
    expect(await modify(orderId, { quantity: 3 })).toMatchObject(orderError);
  });

  it('fills at once when the new price crosses', async () => {
    const orderId = await bench.place();
    await modify(orderId, { price: 1613 });
    expect(await bench.row(orderId, traded)).toMatchObject({ averageTradedPrice: 1612.6 });
  });

  it('keeps conditional fields that are left out', async () => {
    const orderId = await bench.place();
    await bench.rest.put(`/orders/${orderId}`, { orderType: 'LIMIT', validity: 'DAY', price: 1608 });
    expect(await bench.row(orderId, (row) => row['price'] === 1608)).toMatchObject({ quantity: 10 });
  });

  it('keeps the order unchanged when the funds do not cover the new terms', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    const before = bench.control.book(bench.id).funds;
    await modify(orderId, { quantity: 50_000 });
    await until(() => bench.stream.frames.length === 2);
    expect(bench.stream.frames[1]).toMatchObject({ status: 'Pending', quantity: 10 });
    expect(bench.stream.frames[1]?.['reasonDescription']).toMatch(/insufficient funds/);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'PENDING', quantity: 10, price: 1610 });
    expect(bench.control.book(bench.id).funds).toEqual(before);
  });

  it('allows 25 modifications and refuses the 26th', async () => {
    const orderId = await bench.place();
    for (let count = 1; count <= 25; count += 1) {
      expect((await modify(orderId, { price: 1600 + count / 10 })).status).toBe(200);
    }
    expect(await modify(orderId)).toMatchObject(orderError);
    expect(await bench.row(orderId, (row) => row['price'] === 1602.5)).toMatchObject({ orderStatus: 'PENDING' });
  });

  it.each<[string, Row, string]>([
    ['no order type', { orderType: undefined }, 'DH-905'],
    ['no validity', { validity: undefined }, 'DH-905'],
    ['the number of another order', { orderId: '1' }, 'DH-905'],
    ['a bad disclosed quantity', { disclosedQuantity: 1 }, 'DH-905'],
    ['a stop on the wrong side', { orderType: 'STOP_LOSS', price: 1600, triggerPrice: 1605 }, 'DH-906'],
  ])('refuses a modification with %s', async (_what, changes, errorCode) => {
    const orderId = await bench.place();
    expect(await modify(orderId, changes)).toMatchObject({ status: 400, body: { errorCode } });
  });

  it('cancels: CANCELLED at once in the answer, a moment later in the book', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    bench.control.fill(bench.id, orderId, 3);
    expect(await bench.rest.delete(`/orders/${orderId}`)).toEqual({
      status: 200,
      body: { orderId, orderStatus: 'CANCELLED' },
    });
    const row = await bench.row(orderId, (found) => found['orderStatus'] === 'CANCELLED');
    expect(row).toMatchObject({ filledQty: 3, remainingQuantity: 0, quantity: 10 });
    await until(() => bench.stream.statuses(orderId).at(-1) === 'Cancelled');
    expect(bench.stream.frames.at(-1)).toMatchObject({ tradedQty: 3 });
  });

  it('cancels an order whose placement is not accepted yet', async () => {
    const orderId = await bench.place();
    expect((await bench.rest.delete(`/orders/${orderId}`)).status).toBe(200);
    await bench.row(orderId, (row) => row['orderStatus'] === 'CANCELLED');
  });

  it('refuses to change a finished or an unknown order with DH-906', async () => {
    const orderId = await bench.place({ price: 1615 });
    await bench.row(orderId, traded);
    expect(await modify(orderId)).toMatchObject(orderError);
    expect(await bench.rest.delete(`/orders/${orderId}`)).toMatchObject(orderError);
    expect(await bench.rest.delete('/orders/112000000000999')).toMatchObject(orderError);
  });

  it('refuses both while the market is closed, with the recorded text', async () => {
    const orderId = await bench.place();
    bench.control.setMarketClosed(true);
    const closed = { ...orderError.body, errorMessage: 'Market is Closed! You cannot modify/cancel an order now.' };
    expect(await modify(orderId)).toEqual({ status: 400, body: closed });
    expect(await bench.rest.delete(`/orders/${orderId}`)).toEqual({ status: 400, body: closed });
    bench.control.setMarketClosed(false);
    expect((await bench.rest.delete(`/orders/${orderId}`)).status).toBe(200);
  });
});

it('lets a fill win the race against a cancel that was already answered', async () => {
  const bench = await openBench({ acceptDelayMs: 60 });
  const orderId = await bench.place();
  await bench.row(orderId);
  expect((await bench.rest.delete(`/orders/${orderId}`)).status).toBe(200);
  bench.control.setPrice('NSE_EQ', '1333', 1605);
  await quiet(120);
  expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'TRADED', filledQty: 10 });
  await bench.close();
});

function traded(row: Row): boolean {
  return row['orderStatus'] === 'TRADED';
}
