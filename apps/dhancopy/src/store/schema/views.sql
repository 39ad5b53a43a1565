-- The views: the seed's ten and v_sliced_orders, its columns first, in its order, then ours.
-- Dropped and made again whenever a migration is applied, so a change here comes with a new migration, be it one that only says why.
-- What the migrations make themselves is what earlier builds had.
--
-- Each view costs the time of what it returns, not of how much history there is: it starts from an index over what is
-- active, latest or recent. An order is active while its status is one of
-- 'PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED'. Views of what is active name their index: after ANALYZE the planner
-- would read the tables as a whole, see 0011_active_indexes.sql.

drop view if exists v_latest_positions;
drop view if exists v_latest_holdings;
drop view if exists v_latest_funds;
drop view if exists v_cover_orders;
drop view if exists v_recent_errors;
drop view if exists v_sliced_orders;
drop view if exists v_daily_pnl;
drop view if exists v_recent_trades;
drop view if exists v_active_orders;
drop view if exists v_active_forever_orders;
drop view if exists v_active_bracket_orders;
drop view if exists v_active_websocket_connections;

-- The rows of each account's latest snapshot: a security that has left it is gone, and so is everything once a snapshot
-- held nothing. The recursion steps from one account to the next over the index and `cross join` keeps that
-- order, so history is not read.
create view v_latest_positions as
with recursive account (account_id) as (
  select min(account_id)
  from positions
  union all
  select (
    select min(n.account_id)
    from positions as n
    where n.account_id > a.account_id
  )
  from account as a
  where a.account_id is not null
),
kind (account_type) as (
  values ('leader'), ('follower')
)
select
  s.snapshot_ts,
  s.account_type,
  s.security_id,
  s.exchange_segment,
  s.product,
  s.position_type,
  s.buy_qty,
  s.sell_qty,
  s.net_qty,
  s.buy_avg,
  s.sell_avg,
  s.realized_pl,
  s.unrealized_pl,
  s.total_pl,
  s.ltp,
  s.close_price,
  s.multiplier,
  s.margin_required,
  s.raw_data,
  s.quantity,
  s.avg_price,
  s.account_id
from account as a
cross join kind as k
cross join positions as s
where s.account_id = a.account_id
  and s.account_type = k.account_type
  and s.snapshot_ts = (
    select max(l.snapshot_ts)
    from positions as l
    where l.account_id = a.account_id and l.account_type = k.account_type
  )
  and not exists (
    select 1
    from empty_snapshots as e
    where e.kind = 'positions'
      and e.account_type = k.account_type
      and e.account_id = a.account_id
      and e.snapshot_ts > s.snapshot_ts
  );

-- As v_latest_positions.
create view v_latest_holdings as
with recursive account (account_id) as (
  select min(account_id)
  from holdings
  union all
  select (
    select min(n.account_id)
    from holdings as n
    where n.account_id > a.account_id
  )
  from account as a
  where a.account_id is not null
),
kind (account_type) as (
  values ('leader'), ('follower')
)
select
  s.snapshot_ts,
  s.account_type,
  s.security_id,
  s.exchange_segment,
  s.trading_symbol,
  s.isin,
  s.total_qty,
  s.dpqty,
  s.t1qty,
  s.available_qty,
  s.collateral_qty,
  s.collateral_update_qty,
  s.avg_cost_price,
  s.ltp,
  s.realized_pl,
  s.unrealized_pl,
  s.raw_data,
  s.account_id
from account as a
cross join kind as k
cross join holdings as s
where s.account_id = a.account_id
  and s.account_type = k.account_type
  and s.snapshot_ts = (
    select max(l.snapshot_ts)
    from holdings as l
    where l.account_id = a.account_id and l.account_type = k.account_type
  )
  and not exists (
    select 1
    from empty_snapshots as e
    where e.kind = 'holdings'
      and e.account_type = k.account_type
      and e.account_id = a.account_id
      and e.snapshot_ts > s.snapshot_ts
  );

