-- 0011_active_indexes.sql
-- Indexes that hold what is active and nothing else, and the four views over it held to them.
-- compatible: v1, v2 and v3 statements keep working
--
-- After ANALYZE the planner took the tables as a whole instead: statistics say how many rows a status has on average, and
-- of five kinds that are rare and two that are nearly all, the average is a lie. Measured: bench/README.md, "Views".

create index idx_orders_active on orders (created_at)
where status in ('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED');

create index idx_forever_orders_active on forever_orders (created_at) where status in ('PENDING', 'ACTIVE');

create index idx_bo_legs_active on bracket_order_legs (parent_order_id)
where status in ('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED');

create index idx_ws_connections_active on websocket_connections (created_at) where status in ('CONNECTING', 'CONNECTED');

drop view v_active_orders;
drop view v_active_forever_orders;
drop view v_active_bracket_orders;
drop view v_active_websocket_connections;

-- As in 0003_views.sql.
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
