-- 0008_money_facts.sql
-- What the broker's statements tell: the complete charges of a trade, ledger lines that are not written twice, which days were
-- fetched; and what its lists of super and forever orders tell beyond the seed's columns.
-- compatible: v1, v2 and v3 statements keep working

-- Rupees, null where no rate is known. charges_source: computed from the table of rates, or as the broker's statement says; null
-- for a row that neither has filled (its charges are then the seed's default of 0, or what another program wrote).
alter table trades add column sebi_fee real;
-- Contribution to the investor protection fund.
alter table trades add column ipft real;
alter table trades add column charges_source text check (charges_source in ('computed', 'statement'));

drop view v_recent_trades;

-- The 1,000 most recent trades over all accounts. order_status is the order's status in the broker's word where it is
-- known; "product:1" is the order's product; net_price is the price per unit after charges,
-- null where they are not known.
create view v_recent_trades as
select
  t.id,
  t.order_id,
  t.account_type,
  t.exchange_order_id,
  t.exchange_trade_id,
  t.security_id,
  t.exchange_segment,
  t.trading_symbol,
  t.side,
  t.product,
  t.order_type,
  t.quantity,
  t.price,
  t.trade_value,
  t.brokerage,
  t.exchange_charges,
  t.clearing_charges,
  t.stt,
  t.stamp_duty,
  t.transaction_charges,
  t.gst,
  t.total_charges,
  t.net_amount,
  t.trade_ts,
  t.created_at,
  t.updated_at,
  t.exchange_time,
  t.drv_expiry_date,
  t.drv_option_type,
  t.drv_strike_price,
  t.raw_data,
  coalesce(o.order_status, o.status) as order_status,
  o.product as "product:1",
  case
    when t.charges_source is not null and t.total_charges is null then null
    when t.side = 'BUY' then t.price + coalesce(t.total_charges, 0) / nullif(t.quantity, 0)
    when t.side = 'SELL' then t.price - coalesce(t.total_charges, 0) / nullif(t.quantity, 0)
    else t.price
  end as net_price,
  t.account_id,
  t.sebi_fee,
  t.ipft,
  t.charges_source
from trades as t
left join orders as o on o.id = t.order_id
order by t.trade_ts desc, t.rowid desc
limit 1000;

-- entry_key: computed from what the line says and how many equal ones stood before it on its day, so that a line fetched again is
-- the same row and two equal lines are two. Null in rows of other programs, which are not held to it.
alter table ledger_entries add column entry_key text;
alter table ledger_entries add column exchange text;
alter table ledger_entries add column voucher_description text;
alter table ledger_entries add column raw_data text;
create unique index idx_ledger_entry_key on ledger_entries (account_id, entry_key) where entry_key is not null;

-- One row per account, kind of statement and Indian day that was fetched.
create table statement_days (
  account_id text not null references accounts (account_id),
  kind text not null check (kind in ('ledger', 'trades')),
  day text not null, -- YYYY-MM-DD
  row_count integer not null, -- as the broker gave them
  fetched_at integer not null,
  primary key (account_id, kind, day)
) without rowid;

-- order_status is the broker's own word; status stays one that the views know. Prices in rupees, quantities in units.
alter table bracket_order_legs add column order_status text;
alter table bracket_order_legs add column quantity integer;
alter table bracket_order_legs add column remaining_qty integer;
alter table bracket_order_legs add column price real;
alter table bracket_order_legs add column trailing_jump real;
alter table bracket_order_legs add column raw_response text;
create index idx_bo_legs_account_id on bracket_order_legs (account_id, created_at);

-- An OCO is one row: price and quantity are those of the leg it takes its profit by, oco_price and oco_quantity of its stop.
alter table forever_orders add column order_status text;
alter table forever_orders add column oco_price real;
alter table forever_orders add column oco_quantity integer;
