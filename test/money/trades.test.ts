import { afterEach, expect, it } from 'vitest';
import { chargeOrder } from 'dhancopy/runtime/records/charges/charge-order';
import { openStore } from 'dhancopy/store/store';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC, LEADER, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
const NIFTY_CALL = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;
let rig: Rig;
afterEach(() => rig.close());

interface Charged {
  readonly side: string;
  readonly quantity: number;
  readonly price: number;
  readonly brokerage: number | null;
  readonly exchange_charges: number | null;
  readonly clearing_charges: number | null;
  readonly stt: number | null;
  readonly sebi_fee: number | null;
  readonly stamp_duty: number | null;
  readonly ipft: number | null;
  readonly gst: number | null;
  readonly total_charges: number | null;
  readonly net_amount: number | null;
  readonly charges_source: string | null;
}

function trades(account = FOLLOWER): Charged[] {
  return rig.query<Charged>(
    `select side, quantity, price, brokerage, exchange_charges, clearing_charges, stt, sebi_fee, stamp_duty, ipft, gst,
       total_charges, net_amount, charges_source
     from v_recent_trades where account_id = '${account}' order by trade_ts, id`,
  );
}

it('records the charges of each trade, line by line', async () => {
  rig = await Rig.create({ clock: new FastClock(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.later('charged', () => trades()[0]?.charges_source === 'computed');
  const bought = trades()[0];
  // 100 at 1612.60 intraday, a turnover of 161,260: 0.03 % is above the cap of 20; exchange 0.0030699 %, SEBI 0.0001 %, stamp 0.003 %.
  expect(bought).toEqual({
    side: 'BUY',
    quantity: 100,
    price: 1612.6,
    brokerage: 20,
    exchange_charges: 4.95,
    clearing_charges: null,
    stt: 0,
    sebi_fee: 0.16,
    stamp_duty: 4.84,
    ipft: 0,
    gst: 4.52,
    total_charges: 34.47,
    net_amount: 161_294.47,
    charges_source: 'computed',
  });
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
  await rig.later('sold', () => trades()[1]?.charges_source === 'computed');
  expect(trades()[1]).toMatchObject({ side: 'SELL', stt: 40.31, stamp_duty: 0 });
});

it('charges brokerage once for an order that filled in pieces', async () => {
  rig = await Rig.create({ clock: new FastClock(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  rig.emulator.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, true);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100, orderType: 'LIMIT', price: 1612 });
  await rig.later('copied', () => rig.orders(FOLLOWER)[0]?.status === 'PENDING');
  const copy = rig.orders(FOLLOWER)[0]?.orderId ?? '';
  rig.emulator.control.fill(FOLLOWER, copy, 30, 1612);
  await rig.later('first piece', () => trades().length === 1 && trades()[0]?.charges_source === 'computed');
  expect(trades()[0]?.brokerage).toBe(14.51);
  rig.emulator.control.fill(FOLLOWER, copy, 70, 1612);
  await rig.later('both', () => trades().length === 2 && trades()[1]?.charges_source === 'computed');
  expect(trades().map(({ brokerage }) => brokerage)).toEqual([6, 14]);
});

it('distinguishes an option from a share', async () => {
  rig = await Rig.create({ clock: new FastClock(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  rig.leaderPlaces({ ...NIFTY_CALL, transactionType: 'BUY', quantity: 65, productType: 'MARGIN' });
  await rig.later('charged', () => trades()[0]?.charges_source === 'computed');
  const [trade] = trades();
  expect(trade).toMatchObject({ brokerage: 20, stt: 0 });
  expect(trade?.exchange_charges).toBeCloseTo(65 * (trade?.price ?? 0) * 0.0003552, 2);
});

it('uses the multiplier of the position for a commodity contract, and its tax', async () => {
  const CRUDE = { exchangeSegment: 'MCX_COMM', securityId: '464925' } as const;
  rig = await Rig.create({ clock: new FastClock(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  rig.leaderPlaces({ ...CRUDE, transactionType: 'BUY', quantity: 1, productType: 'INTRADAY' });
  await rig.later('bought', () => trades()[0]?.charges_source === 'computed');
  rig.leaderPlaces({ ...CRUDE, transactionType: 'SELL', quantity: 1, productType: 'INTRADAY' });
  await rig.later('sold', () => trades().length === 2 && trades()[1]?.charges_source === 'computed');
  const [bought, sold] = trades();
  // A contract is 100 barrels. Stamp duty is 0.002 % on the purchase, tax 0.01 % on the sale.
  expect(bought).toMatchObject({ brokerage: 20, stt: 0, ipft: null });
  expect(bought?.stamp_duty).toBeCloseTo((bought?.price ?? 0) * 100 * 0.00002, 2);
  expect(sold?.stt).toBeCloseTo((sold?.price ?? 0) * 100 * 0.0001, 2);
  expect(sold?.net_amount).toBeCloseTo((sold?.price ?? 0) * 100 - (sold?.total_charges ?? NaN), 2);
});

it('records charges as unknown when no position gives the multiplier', async () => {
  const CRUDE = { exchangeSegment: 'MCX_COMM', securityId: '464925' } as const;
  rig = await Rig.create({ clock: new FastClock(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  rig.leaderPlaces({ ...CRUDE, transactionType: 'BUY', quantity: 1, productType: 'INTRADAY' });
  await rig.later('bought', () => trades().length === 1);
  await rig.stop();
  rig.query("delete from positions where security_id = '464925'", 'write');
  const store = openStore({ path: rig.settings.databasePath, key: rig.key });
  const order = store.trades.since(FOLLOWER, 0)[0]?.order_id ?? '';
  chargeOrder(store, order);
  store.close();
  expect(trades()[0]).toMatchObject({
    charges_source: 'computed',
    brokerage: null,
    exchange_charges: null,
    stt: null,
    total_charges: null,
    net_amount: null,
  });
});

it('reads positions and funds soon after a fill, with realised, open and total profit', async () => {
  rig = await Rig.create({ clock: new FastClock(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  const held = () =>
    rig.query<{ net_qty: number; realized_pl: number; unrealized_pl: number; total_pl: number; ltp: number }>(
      `select net_qty, realized_pl, unrealized_pl, total_pl, ltp, close_price, margin_required
       from v_latest_positions where account_id = '${FOLLOWER}'`,
    )[0];
  const used = () =>
    rig.query<{ margin_used: number }>(`select margin_used from v_latest_funds where account_id = '${FOLLOWER}'`)[0];
  expect(used()?.margin_used).toBe(0);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.later('position read', () => held()?.net_qty === 100);
  await rig.later('funds read', () => (used()?.margin_used ?? 0) > 0);
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1622.4);
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 40 });
  await rig.later('position read again', () => held()?.net_qty === 60);
  const row = held();
  expect(row).toMatchObject({ ltp: 1622.4, close_price: null, margin_required: null });
  expect(row?.realized_pl).toBeGreaterThan(0);
  expect(row?.unrealized_pl).toBeGreaterThan(0);
  expect(row?.total_pl).toBeCloseTo((row?.realized_pl ?? 0) + (row?.unrealized_pl ?? 0), 6);
});

it('takes snapshots at the configured pace, and applies a new pace while running', async () => {
  rig = await Rig.create({
    clock: new FastClock(),
    followers: [{ id: FOLLOWER, ratio: '1', account: { holdings: [{ securityId: '1333', quantity: 7 }] } }],
  });
  const count = (table: string, account: string) =>
    rig.query<{ n: number }>(`select count(distinct snapshot_ts) as n from ${table} where account_id = '${account}'`)[0]
      ?.n ?? 0;
  await rig.later('holdings of a follower', () => count('holdings', FOLLOWER) === 1);
  expect(rig.query("select value, data_type, category from config where key = 'snapshot_interval_seconds'")).toEqual([
    { value: '60', data_type: 'integer', category: 'portfolio' },
  ]);
  const before = count('funds', LEADER);
  await expect(
    rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '1', by: 'a test' }),
  ).rejects.toThrow(/5 to 86400/);
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'a test' });
  await rig.later('two more', () => count('funds', LEADER) >= before + 2);
  await rig.later('of the follower too', () => count('holdings', FOLLOWER) >= 2);
}, 30_000);
