import { describe, expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import { loadMigrations, migrate } from '../schema/migrate.ts';
import { anOrder, newLinkedStore, rawDatabase, tempFolder } from '../testing.ts';
import { join } from 'node:path';

const TRADE = {
  order_id: 'L-1',
  account_id: 'L',
  account_type: 'leader',
  exchange_trade_id: '77',
  security_id: '11536',
  exchange_segment: 'NSE_EQ',
  side: 'BUY',
  product: 'INTRADAY',
  quantity: 10,
  price: 100,
  trade_ts: 1_790_000_000,
} as const;
const CHARGES = {
  brokerage: 0.3,
  exchange_charges: 0.03,
  clearing_charges: null,
  stt: 0,
  sebi_fee: 0,
  stamp_duty: 0.03,
  ipft: 0,
  gst: 0.06,
  total_charges: 0.42,
  net_amount: 1000.42,
} as const;

describe('the charges of a trade', () => {
  it('are written once, and a statement has the last word', () => {
    const store = newLinkedStore(0);
    store.orders.upsertOrder(anOrder());
    const id = store.trades.upsertTrade(TRADE);
    expect(store.trades.get(id)).toMatchObject({ charges_source: null, brokerage: 0, sebi_fee: null });
    expect(store.trades.setCharges(id, CHARGES, 'computed')).toBe(true);
    expect(store.trades.setCharges(id, CHARGES, 'computed')).toBe(false);
    const told = { ...CHARGES, brokerage: 0.31, total_charges: 0.43 };
    expect(store.trades.setCharges(id, told, 'statement')).toBe(true);
    expect(store.trades.setCharges(id, CHARGES, 'computed')).toBe(false);
    store.trades.upsertTrade(TRADE);
    expect(store.trades.get(id)).toMatchObject({ ...told, charges_source: 'statement' });
    expect(store.trades.setCharges('no such trade', CHARGES, 'computed')).toBe(false);
  });

  it('that are unknown make no net price, and those that were never filled make the price itself, as before', () => {
    const store = newLinkedStore(0);
    store.orders.upsertOrder(anOrder());
    const id = store.trades.upsertTrade(TRADE);
    const db = rawDatabase(store.path);
    const seen = () => ({
      ...db.prepare('select net_price, sebi_fee, ipft, charges_source from v_recent_trades').get(),
    });
    expect(seen()).toEqual({ net_price: 100, sebi_fee: null, ipft: null, charges_source: null });
    store.trades.setCharges(id, { ...CHARGES, total_charges: null, net_amount: null }, 'computed');
    expect(seen()).toMatchObject({ net_price: null, charges_source: 'computed' });
    store.trades.setCharges(id, CHARGES, 'computed');
    expect(seen()).toEqual({ net_price: 100.042, sebi_fee: 0, ipft: 0, charges_source: 'computed' });
    db.close();
  });
});

it('a file that has later migrations already takes this one, and keeps its rows', () => {
  const path = join(tempFolder(), 'dhancopy.db');
  const db = new Connection({ path, readOnly: false, synchronous: 'normal', now: () => 1_790_000_000_000 });
  const all = loadMigrations();
  migrate(
    db,
    // Migration 14 corrects columns that this one adds.
    all.filter(({ name, number }) => name !== 'money_facts' && number < 14),
  );
  db.exec(
    `insert into accounts (account_id, role, name, created_at, updated_at) values ('L', 'leader', 'x', 1, 1);
     insert into orders (id, account_type, status, side, product, order_type, validity, security_id, exchange_segment,
       quantity, created_at, updated_at)
     values ('O', 'leader', 'EXECUTED', 'BUY', 'CNC', 'LIMIT', 'DAY', '1', 'NSE_EQ', 5, 1, 1);
     insert into trades (id, order_id, account_type, quantity, price, trade_ts) values ('T', 'O', 'leader', 5, 10, 1);
     insert into ledger_entries (account_type, entry_date, debit, created_at, account_id)
     values ('leader', '2026-01-01', 5, 1, 'L'), ('leader', '2026-01-01', 5, 1, 'L')`,
    'filling',
  );
  const later = all.map(({ number }) => number).filter((number) => number >= 14);
  expect(migrate(db, all)).toEqual([8, ...later]);
  db.close();
  const after = rawDatabase(path);
  expect({
    ...after.prepare('select side, total_charges, sebi_fee, charges_source, net_price from v_recent_trades').get(),
  }).toEqual({
    side: 'BUY',
    total_charges: 0,
    sebi_fee: null,
    charges_source: null,
    net_price: 10,
  });
  expect(after.prepare('select count(*) as n from ledger_entries').get()).toEqual({ n: 2 });
  after.close();
});
