import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppOrder } from './app-order.ts';
import { openBench, restingOrder, until, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench({}, { fundsRupees: 10_000_000 });
});
afterEach(() => bench.close());

const buy = { ...restingOrder, orderType: 'MARKET', price: 0 } as const;
const trade = async (changes: Partial<AppOrder> = {}): Promise<string> => {
  const orderId = bench.control.placeAppOrder(bench.id, { ...buy, ...changes });
  await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
  return orderId;
};
const get = async (path: string): Promise<Row[]> => (await bench.rest.get(path)).body as Row[];
const nets = (): unknown[] =>
  bench.control.book(bench.id).positions.map((one) => [one.securityId, one.productType, one.netQuantity]);

describe('a square-off by the broker', () => {
  it('cancels open INTRADAY orders and closes INTRADAY with market orders that carry no correlation id', async () => {
    await trade();
    await trade({ securityId: '3045', transactionType: 'SELL' });
    await trade({ productType: 'CNC' });
    const mine = await bench.place({ correlationId: 'mine' });
    const kept = await bench.place({ productType: 'CNC' });
    await bench.row(mine);
    await bench.row(kept);
    bench.control.squareOff(bench.id);
    await bench.row(mine, (row) => row['orderStatus'] === 'CANCELLED');
    await until(() => nets().every((row) => (row as unknown[])[1] === 'CNC' || (row as unknown[])[2] === 0));
    expect(nets()).toEqual([
      ['1333', 'INTRADAY', 0],
      ['3045', 'INTRADAY', 0],
      ['1333', 'CNC', 10],
    ]);
    expect(await bench.row(kept)).toMatchObject({ orderStatus: 'PENDING' });
    const rows = (await get('/orders')).slice(-2);
    expect(rows).toMatchObject([
      { correlationId: 'NA', transactionType: 'SELL', orderType: 'MARKET', orderStatus: 'TRADED', quantity: 10 },
      { correlationId: 'NA', transactionType: 'BUY', orderType: 'MARKET', orderStatus: 'TRADED', quantity: 10 },
    ]);
    expect(bench.stream.statuses(String(rows[0]?.['orderId']))).toEqual(['Pending', 'Traded']);
  });

  it('closes one position, in slices, and leaves the rest', async () => {
    const contract = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;
    await trade();
    for (let count = 0; count < 2; count += 1) await trade({ ...contract, quantity: 1755 });
    bench.control.squareOff(bench.id, contract);
    await until(() => nets().some((row) => (row as unknown[])[0] === '52345' && (row as unknown[])[2] === 0));
    expect(nets()[0]).toEqual(['1333', 'INTRADAY', 10]);
    expect((await get('/orders')).slice(-2).map((row) => row['quantity'])).toEqual([1755, 1755]);
    expect(() => bench.control.squareOff(bench.id, { securityId: '1333' })).toThrow(/together/);
  });
});

describe('positions that move without an order', () => {
  it('converts in the app: no order, no trade, no frame', async () => {
    await trade();
    const frames = bench.stream.frames.length;
    const asked = { exchangeSegment: 'NSE_EQ', securityId: '1333', fromProductType: 'INTRADAY', toProductType: 'CNC' };
    const conversion = { ...asked, fromProductType: 'INTRADAY', toProductType: 'CNC', quantity: 4 } as const;
    bench.control.convertPosition(bench.id, conversion);
    expect(nets()).toEqual([
      ['1333', 'INTRADAY', 6],
      ['1333', 'CNC', 4],
    ]);
    expect([(await get('/trades')).length, bench.stream.frames.length]).toEqual([1, frames]);
    expect(() => bench.control.convertPosition(bench.id, { ...conversion, quantity: 7 })).toThrow(/DH-906/);
  });

  it('transfers units into and out of a position and the demat account', async () => {
    const where = { exchangeSegment: 'NSE_EQ', securityId: '1333' } as const;
    bench.control.transferUnits(bench.id, { ...where, productType: 'INTRADAY', quantity: 30, priceRupees: 1600 });
    bench.control.transferUnits(bench.id, { ...where, productType: 'INTRADAY', quantity: -10 });
    expect(await get('/positions')).toMatchObject([{ netQty: 20, buyAvg: 1600 }]);
    bench.control.transferUnits(bench.id, { ...where, quantity: 50 });
    bench.control.transferUnits(bench.id, { ...where, quantity: -20 });
    expect(await get('/holdings')).toMatchObject([{ totalQty: 30, dpQty: 30, avgCostPrice: 1612.5 }]);
    expect([await get('/orders'), await get('/trades')]).toEqual([[], []]);
    expect(() => bench.control.transferUnits(bench.id, { ...where, quantity: -31 })).toThrow(/30 are in the demat/);
  });
});

describe('an order that trades after its reported end', () => {
  it('is reported as traded by frame, book, trades and position', async () => {
    const orderId = await bench.place();
    await bench.row(orderId);
    expect(() => bench.control.fillEnded(bench.id, orderId, 1)).toThrow(/is not cancelled or expired \(PENDING\)/);
    bench.control.cancelAppOrder(bench.id, orderId);
    await bench.row(orderId, (row) => row['orderStatus'] === 'CANCELLED');
    bench.control.fillEnded(bench.id, orderId, 4);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'CANCELLED', filledQty: 4 });
    bench.control.fillEnded(bench.id, orderId, 6);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'TRADED', filledQty: 10, averageTradedPrice: 1610 });
    expect(nets()).toEqual([['1333', 'INTRADAY', 10]]);
    await until(() => bench.stream.statuses(orderId).length === 4);
    expect(bench.stream.statuses(orderId)).toEqual(['Pending', 'Cancelled', 'Cancelled', 'Traded']);
    // Funds and waiting units are as if the order had traded at once.
    bench.control.squareOff(bench.id);
    await until(() => bench.control.book(bench.id).positions[0]?.netQuantity === 0);
    expect(bench.control.book(bench.id).funds.utilizedRupees).toBeCloseTo(10 * (1610 - 1612.4), 6);
  });
});