-- As v_latest_positions; a snapshot of funds is never empty.
create view v_latest_funds as
with recursive account (account_id) as (
  select min(account_id)
  from funds
  union all
  select (
    select min(n.account_id)
    from funds as n
    where n.account_id > a.account_id
  )
  from account as a
  where a.account_id is not null
),
kind (account_type) as (
  values ('leader'), ('follower')
)
select
  s.snapshot_ts,
  s.account_type,
  s.available_balance,
  s.sodLimit,
  s.collateral,
  s.margin_used,
  s.margin_available,
  s.withdrawable_balance,
  s.blocked_margin,
  s.raw_data,
  s.account_id
from account as a
cross join kind as k
cross join funds as s
where s.account_id = a.account_id
  and s.account_type = k.account_type
  and s.snapshot_ts = (
    select max(l.snapshot_ts)
    from funds as l
    where l.account_id = a.account_id and l.account_type = k.account_type
  );

-- All cover orders, whatever their status; the partial index idx_orders_cover holds just these.
create view v_cover_orders as
select
  o.id,
  o.account_type,
  o.correlation_id,
  o.status,
  o.order_status,
  o.side,
  o.product,
  o.order_type,
  o.validity,
  o.security_id,
  o.exchange_segment,
  o.trading_symbol,
  o.quantity,
  o.disclosed_qty,
  o.price,
  o.trigger_price,
  o.traded_qty,
  o.remaining_qty,
  o.avg_price,
  o.co_stop_loss_value,
  o.co_trigger_price,
  o.bo_profit_value,
  o.bo_stop_loss_value,
  o.bo_order_type,
  o.parent_order_id,
  o.leg_type,
  o.is_sliced_order,
  o.slice_order_id,
  o.slice_index,
  o.total_slice_quantity,
  o.after_market_order,
  o.amo_time,
  o.exchange_order_id,
  o.exchange_time,
  o.algo_id,
  o.drv_expiry_date,
  o.drv_option_type,
  o.drv_strike_price,
  o.oms_error_code,
  o.oms_error_description,
  o.created_at,
  o.updated_at,
  o.completed_at,
  o.raw_request,
  o.raw_response,
  o.account_id,
  o.mapping_id
from orders as o
where o.product = 'CO' or o.co_stop_loss_value is not null;

-- The last 24 hours. affected_accounts lists the accounts, or the account types where the account is not known.
create view v_recent_errors as
select
  e.error_type,
  e.severity,
  count(*) as error_count,
  max(e.occurred_at) as last_occurred,
  -- In no order: a sorted list needs SQLite 3.44, and readers with an older one could not open the file at all.
  group_concat(distinct coalesce(e.account_id, e.account_type)) as affected_accounts
from error_log as e
where e.occurred_at > unixepoch() - 86400
group by +e.error_type, +e.severity; -- the + keeps the planner on the index over time

-- One row per order that was split above the freeze quantity. order_details is a JSON array in the order of the slices.
create view v_sliced_orders as
select
  o.slice_order_id,
  count(*) as slice_count,
  sum(o.quantity) as total_quantity,
  max(o.total_slice_quantity) as original_quantity,
  min(o.security_id) as security_id,
  min(o.exchange_segment) as exchange_segment,
  min(o.side) as side,
  min(o.product) as product,
  min(o.order_type) as order_type,
  min(o.created_at) as first_order_time,
  max(o.created_at) as last_order_time,
  json_group_array(
    json_object('id', o.id, 'slice_index', o.slice_index, 'quantity', o.quantity, 'status', o.status)
  ) as order_details,
  sum(o.status in ('EXECUTED', 'TRADED')) as executed_count,
  sum(o.status in ('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED')) as pending_count,
  sum(o.status in ('REJECTED', 'CANCELLED', 'EXPIRED')) as failed_count,
  min(o.account_type) as account_type,
  min(o.account_id) as account_id
