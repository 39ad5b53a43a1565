import { expect, it } from 'vitest';
import { ledgerRow, tradeHistoryRow } from '@dhancopy/dhan/rest/statements/response';
import type { LedgerEntry, TradeHistoryEntry } from '@dhancopy/dhan/rest/statements/response';
import { HISTORY_ROW, LEDGER_ROW } from '@dhancopy/dhan/testing/samples/statements';
import { anOrder, newLinkedStore } from '../../../store/testing.ts';
import { fetchStatement } from './fetch-statement.ts';
import { systemClock } from '../../time/clock.ts';

const ACCOUNT = { id: 'F1', role: 'follower' } as const;
const DAY = '2026-09-15';

function told(changes: object = {}): TradeHistoryEntry {
  const raw = { ...HISTORY_ROW, dhanClientId: 'F1', ...changes };
  return { ...tradeHistoryRow.parse(raw), raw };
}

function line(changes: object = {}): LedgerEntry {
  const raw = { ...LEDGER_ROW, dhanClientId: 'F1', voucherdate: 'Sep 15, 2026', ...changes };
  return { ...ledgerRow.parse(raw), raw };
}

/** A database, and a broker whose statements are these. */
function bench() {
  const store = newLinkedStore(1);
  const broker: { ledger: LedgerEntry[]; pages: TradeHistoryEntry[][] } = { ledger: [], pages: [] };
  const api = {
    getLedger: () => Promise.resolve(broker.ledger),
    getTradeHistory: (_range: object, page: number) => Promise.resolve(broker.pages[page] ?? []),
  };
  const disk = { writesLeft: Infinity };
  const fetch = (kind: 'ledger' | 'trades') =>
    fetchStatement({
      clock: systemClock,
      account: ACCOUNT,
      api,
      kind,
      days: [DAY],
      turn: () => Promise.resolve(),
      write: (write) => {
        if (disk.writesLeft-- === 0) throw new Error('killed');
        store.transaction(() => write(store));
      },
    });
  return { store, broker, disk, fetch };
}

it('keeps two equal lines of a day, and takes over a balance that a late line has moved', async () => {
  const { store, broker, fetch } = bench();
  const fee = { narration: 'DP CHARGES', debit: '14.75', credit: '0.00', vouchernumber: 'V7' };
  broker.ledger = [line(), line({ ...fee, runbal: '100.00' }), line({ ...fee, runbal: '85.25' })];
  await fetch('ledger');
  const first = store.ledgerEntries.between('F1', DAY, DAY);
  expect(first.map(({ particulars, balance }) => [particulars, balance])).toEqual([
    ['FUNDS WITHDRAWAL', 957.29],
    ['DP CHARGES', 100],
    ['DP CHARGES', 85.25],
  ]);
  await fetch('ledger');
  expect(store.ledgerEntries.between('F1', DAY, DAY)).toEqual(first);

  broker.ledger = [
    line(),
    line({ narration: 'INTEREST', debit: '1', vouchernumber: 'V6', runbal: '114.75' }),
    line({ ...fee, runbal: '99.00' }),
    line({ ...fee, runbal: '84.25' }),
  ];
  await fetch('ledger');
  expect(store.ledgerEntries.between('F1', DAY, DAY).map(({ particulars, balance }) => [particulars, balance])).toEqual(
    [
      ['FUNDS WITHDRAWAL', 957.29],
      ['INTEREST', 114.75],
      ['DP CHARGES', 99],
      ['DP CHARGES', 84.25],
    ],
  );
});

/** Each line of the day with its balance; and whether each balance follows from the one before. */
function ledgerOf(store: ReturnType<typeof bench>['store']) {
  const rows = store.ledgerEntries.between('F1', DAY, DAY);
  const addsUp = rows.every((row, at) => {
    const before = rows[at - 1];
    if (!before) return true;
    const sum = (before.balance ?? NaN) + (row.credit ?? 0) - (row.debit ?? 0);
    return Math.abs(sum - (row.balance ?? NaN)) < 0.005;
  });
  return { lines: rows.map(({ particulars, debit, balance }) => [particulars, debit, balance]), addsUp, rows };
}

it('a bill that grew between two reads is there once, and the balances add up', async () => {
  const { store, broker, fetch } = bench();
  const bill = { narration: 'BILL FOR TRADES', vouchernumber: 'B1' };
  broker.ledger = [line(), line({ ...bill, debit: '100.00', runbal: '857.29' })];
  await fetch('ledger');
  const first = ledgerOf(store);
  broker.ledger = [
    line(),
    line({ ...bill, debit: '250.50', runbal: '706.79' }),
    line({ narration: 'FUNDS DEPOSIT', vouchernumber: 'P1', debit: '0', credit: '50', runbal: '756.79' }),
  ];
  await fetch('ledger');
  const now = ledgerOf(store);
  expect(now.lines).toEqual([
    ['FUNDS WITHDRAWAL', 20_000, 957.29],
    ['BILL FOR TRADES', 250.5, 706.79],
    ['FUNDS DEPOSIT', 0, 756.79],
  ]);
  expect(now.addsUp).toBe(true);
  expect(now.rows[0]).toEqual(first.rows[0]);
  expect(store.errors.since(0)).toMatchObject([
    {
      error_type: 'STATEMENT_DIFFERS',
      error_message: `ledger of ${DAY}: the broker no longer lists BILL FOR TRADES (B1, debit ₹100.00). What it lists now is recorded instead`,
    },
  ]);
});

