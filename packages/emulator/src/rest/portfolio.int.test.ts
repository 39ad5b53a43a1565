import { afterEach, describe, expect, it } from 'vitest';
import type { AccountSpec } from '../control/account-spec.ts';
import { openBench, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
afterEach(() => bench.close());

const open = async (account: Partial<AccountSpec> = {}) => {
  bench = await openBench({}, account);
};
const funds = async () => (await bench.rest.get('/fundlimit')).body as Row;
const fill = async (changes: Row) => {
  const orderId = await bench.place(changes);
  await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
};
const option = { exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN', quantity: 65 };
const future = { exchangeSegment: 'NSE_FNO', securityId: '53001', productType: 'MARGIN', quantity: 65 };

describe('GET /fundlimit', () => {
  it.each<[string, Row, number]>([
    ['delivery at full value', { productType: 'CNC', price: 1600, quantity: 10 }, 16_000],
    ['intraday at a fifth', { productType: 'INTRADAY', price: 1600, quantity: 10 }, 3200],
    ['margin funding at a quarter', { productType: 'MTF', price: 1600, quantity: 10 }, 4000],
    ['a bought option at its premium', { ...option, price: 100 }, 6500],
    ['a sold option at 12 % of its strike', { ...option, transactionType: 'SELL', price: 110 }, 195_000],
    ['a future at 12 % of its value', { ...future, price: 25_000 }, 195_000],
    [
      'a commodity future with its multiplier',
      { exchangeSegment: 'MCX_COMM', securityId: '464925', productType: 'MARGIN', quantity: 1, price: 5000 },
      60_000,
    ],
  ])('blocks %s while the order waits, and frees it on cancel', async (_what, changes, blocked) => {
    await open();
    const orderId = await bench.place(changes);
    expect(await bench.row(orderId)).toMatchObject({ orderStatus: 'PENDING' });
    expect(await funds()).toMatchObject({
      dhanClientId: bench.id,
      sodLimit: 1_000_000,
      utilizedAmount: blocked,
      availabelBalance: 1_000_000 - blocked,
    });
    await bench.rest.delete(`/orders/${orderId}`);
    await bench.row(orderId, (row) => row['orderStatus'] === 'CANCELLED');
    expect(await funds()).toMatchObject({ utilizedAmount: 0, availabelBalance: 1_000_000 });
  });

  it('changes with fills, profits and closing orders, and keeps the start of the day', async () => {
    await open();
    await fill({ quantity: 100, price: 1613 }); // 100 at 1612.60, blocked at a fifth
    expect(await funds()).toMatchObject({ utilizedAmount: 32_252, sodLimit: 1_000_000 });
    const exit = await bench.place({ transactionType: 'SELL', quantity: 100, price: 1650 });
    await bench.row(exit);
    expect(await funds()).toMatchObject({ utilizedAmount: 32_252 });
    bench.control.setPrice('NSE_EQ', '1333', 1650);
    await bench.row(exit, (row) => row['orderStatus'] === 'TRADED');
    expect(await funds()).toMatchObject({ utilizedAmount: -3740, availabelBalance: 1_003_740, sodLimit: 1_000_000 });
  });

  it('requires margin for a second exit of the same position, as for any order that could open one', async () => {
    await open();
    await fill({ quantity: 100, price: 1613 });
    await bench.row(await bench.place({ transactionType: 'SELL', quantity: 100, price: 1650 }));
    await bench.row(await bench.place({ transactionType: 'SELL', quantity: 100, price: 1660 }));
    expect(await funds()).toMatchObject({ utilizedAmount: 32_252 + 33_200 });
  });

  it('follows setFunds', async () => {
    await open({ fundsRupees: 500 });
    bench.control.setFunds(bench.id, 750.5);
    expect(await funds()).toMatchObject({ sodLimit: 750.5, availabelBalance: 750.5 });
  });
});

describe('GET /positions', () => {
  it('nets by instrument and product, values against the last price, and keeps closed rows', async () => {
    await open();
    await fill({ quantity: 10, price: 1613 });
    await fill({ quantity: 5, price: 1613, productType: 'CNC' });
    bench.control.setPrice('NSE_EQ', '1333', 1622.6);
    const rows = (await bench.rest.get('/positions')).body as Row[];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      positionType: 'LONG',
      productType: 'INTRADAY',
      netQty: 10,
      buyAvg: 1612.6,
      buyQty: 10,
      dayBuyQty: 10,
      dayBuyValue: 16_126,
      unrealizedProfit: 100,
      realizedProfit: 0,
      carryForwardBuyQty: 0,
    });
    await fill({ transactionType: 'SELL', quantity: 10, price: 1620 });
    const closed = ((await bench.rest.get('/positions')).body as Row[])[0];
    expect(closed).toMatchObject({ positionType: 'CLOSED', netQty: 0, realizedProfit: 99, unrealizedProfit: 0 });
  });

  it('shows a short with a negative quantity, and the multiplier of a commodity', async () => {
    await open();
    const crude = { exchangeSegment: 'MCX_COMM', securityId: '464925', productType: 'MARGIN', quantity: 1 };
    await fill({ ...crude, transactionType: 'SELL', price: 5590 });
    bench.control.setPrice('MCX_COMM', '464925', 5589);
    expect((await bench.rest.get('/positions')).body).toMatchObject([
      { positionType: 'SHORT', netQty: -1, sellAvg: 5599, costPrice: 5599, multiplier: 100, unrealizedProfit: 1000 },
    ]);
  });

  it('starts with carried positions and leaves out instruments that never traded', async () => {
    const { exchangeSegment, securityId } = option;
    await open({
      positions: [{ exchangeSegment, securityId, productType: 'MARGIN', netQuantity: -130, avgRupees: 120 }],
    });
    await bench.row(await bench.place());
    expect((await bench.rest.get('/positions')).body).toMatchObject([
      {
        securityId,
        netQty: -130,
        carryForwardSellQty: 130,
        carryForwardSellValue: 15_600,
        daySellQty: 0,
        sellAvg: 120,
      },
    ]);
    expect(await funds()).toMatchObject({ utilizedAmount: 390_000 + 3220 });
  });
});