describe('the list of instruments', () => {
  const master = async (): Promise<string> => (await fetch(bench.emulator.instrumentsUrl)).text();

  it('hides an instrument that can still be traded, and lists a new one', async () => {
    bench.control.setListed('NSE_FNO', '52347', false);
    expect(await master()).not.toMatch(/,52347,/);
    await trade({ exchangeSegment: 'NSE_FNO', securityId: '52347', quantity: 65 });
    bench.control.setListed('NSE_FNO', '52347', true);
    expect(await master()).toMatch(/,52347,/);
    const added = { exchangeSegment: 'NSE_EQ', securityId: '9999', tradingSymbol: 'NEW', priceRupees: 50 } as const;
    bench.control.listInstrument(added);
    expect(await master()).toMatch(/,9999,/);
    await trade({ securityId: '9999', productType: 'CNC' });
    expect(() => bench.control.listInstrument(added)).toThrow(/9999 is in NSE_EQ already/);
    bench.control.reset();
    expect(await master()).not.toMatch(/,9999,/);
  });

  it('ends a contract: its orders expire, its positions close without an order, and it cannot be traded', async () => {
    const contract = { exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN', quantity: 65 } as const;
    await trade(contract);
    bench.control.setPrice('NSE_FNO', '52345', 111.4);
    const resting = await bench.place({ ...contract, price: 90 });
    await bench.row(resting);
    bench.control.expireContract('NSE_FNO', '52345');
    expect(await bench.row(resting)).toMatchObject({ orderStatus: 'EXPIRED' });
    expect([nets(), (await get('/trades')).length]).toEqual([[], 1]);
    expect(bench.control.book(bench.id).funds).toEqual({
      sodRupees: 10_000_650,
      availableRupees: 10_000_650,
      utilizedRupees: 0,
    });
    expect(await bench.rest.post('/orders', { ...buy, ...contract, price: 90, orderType: 'LIMIT' })).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-905' },
    });
    expect(await master()).not.toMatch(/,52345,/);
    bench.control.listInstrument({
      exchangeSegment: 'NSE_FNO',
      securityId: '52345',
      tradingSymbol: 'NIFTY-Dec2099-26000-CE',
      priceRupees: 77,
      optionType: 'CE',
      expiry: '2099-12-29',
    });
    await trade({ ...contract, quantity: 1 });
    expect(bench.control.book(bench.id).positions).toMatchObject([{ netQuantity: 1 }]);
    expect(() => bench.control.expireContract('NSE_EQ', '1333')).toThrow(/no contract/);
  });

  it('splits a share for every holder and on both exchanges, after a night only', async () => {
    bench.control.addAccount({ dhanClientId: '2', holdings: [{ securityId: '2885', quantity: 7 }] });
    await trade({ securityId: '2885', productType: 'CNC' });
    expect(() => bench.control.scaleShare('NSE_EQ', '2885', 1, 2)).toThrow(/call nextDay first/);
    bench.control.nextDay();
    bench.control.scaleShare('NSE_EQ', '2885', 2, 3);
    expect(await get('/holdings')).toMatchObject([{ totalQty: 15, t1Qty: 15, avgCostPrice: 946.73 }]);
    expect(bench.control.book('2').holdings).toMatchObject([{ quantity: 10 }]);
    expect(bench.control.price('NSE_EQ', '2885')).toBe(946.7);
    expect(bench.control.price('BSE_EQ', '500325')).toBe(946.65);
    const sell = { securityId: '2885', productType: 'CNC', transactionType: 'SELL', quantity: 15 } as const;
    await trade(sell);
  });

  it('gives a share another id over night, with the same ISIN and price', async () => {
    await trade({ securityId: '2885', productType: 'CNC' });
    bench.control.nextDay();
    bench.control.setPrice('NSE_EQ', '2885', 1430);
    bench.control.changeSecurityId('NSE_EQ', '2885', '28850', 'BE');
    expect(await get('/holdings')).toMatchObject([{ securityId: '28850', isin: 'INE002A01018', totalQty: 10 }]);
    expect(await master()).toMatch(/,28850,INE002A01018,EQUITY,.*,BE,/);
    expect(await master()).not.toMatch(/,2885,/);
    expect(bench.control.price('NSE_EQ', '28850')).toBe(1430);
    await trade({ securityId: '28850', productType: 'CNC', transactionType: 'SELL' });
    expect(() => bench.control.price('NSE_EQ', '2885')).toThrow(/no instrument 2885/);
    expect(() => bench.control.changeSecurityId('NSE_EQ', '28850', '1333')).toThrow(/1333 is in NSE_EQ already/);
  });
});

it('refuses orders for a past opening, by API and in the app, until the next day', async () => {
  bench.control.refuseAmo(true);
  const amo = { ...restingOrder, afterMarketOrder: true, amoTime: 'OPEN' } as const;
  expect(await bench.rest.post('/orders', amo)).toMatchObject({ status: 400, body: { errorCode: 'DH-906' } });
  expect(() => bench.control.placeAppOrder(bench.id, amo)).toThrow(/DH-906: Market is Open/);
  await bench.place();
  bench.control.nextDay();
  await bench.place(amo);
});
