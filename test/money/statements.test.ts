import { afterEach, describe, expect, it } from 'vitest';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { dueDays, historyRange } from 'dhancopy/runtime/records/statements/days';
import { FastClock } from '../kit/fast-clock.ts';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
const DAY_MS = 86_400_000;
let rig: Rig;
afterEach(() => rig.close());

/** Two of the last ten trading days of NSE, old enough to be settled; the newer first. */
function pastTradingDays(): [string, string] {
  const days: string[] = [];
  for (let back = 4; days.length < 2; back += 1) {
    const day = istDateTime(Date.now() - back * DAY_MS).slice(0, 10);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.push(day);
  }
  return days as [string, string];
}
const [LATER, EARLIER] = pastTradingDays();
const RELIANCE = { exchangeSegment: 'NSE_EQ', securityId: '2885', transactionType: 'BUY', productType: 'CNC' } as const;

async function withPast(start: boolean): Promise<void> {
  const pastTrades = [
    { ...RELIANCE, at: `${EARLIER} 10:05:01`, quantity: 10, priceRupees: 1400 },
    // More than a page of the emulator. Two of them are equal except for their second.
    ...Array.from({ length: 24 }, (_, index) => ({
      ...RELIANCE,
      at: `${LATER} 10:00:${String(index).padStart(2, '0')}`,
      quantity: 1,
      priceRupees: 1410 + (index % 3),
    })),
  ];
  rig = await Rig.create({
    clock: new FastClock(),
    start,
    followers: [{ id: FOLLOWER, ratio: '1', account: { pastTrades } }],
  });
}

const ledger = () =>
  rig.query<{ entry_date: string; debit: number; balance: number; voucherNo: string }>(
    `select entry_date, debit, balance, voucherNo, particulars, created_at from ledger_entries where account_id = '${FOLLOWER}' order by id`,
  );
const trades = () =>
  rig.query<Record<string, unknown>>(`select * from trades where account_id = '${FOLLOWER}' order by id`);
const days = (kind: string) =>
  rig.query<{ day: string; row_count: number }>(
    `select day, row_count from statement_days where account_id = '${FOLLOWER}' and kind = '${kind}' order by day`,
  );
const asked = () =>
  rig.emulator.control.requests().filter(({ operation }) => operation === 'ledger' || operation === 'tradeHistory')
    .length;

describe('the ledger', () => {
  it('is fetched day by day, and a second fetch changes nothing', async () => {
    await withPast(true);
    await rig.do({ op: 'statement.fetch', clientId: FOLLOWER, kind: 'ledger', from: EARLIER, to: LATER });
    const first = ledger();
    expect(first.map(({ entry_date, debit }) => [entry_date, debit])).toEqual([
      [EARLIER, 14_016.62],
      [LATER, expect.closeTo(24 * 1411 * 1.0011, -2) as number],
    ]);
    expect(days('ledger')[0]).toEqual({ day: EARLIER, row_count: 3 });
    await rig.do({ op: 'statement.fetch', clientId: FOLLOWER, kind: 'ledger', from: EARLIER, to: LATER });
    expect(ledger()).toEqual(first);
  });
});

describe('the trade history', () => {
  it('imports trades from before the installation, page by page, with the booked charges', async () => {
    await withPast(true);
    await rig.do({ op: 'statement.fetch', clientId: FOLLOWER, kind: 'trades', from: EARLIER, to: LATER });
    const first = trades();
    expect(first).toHaveLength(25);
    expect(first.every((row) => row['charges_source'] === 'statement')).toBe(true);
    expect(first.find((row) => row['quantity'] === 10)).toMatchObject({
      brokerage: 0,
      stt: 14,
      stamp_duty: 2.1,
      sebi_fee: 0.014,
      gst: 0.0799,
      clearing_charges: null,
      ipft: null,
      total_charges: 16.6237,
      net_amount: 14_016.6237,
    });
    const [order] = rig.query<Record<string, unknown>>(
      `select o.* from orders as o join trades as t on t.order_id = o.id where t.quantity = 10`,
    );
    expect(order).toMatchObject({ status: 'EXECUTED', quantity: 10, traded_qty: 10, avg_price: 1400 });
    await rig.do({ op: 'statement.fetch', clientId: FOLLOWER, kind: 'trades', from: EARLIER, to: LATER });
    expect(trades()).toEqual(first);
    expect(rig.query("select * from error_log where error_type = 'STATEMENT_DIFFERS'")).toEqual([]);
  });

  it('replaces computed charges by booked ones, and keeps them', async () => {
    await withPast(true);
    rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
    await rig.later('computed', () => trades()[0]?.['charges_source'] === 'computed');
    expect(trades()[0]).toMatchObject({ brokerage: 20, ipft: 0, total_charges: 34.47 });
    const today = istDateTime(Date.now()).slice(0, 10);
    await rig.do({ op: 'statement.fetch', clientId: FOLLOWER, kind: 'trades', from: today });
    // A holiday has no statement of trades.
    if (days('trades').length === 0) return;
    const booked = trades()[0];
    expect(booked).toMatchObject({ charges_source: 'statement', brokerage: 20, ipft: null });
    rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
    await rig.later(
      'sold',
      () => trades().length === 2 && trades().some((row) => row['charges_source'] === 'computed'),
    );
    expect(trades().find((row) => row['id'] === booked?.['id'])).toEqual(booked);
  });
});

const KINDS = ['ledger', 'trades'] as const;

/** A condition: no statement was requested for this time. */
function quietFor(ms: number): () => boolean {
  let last = -1;
  let sinceMs = Date.now();
  return () => {
    const now = asked();
    if (now !== last) sinceMs = Date.now();
    last = now;
    return Date.now() - sinceMs >= ms;
  };
}

describe('the engine', () => {
  it('fetches missing statements, remembers them over a restart, and then stops', async () => {
    await withPast(false);
    await rig.start({ statementsAfterMs: 50, statementsGapMs: 0 });
    const range = historyRange(Date.now());
    const expected = KINDS.reduce((sum, kind) => sum + dueDays(kind, range, [], Date.now(), 'missing').length, 0);
    const past = () => rig.query(`select day from statement_days where day < '${range.to}'`).length >= 2 * expected;
    await rig.later('every past day of both accounts', past, 60_000);
    expect(trades()).toHaveLength(25);
    expect(ledger()).toHaveLength(2);
    await rig.until('today where it is asked for too', quietFor(800));
    await rig.stop();
    const before = asked();
    const rows = rig.query('select * from statement_days');
    await rig.start({ statementsAfterMs: 50, statementsGapMs: 0 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(asked()).toBe(before);
    expect(rig.query('select * from statement_days')).toEqual(rows);
  }, 90_000);

  it('records a refusal once a round, and keeps the earlier days', async () => {
    await withPast(false);
    rig.emulator.control.addFault({ operations: 'ledger', effect: { kind: 'status5xx' } });
    await rig.start({ statementsAfterMs: 50, statementsGapMs: 0 });
    const failures = () => rig.query("select account_id from error_log where error_type = 'STATEMENT_FAILED'");
    await rig.later('the second failure', () => failures().length === 2);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(failures()).toHaveLength(2);
    expect(rig.runtime?.status().accounts.every(({ state }) => state === 'LIVE')).toBe(true);
  }, 40_000);
});