it('a line that is booked between others is listed between them, and keeps the time of its neighbours', async () => {
  const { store, broker, fetch } = bench();
  const fee = { narration: 'DP CHARGES', debit: '14.75', vouchernumber: 'V7', runbal: '942.54' };
  broker.ledger = [line(), line(fee)];
  await fetch('ledger');
  const times = ledgerOf(store).rows.map(({ created_at }) => created_at);
  broker.ledger = [
    line(),
    line({ narration: 'INTEREST', debit: '1', vouchernumber: 'V6', runbal: '956.29' }),
    line({ ...fee, runbal: '941.54' }),
  ];
  await fetch('ledger');
  const { lines, addsUp, rows } = ledgerOf(store);
  expect(lines.map(([name]) => name)).toEqual(['FUNDS WITHDRAWAL', 'INTEREST', 'DP CHARGES']);
  expect(addsUp).toBe(true);
  expect([rows[0]?.created_at, rows[2]?.created_at]).toEqual(times);
  expect(store.errors.since(0)).toEqual([]);
});

it('lines that another program had recorded for the day make room for those of the broker', async () => {
  const { store, broker, fetch } = bench();
  store.ledgerEntries.add([
    { ...entry(), entry_date: DAY, particulars: 'withdrawal, by hand' },
    { ...entry(), entry_date: '2026-09-14', particulars: 'another day' },
  ]);
  broker.ledger = [line()];
  await fetch('ledger');
  expect(ledgerOf(store).lines).toEqual([['FUNDS WITHDRAWAL', 20_000, 957.29]]);
  expect(store.ledgerEntries.between('F1', '2026-09-14', '2026-09-14')).toHaveLength(1);
  expect(store.errors.since(0)[0]?.error_message).toContain('withdrawal, by hand (no voucher, debit ₹5.00)');
});

function entry(): Parameters<ReturnType<typeof bench>['store']['ledgerEntries']['add']>[0][number] {
  return {
    account_id: 'F1',
    account_type: 'follower',
    entry_date: DAY,
    voucherDate: null,
    voucherNo: null,
    voucher_description: null,
    exchange: null,
    particulars: null,
    debit: 5,
    credit: 0,
    balance: null,
    raw_data: null,
  };
}

it.each([
  ['no line', [], 'lists no line any more; the 2 recorded lines'],
  [
    'only balances',
    [{ narration: 'OPENING BALANCE', voucherdate: 'Jan 01, 1970' }],
    'lists no line any more; the 2 recorded lines',
  ],
  [
    'a date that cannot be read',
    [{ voucherdate: '15/09/2026', narration: 'BILL' }, {}],
    '1 of 2 rows have no date that can be read; no recorded line was removed',
  ],
])('a fetch with %s removes nothing, and is reported', async (_what, answer, words) => {
  const { store, broker, fetch } = bench();
  broker.ledger = [line(), line({ narration: 'BILL', debit: '1', vouchernumber: 'B', runbal: '956.29' })];
  await fetch('ledger');
  const before = ledgerOf(store).lines;
  broker.ledger = answer.map(line);
  await fetch('ledger');
  expect(ledgerOf(store).lines).toEqual(before);
  expect(store.errors.since(0)[0]?.error_message).toContain(words);
});

it('writes nothing of another account, and does not call the day fetched', async () => {
  const { store, broker, fetch } = bench();
  broker.ledger = [line(), line({ dhanClientId: 'F2' })];
  await expect(fetch('ledger')).rejects.toThrow('expected rows of client F1, found one of F2');
  broker.pages = [[told({ dhanClientId: 'F2' })]];
  await expect(fetch('trades')).rejects.toThrow('expected rows of client F1, found one of F2');
  expect(store.ledgerEntries.between('F1', DAY, DAY)).toEqual([]);
  expect(store.statementDays.since('F1', 'ledger', DAY)).toEqual([]);
});

const ORDER = HISTORY_ROW.orderId;
const AT = Date.parse('2026-09-15T10:05:01+05:30') / 1000;

