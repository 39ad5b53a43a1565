import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppOrder } from './app-order.ts';
import { openBench, until, type Bench, type Row } from '../testing/bench.ts';
import { istDate } from '@dhancopy/domain/indian-time';

let bench: Bench;
/** Friday, 20 Nov 2026, 14:30 in India. */
const friday = Date.parse('2026-11-20T09:00:00Z');

const order = {
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  transactionType: 'BUY',
  productType: 'CNC',
  orderType: 'MARKET',
  quantity: 10,
} as const;
const trade = async (changes: Partial<AppOrder> = {}): Promise<string> => {
  const orderId = bench.control.placeAppOrder(bench.id, { ...order, ...changes });
  await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
  return orderId;
};
const get = async (path: string): Promise<Row[]> => {
  const { body } = await bench.rest.get(path);
  return Array.isArray(body) ? (body as Row[]) : [];
};
const today = istDate(Date.now());

afterEach(() => bench.close());

describe("a night with the machine's clock", () => {
  beforeEach(async () => {
    bench = await openBench({}, { fundsRupees: 10_000_000 });
  });

  it('empties the books of the day and keeps the trades in the history', async () => {
    const filled = await trade();
    const resting = bench.control.placeAppOrder(bench.id, { ...order, orderType: 'LIMIT', price: 1600 });
    await bench.row(resting);
    expect(bench.control.nextDay()).toBe(today);
    expect(bench.stream.statuses(resting)).toEqual(['Pending']);
    await until(() => bench.stream.statuses(resting).at(-1) === 'Expired');
    for (const path of ['/orders', '/trades', '/positions', `/orders/${filled}`]) expect(await get(path)).toEqual([]);
    expect(await get(`/trades/${today}/${today}/0`)).toMatchObject([{ orderId: filled, tradedQuantity: 10 }]);
    expect(bench.control.book(bench.id)).toMatchObject({ orders: [], trades: [], positions: [] });
  });

  it('dates the trades back when the clock cannot move, on request', async () => {
    await trade();
    bench.control.nextDay({ dateBack: true });
    expect(await get(`/trades/${today}/${today}/0`)).toEqual([]);
    expect(await get(`/trades/2020-01-01/${today}/0`)).toHaveLength(1);
  });

  it('moves delivery into the holdings: first as t1, then as delivered; both exchanges are one share', async () => {
    await trade({ securityId: '2885' });
    bench.control.nextDay();
    const funds = bench.control.book(bench.id).funds;
    expect(funds).toMatchObject({ utilizedRupees: 0, sodRupees: 10_000_000 - 10 * 1420.1 });
    expect(await get('/holdings')).toMatchObject([
      { securityId: '2885', isin: 'INE002A01018', totalQty: 10, t1Qty: 10, dpQty: 0, avgCostPrice: 1420.1 },
    ]);
    await trade({ exchangeSegment: 'BSE_EQ', securityId: '500325', quantity: 6 });
    await trade({ exchangeSegment: 'BSE_EQ', securityId: '500325', quantity: 9, transactionType: 'SELL' });
    bench.control.nextDay();
    expect(await get('/holdings')).toMatchObject([{ securityId: '2885', totalQty: 7, t1Qty: 6, dpQty: 1 }]);
    bench.control.nextDay();
    expect(await get('/holdings')).toMatchObject([{ totalQty: 7, t1Qty: 0, dpQty: 7, availableQty: 7 }]);
    await trade({ securityId: '2885', quantity: 7, transactionType: 'SELL' });
    bench.control.nextDay();
    expect(await bench.rest.get('/holdings')).toMatchObject({ status: 400, body: { errorCode: 'DHOLDING_ERROR' } });
  });

  it('counts shares bought with margin funding separately', async () => {
    await trade({ productType: 'MTF', quantity: 8 });
    bench.control.nextDay();
    expect(await get('/holdings')).toMatchObject([{ totalQty: 0, mtf_t1_qty: 8, mtf_qty: 0 }]);
    await trade({ productType: 'MTF', quantity: 3, transactionType: 'SELL' });
    bench.control.nextDay();
    expect(await get('/holdings')).toMatchObject([{ totalQty: 0, mtf_t1_qty: 0, mtf_qty: 5 }]);
  });

  it('squares INTRADAY off with orders and frames, or ends it without any', async () => {
    await trade({ productType: 'INTRADAY' });
    bench.control.nextDay();
    await until(() => bench.stream.frames.some((frame) => frame['txnType'] === 'S' && frame['status'] === 'Traded'));
    expect(bench.stream.frames.at(-1)).toMatchObject({ correlationId: 'NA', orderType: 'MKT', orderPlatform: 'RMS' });
    expect(await get(`/trades/${today}/${today}/0`)).toHaveLength(2);
    await trade({ productType: 'INTRADAY' });
    bench.control.setPrice('NSE_EQ', '1333', 1622.6);
    const before = bench.control.book(bench.id).funds.sodRupees;
    bench.control.nextDay({ squareOff: false });
    expect(await get('/positions')).toEqual([]);
    expect(await get(`/trades/${today}/${today}/0`)).toHaveLength(3);
    expect(bench.control.book(bench.id).funds.sodRupees - before).toBeCloseTo(100, 6);
  });

  it('carries contracts in MARGIN at their average, and realises the closed part', async () => {
    const contract = { exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN' } as const;
    await trade({ ...contract, quantity: 130 });
    bench.control.setPrice('NSE_FNO', '52345', 111.45);
    await trade({ ...contract, quantity: 65, transactionType: 'SELL' });
    const before = bench.control.book(bench.id).funds.availableRupees;
    bench.control.nextDay();
    expect(await get('/positions')).toMatchObject([
      { netQty: 65, carryForwardBuyQty: 65, dayBuyQty: 0, buyAvg: 101.4, realizedProfit: 0 },
    ]);
    expect(bench.control.book(bench.id).funds.availableRupees).toBeCloseTo(before, 6);
  });

  it('keeps orders for the next day, and the market then accepts them', async () => {
    const amo = bench.control.placeAppOrder(bench.id, { ...order, afterMarketOrder: true });
    await bench.row(amo);
    bench.control.nextDay();
    expect(await get('/orders')).toMatchObject([{ orderId: amo, orderStatus: 'PENDING' }]);
    expect(bench.control.releaseAmo()).toBe(1);
    await bench.row(amo, (row) => row['orderStatus'] === 'TRADED');
    expect(bench.control.book(bench.id).positions).toMatchObject([{ netQuantity: 10 }]);
  });

  it('saves a state on the next day that can be loaded', async () => {
    await trade();
    bench.control.nextDay();
    bench.control.scaleShare('NSE_EQ', '1333', 1, 2);
    const before = await Promise.all(['/holdings', `/trades/${today}/${today}/0`, '/fundlimit'].map(get));
    bench.control.load(bench.control.save());
    expect(await Promise.all(['/holdings', `/trades/${today}/${today}/0`, '/fundlimit'].map(get))).toEqual(before);
    expect(bench.control.price('NSE_EQ', '1333')).toBe(806.3);
  });
});

describe("a night with the caller's clock", () => {
  it('is followed by 09:15 of the next weekday, without the contracts that have expired', async () => {
    let now = friday;
    bench = await openBench({ now: () => now }, { fundsRupees: 10_000_000 });
    const filled = await trade();
    const contract = { exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN', quantity: 65 } as const;
    await trade(contract);
    expect(bench.control.nextDay()).toBe('2026-11-23');
    const { accessToken } = bench.control.mintToken(bench.id);
    expect(accessToken).not.toBe(bench.token);
    now += 60_000;
    const next = bench.control.placeAppOrder(bench.id, { ...order, quantity: 1 });
    expect(Number(next)).toBeGreaterThan(Number(filled));
    expect(bench.control.book(bench.id).positions).toMatchObject([{ securityId: '52345' }]);
    expect(bench.control.book(bench.id).orders[0]?.history[0]?.atMs).toBe(Date.parse('2026-11-23T09:16:00+05:30'));
    // The week's contract ends on Tuesday, 24 Nov.
    bench.control.nextDay();
    expect(bench.control.nextDay()).toBe('2026-11-25');
    expect(bench.control.book(bench.id).positions).toEqual([]);
    expect(() => bench.control.price('NSE_FNO', '52345')).toThrow(/no instrument 52345/);
  });
});