-- Grouped along idx_orders_slice, so the array has the order of slice_index.
from orders as o
where o.slice_order_id is not null
group by o.slice_order_id;

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

-- One row per order, also for a leader's order that several followers copy: follower_order_id and sizing_strategy are
-- those of its first mapping (lowest id) that has a follower order, or of its first mapping when none has.
create view v_active_orders as
select
  o.id,
  o.account_type,
  o.correlation_id,
  o.status,
  o.order_status,
  o.side,
  o.product,
  o.order_type,
  o.validity,
  o.security_id,
  o.exchange_segment,
  o.trading_symbol,
  o.quantity,
  o.disclosed_qty,
  o.price,
  o.trigger_price,
  o.traded_qty,
  o.remaining_qty,
  o.avg_price,
  o.co_stop_loss_value,
  o.co_trigger_price,
  o.bo_profit_value,
  o.bo_stop_loss_value,
  o.bo_order_type,
  o.parent_order_id,
  o.leg_type,
  o.is_sliced_order,
  o.slice_order_id,
  o.slice_index,
  o.total_slice_quantity,
  o.after_market_order,
  o.amo_time,
  o.exchange_order_id,
  o.exchange_time,
  o.algo_id,
  o.drv_expiry_date,
  o.drv_option_type,
  o.drv_strike_price,
  o.oms_error_code,
  o.oms_error_description,
  o.created_at,
  o.updated_at,
  o.completed_at,
  o.raw_request,
  o.raw_response,
  m.follower_order_id,
  m.sizing_strategy,
  o.account_id,
  o.mapping_id
from orders as o indexed by idx_orders_active
left join copy_mappings as m on m.id = (
  select f.id
  from copy_mappings as f
  where f.leader_order_id = o.id
  order by f.follower_order_id is null, f.id
  limit 1
)
where o.status in ('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED');

-- replicated_forever_order_id: the order of the first mapping (as in v_active_orders), or else the follower's forever
-- order that carries the same correlation id.
create view v_active_forever_orders as
select
  f.id,
  f.account_type,
  f.correlation_id,
  f.status,
  f.order_type,
  f.security_id,
  f.exchange_segment,
  f.trading_symbol,
  f.trigger_type,
  f.trigger_price_above,
  f.trigger_price_below,
  f.transaction_type,
  f.product,
  f.order_type_after_trigger,
  f.quantity,
  f.price,
  f.disclosed_qty,
  f.validity,
  f.oco_leg_id,
  f.created_at,
  f.updated_at,
  f.triggered_at,
  f.expires_at,
  f.triggered_order_id,
  f.raw_request,
  f.raw_response,
  coalesce(
    (
      select m.follower_order_id
      from copy_mappings as m
      where m.leader_order_id = f.id
      order by m.follower_order_id is null, m.id
      limit 1
    ),
    (
      select r.id
      from forever_orders as r indexed by idx_forever_orders_correlation
      where f.account_type = 'leader' and r.account_type = 'follower' and r.correlation_id = f.correlation_id
      order by r.id
      limit 1
    )
  ) as replicated_forever_order_id,
  f.account_id
from forever_orders as f indexed by idx_forever_orders_active
where f.status in ('PENDING', 'ACTIVE');

-- A bracket order lives as long as its parent or any of its legs does: the exits work after the entry is executed.
create view v_active_bracket_orders as
with parent (id) as (
  select o.id
  from orders as o indexed by idx_orders_active
  where o.status in ('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED')
    and (o.product = 'BO' or o.bo_profit_value is not null or o.bo_stop_loss_value is not null)
    and (o.parent_order_id is null or o.parent_order_id = o.id)
  union
  select g.parent_order_id
  from bracket_order_legs as g indexed by idx_bo_legs_active
  where g.status in ('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED')
)
select
  o.id as parent_order_id,
  o.account_type,
  o.security_id,
  o.exchange_segment,
  o.bo_profit_value,
  o.bo_stop_loss_value,
  max(iif(g.leg_type = 'ENTRY', g.leg_order_id, null)) as entry_leg_id,
  max(iif(g.leg_type = 'TARGET', g.leg_order_id, null)) as target_leg_id,
  max(iif(g.leg_type = 'SL', g.leg_order_id, null)) as sl_leg_id,
  o.status,
  o.created_at,
  o.account_id
