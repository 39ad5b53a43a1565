-- 0014_one_spelling.sql
-- Rows of earlier builds in the one spelling that each column has now, and what a contract is beside its orders and trades.
-- compatible: v1, v2 and v3 statements keep working
--
-- Rows without an account are other programs' own, and stay as they are.

-- The order book says TRADED and the order stream Traded, Part-Traded and Modified. The last says how no order stands.
update orders
set order_status = nullif(upper(replace(replace(trim(order_status), '-', '_'), ' ', '_')), '')
where account_id is not null and order_status is not null;

update orders
set order_status = case
  when status in ('EXECUTED', 'TRADED') then 'TRADED'
  when status in ('CANCELLED', 'REJECTED', 'EXPIRED') then status
  when order_status = 'O_CANCELLED' then 'CANCELLED'
  when order_status = 'PARTIALLY_TRADED' or traded_qty > 0 then 'PART_TRADED'
  else 'PENDING'
end
where account_id is not null
  and order_status in ('MODIFIED', 'O_MODIFIED', 'O_PENDING', 'O_CANCELLED', 'PARTIALLY_TRADED');

-- The reason of an order that was cancelled as it should be is no error.
update orders
set oms_error_description = null
where account_id is not null and upper(trim(oms_error_description)) = 'CONFIRMED';

-- Every plain frame says that it is an entry. Only an order with legs has one.
update orders
set leg_type = null
where account_id is not null
  and leg_type = 'ENTRY'
  and product not in ('BO', 'CO')
  and bo_profit_value is null
  and bo_stop_loss_value is null
  and not exists (select 1 from bracket_order_legs as g where g.parent_order_id = orders.id);

-- Two clocks: the beginning was dated by ours, the end by the broker's.
update orders set completed_at = created_at where account_id is not null and completed_at < created_at;

update order_modifications
set
  old_value = case old_value when 'STOP_LIMIT' then 'STOP_LOSS' when 'STOP_MARKET' then 'STOP_LOSS_MARKET' else old_value end,
  new_value = case new_value when 'STOP_LIMIT' then 'STOP_LOSS' when 'STOP_MARKET' then 'STOP_LOSS_MARKET' else new_value end
where modification_type = 'ORDER_TYPE';

-- The stream has a display name ("HDFC Bank") and cuts the symbols of contracts. A security id may name another contract later: the row of
-- the list counts where it has not changed since the order.
update orders
set
  trading_symbol = i.trading_symbol,
  drv_expiry_date = iif(i.expiry_date is null, null, unixepoch(i.expiry_date) - 19800),
  drv_option_type = case i.option_type when 'CE' then 'CALL' when 'PE' then 'PUT' end,
  drv_strike_price = iif(i.option_type in ('CE', 'PE') and i.strike_price > 0, i.strike_price, null)
from instruments as i
where orders.account_id is not null
  and i.security_id = orders.security_id
  and i.exchange_segment = orders.exchange_segment
  and i.trading_symbol is not null
  and (i.expiry_date is null or i.updated_at <= orders.created_at);

update trades
set
  trading_symbol = i.trading_symbol,
  drv_expiry_date = iif(i.expiry_date is null, null, unixepoch(i.expiry_date) - 19800),
  drv_option_type = case i.option_type when 'CE' then 'CALL' when 'PE' then 'PUT' end,
  drv_strike_price = iif(i.option_type in ('CE', 'PE') and i.strike_price > 0, i.strike_price, null)
from instruments as i
where trades.account_id is not null
  and i.security_id = trades.security_id
  and i.exchange_segment = trades.exchange_segment
  and i.trading_symbol is not null
  and (i.expiry_date is null or i.updated_at <= trades.trade_ts);

-- Exits had an id of our own making, although the orders that they have placed name their entry.
update or ignore bracket_order_legs
set leg_order_id = (
  select o.id
  from orders as o
  where o.parent_order_id = bracket_order_legs.parent_order_id and o.leg_type = bracket_order_legs.leg_type
  order by o.created_at desc, o.id desc
  limit 1
)
where leg_order_id in (parent_order_id || ':TARGET_LEG', parent_order_id || ':STOP_LOSS_LEG')
  and exists (
    select 1
    from orders as o
    where o.parent_order_id = bracket_order_legs.parent_order_id and o.leg_type = bracket_order_legs.leg_type
  );

-- The broker's list leaves the quantity of a target out. It is that of the entry.
update bracket_order_legs
set quantity = e.quantity
from bracket_order_legs as e
where bracket_order_legs.quantity is null
  and bracket_order_legs.account_id is not null
  and e.parent_order_id = bracket_order_legs.parent_order_id
  and e.account_type = bracket_order_legs.account_type
  and e.leg_type = 'ENTRY';

-- A forever order that an order names as its parent has fired.
update forever_orders
set triggered_order_id = o.id, status = 'TRIGGERED', triggered_at = coalesce(triggered_at, o.created_at)
from orders as o
where forever_orders.account_id is not null
  and forever_orders.triggered_order_id is null
  and o.parent_order_id = forever_orders.id;