describe('GET /holdings', () => {
  it('answers an account without holdings with the error object', async () => {
    await open();
    expect(await bench.rest.get('/holdings')).toMatchObject({
      status: 400,
      body: {
        errorCode: 'DHOLDING_ERROR',
        internalErrorCode: 'DH-1111',
        internalErrorMessage: 'No holdings available',
      },
    });
  });

  it('lists holdings; a delivery sell reduces the available units, on either exchange', async () => {
    await open({ holdings: [{ securityId: '2885', quantity: 30, t1Quantity: 10, avgCostRupees: 1388.4 }] });
    const row = async () => ((await bench.rest.get('/holdings')).body as Row[])[0];
    expect(await row()).toMatchObject({
      exchange: 'ALL',
      securityId: '2885',
      isin: 'INE002A01018',
      totalQty: 40,
      dpQty: 30,
      t1Qty: 10,
      availableQty: 40,
      avgCostPrice: 1388.4,
      lastTradedPrice: 1420,
    });
    const sell = { transactionType: 'SELL', productType: 'CNC', quantity: 15 };
    await bench.row(await bench.place({ ...sell, securityId: '2885', price: 1450 }));
    expect(await row()).toMatchObject({ totalQty: 40, availableQty: 25 });
    await fill({ ...sell, exchangeSegment: 'BSE_EQ', securityId: '500325', price: 1419 });
    expect(await row()).toMatchObject({ availableQty: 10 });
    expect(await funds()).toMatchObject({ availabelBalance: 1_000_000, receiveableAmount: 15 * 1419.95 });
    const tooMany = await bench.row(await bench.place({ ...sell, securityId: '2885', price: 1450 }));
    expect(tooMany).toMatchObject({ orderStatus: 'REJECTED' });
  });

  it('lets shares bought today be sold without a change of the holdings', async () => {
    await open({ holdings: [{ securityId: '1333', quantity: 5, avgCostRupees: 1500 }] });
    await fill({ productType: 'CNC', quantity: 10, price: 1613 });
    await fill({ productType: 'CNC', quantity: 10, price: 1612, transactionType: 'SELL' });
    expect((await bench.rest.get('/holdings')).body).toMatchObject([{ availableQty: 5 }]);
  });
});