from parent as p
cross join orders as o on o.id = p.id
left join bracket_order_legs as g indexed by idx_bo_legs_parent on g.parent_order_id = o.id and g.account_type = o.account_type
group by o.id;

-- What each account gained in each contract on each Indian day, after charges. gross_pl is of what was bought and sold on that
-- day, at the day's average prices; what is carried over night is in broker_realized_pl, which is the broker's own figure at the end of
-- the day (null where no reading of that day is on record). charges leaves out the trades that uncharged_trades counts.
create view v_daily_pnl as
with day_trades as (
  select
    t.account_id,
    t.account_type,
    (t.trade_ts + 19800) / 86400 as ist_day,
    t.exchange_segment,
    t.security_id,
    t.product,
    max(t.trading_symbol) as trading_symbol,
    sum(iif(t.side = 'BUY', t.quantity, 0)) as bought_qty,
    sum(iif(t.side = 'BUY', t.quantity * t.price, 0.0)) as buy_value,
    sum(iif(t.side = 'SELL', t.quantity, 0)) as sold_qty,
    sum(iif(t.side = 'SELL', t.quantity * t.price, 0.0)) as sell_value,
    sum(iif(t.charges_source is null, 0.0, coalesce(t.total_charges, 0.0))) as charges,
    sum(t.charges_source is null or t.total_charges is null) as uncharged_trades
  from trades as t
  group by t.account_id, t.account_type, (t.trade_ts + 19800) / 86400, t.exchange_segment, t.security_id, t.product
),
gained as (
  select
    d.*,
    iif(
      d.bought_qty > 0 and d.sold_qty > 0,
      min(d.bought_qty, d.sold_qty) * (d.sell_value / d.sold_qty - d.buy_value / d.bought_qty),
      0.0
    ) as gross_pl,
    (
      select p.realized_pl
      from positions as p
      where p.account_id = d.account_id
        and p.account_type = d.account_type
        and p.snapshot_ts >= d.ist_day * 86400 - 19800
        and p.snapshot_ts < d.ist_day * 86400 + 66600
        and p.security_id = d.security_id
        and p.exchange_segment = d.exchange_segment
        and p.product = d.product
      order by p.snapshot_ts desc
      limit 1
    ) as broker_realized_pl
  from day_trades as d
)
select
  g.account_id,
  g.account_type,
  date(g.ist_day * 86400, 'unixepoch') as trade_date,
  g.exchange_segment,
  g.security_id,
  g.product,
  g.trading_symbol,
  g.bought_qty,
  g.buy_value,
  g.sold_qty,
  g.sell_value,
  g.gross_pl,
  g.broker_realized_pl,
  g.charges,
  g.uncharged_trades,
  coalesce(g.broker_realized_pl, g.gross_pl) - g.charges as net_pl
from gained as g;

-- A stream that has never had a heartbeat counts from when it connected, or was made: silence must show.
create view v_active_websocket_connections as
select
  c.id,
  c.account_type,
  c.connection_id,
  c.ws_url,
  c.status,
  c.subscribed_events,
  c.connect_attempts,
  c.last_heartbeat_at,
  c.connected_at,
  c.disconnected_at,
  c.created_at,
  c.updated_at,
  unixepoch() - coalesce(c.last_heartbeat_at, c.connected_at, c.created_at) as seconds_since_heartbeat,
  c.account_id
from websocket_connections as c indexed by idx_ws_connections_active
where c.status in ('CONNECTING', 'CONNECTED');