function ownTrade(store: ReturnType<typeof bench>['store'], id: string, quantity: number, price = 101.35): void {
  if (!store.orders.get(ORDER)) {
    store.orders.upsertOrder(anOrder({ id: ORDER, account_id: 'F1', account_type: 'follower', quantity: 65 }));
  }
  store.trades.upsertTrade({
    order_id: ORDER,
    account_id: 'F1',
    account_type: 'follower',
    exchange_trade_id: id,
    security_id: '52345',
    exchange_segment: 'NSE_FNO',
    side: 'BUY',
    product: 'MARGIN',
    quantity,
    price,
    trade_ts: AT,
  });
}

it('finds our trade by quantity and price where the statement names none, as on the live wire', async () => {
  const { store, broker, fetch } = bench();
  ownTrade(store, '501', 25);
  ownTrade(store, '502', 40);
  broker.pages = [
    [told({ tradedQuantity: 40, stampDuty: 0.12, brokerageCharges: 12.31 })],
    [told({ tradedQuantity: 25, stampDuty: 0.08, brokerageCharges: 7.69 })],
  ];
  await fetch('trades');
  const rows = store.trades.byOrder(ORDER);
  expect(
    rows.map(({ exchange_trade_id, stamp_duty, brokerage, charges_source }) => [
      exchange_trade_id,
      stamp_duty,
      brokerage,
      charges_source,
    ]),
  ).toEqual([
    ['501', 0.08, 7.69, 'statement'],
    ['502', 0.12, 12.31, 'statement'],
  ]);
  expect(rows[0]).toMatchObject({ clearing_charges: null, ipft: null, sebi_fee: 0.0076, gst: 4.29 });
  expect(rows[0]?.net_amount).toBeCloseTo(25 * 101.35 + (rows[0]?.total_charges ?? NaN), 4);
});

it('shares the charges of one row over the trades that make it up', async () => {
  const { store, broker, fetch } = bench();
  ownTrade(store, '501', 25);
  ownTrade(store, '502', 40);
  broker.pages = [[told({ brokerageCharges: 20 })]];
  await fetch('trades');
  const brokerage = store.trades.byOrder(ORDER).map((row) => row.brokerage ?? NaN);
  expect(brokerage).toEqual([7.6923, 12.3077]);
});

it('takes charges that are all nil as not booked yet', async () => {
  const { store, broker, fetch } = bench();
  ownTrade(store, '501', 65);
  const nil = { sebiTax: 0, stt: 0, brokerageCharges: 0, serviceTax: 0, exchangeTransactionCharges: 0, stampDuty: 0 };
  broker.pages = [[told(nil)]];
  await fetch('trades');
  expect(store.trades.byOrder(ORDER)[0]?.charges_source).toBe('computed');
});

it('reports where the statement and our trades differ, and leaves both as they are', async () => {
  const { store, broker, fetch } = bench();
  ownTrade(store, '501', 30);
  broker.pages = [[told({ tradedQuantity: 65 })]];
  await fetch('trades');
  expect(store.trades.byOrder(ORDER)).toHaveLength(1);
  expect(store.errors.since(0)).toMatchObject([
    {
      error_type: 'STATEMENT_DIFFERS',
      error_message: `order ${ORDER} of ${DAY}: the statement shows 65 units traded, but our records show 30`,
    },
  ]);
});

it('adds equal trades without a number once each, however often they are fetched', async () => {
  const { store, broker, fetch } = bench();
  broker.pages = [[told(), told(), told({ tradedPrice: 101.4 })]];
  await fetch('trades');
  const first = store.trades.byOrder(ORDER);
  expect(first).toHaveLength(3);
  expect(store.orders.get(ORDER)).toMatchObject({ quantity: 195, traded_qty: 195, status: 'EXECUTED' });
  await fetch('trades');
  expect(store.trades.byOrder(ORDER)).toEqual(first);
});

it('goes on with a day that was broken off while it was written', async () => {
  const { store, broker, disk, fetch } = bench();
  const rows = Array.from({ length: 200 }, (_, n) => told({ orderId: `${ORDER}${n >> 1}`, stampDuty: 0.01 * (n + 1) }));
  broker.pages = [rows.slice(0, 120), rows.slice(120)];
  disk.writesLeft = 1;
  await expect(fetch('trades')).rejects.toThrow('killed');
  const begun = store.trades.between('F1', 0, AT + 86_400).length;
  expect(begun).toBeGreaterThan(0);
  expect(begun).toBeLessThan(200);
  expect(store.statementDays.since('F1', 'trades', DAY)).toEqual([]);
  disk.writesLeft = Infinity;
  await fetch('trades');
  const duties = [...new Set(rows.map(({ orderId }) => orderId))].flatMap((order) =>
    store.trades.byOrder(order).map((row) => row.stamp_duty),
  );
  expect(duties.map((duty) => Math.round((duty ?? NaN) * 100))).toEqual(rows.map((_, n) => n + 1));
  expect(store.statementDays.since('F1', 'trades', DAY)).toMatchObject([{ row_count: 200 }]);
});
