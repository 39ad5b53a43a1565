-- 0001_v3.sql
-- The 25 tables of schema v3, accounts and links, and what both need to serve many followers.
-- compatible: v1, v2 and v3 statements keep working on every table
--
-- Words: money is in rupees (real), times are epoch seconds UTC, a column that ends in _us is epoch microseconds.
-- Each table holds the seed's columns first, in the seed's order; ours follow.

-- The accounts that are copied from and to. account_id is the Dhan client id. Never deleted: history refers to them.
create table accounts (
  account_id text primary key not null check (account_id <> ''),
  role text not null check (role in ('leader', 'follower')),
  name text not null,
  state text not null default 'ACTIVE' check (state in ('ACTIVE', 'REDUCING', 'HALTED')),
  local_address text, -- the IP this account's calls leave from; null: the machine's own choice
  created_at integer not null,
  updated_at integer not null,
  removed_at integer
);

-- Which follower copies which leader, and how. The id goes into correlation ids, so it is never used again.
create table links (
  id integer primary key autoincrement,
  leader_account_id text not null references accounts (account_id),
  follower_account_id text not null references accounts (account_id),
  state text not null default 'ACTIVE' check (state in ('ACTIVE', 'REDUCING', 'HALTED')),
  sizing_strategy text not null,
  ratio text, -- a decimal, as text so that 0.1 stays 0.1; null where the strategy has none
  settings text not null default '{}', -- JSON object: every other setting of the link
  created_at integer not null,
  updated_at integer not null,
  removed_at integer,
  check (leader_account_id <> follower_account_id)
);
create unique index idx_links_pair on links (leader_account_id, follower_account_id) where removed_at is null;
create index idx_links_follower on links (follower_account_id);

-- What each link has copied and still holds: units, negative when short.
create table copied_positions (
  link_id integer not null references links (id),
  exchange_segment text not null,
  security_id text not null,
  product text not null,
  net_qty integer not null,
  updated_at integer not null,
  primary key (link_id, exchange_segment, security_id, product)
) without rowid;

-- A snapshot that held nothing leaves no row behind; this says that it was taken, so that "latest" can be empty.
create table empty_snapshots (
  kind text not null check (kind in ('positions', 'holdings')),
  account_type text not null check (account_type in ('leader', 'follower')),
  account_id text not null,
  snapshot_ts integer not null,
  primary key (kind, account_type, account_id)
) without rowid;

-- The keys that values in this file were sealed with. key_check is a known text sealed with that key: it tells a wrong
-- key when the file is opened, before anything is changed.
create table vault_keys (
  key_id text primary key not null,
  key_check text not null,
  created_at integer not null
) without rowid;

-- 1. Authentication and configuration

-- access_token and refresh_token are sealed by the vault, bound to the row's id, which is never used again.
create table auth_tokens (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  access_token text not null,
  token_type text default 'Bearer',
  expires_at integer,
  refresh_token text,
  scope text,
  is_active integer default 1 check (is_active in (0, 1)),
  last_used_at integer,
  created_at integer not null,
  updated_at integer not null,
  account_id text references accounts (account_id)
);
create index idx_auth_tokens_account on auth_tokens (account_type, is_active);
create index idx_auth_tokens_expiry on auth_tokens (expires_at);
create index idx_auth_tokens_account_id on auth_tokens (account_id, is_active);

-- One row per account, endpoint and window. Rows of v3 statements that know no account are not held to that.
create table rate_limit_tracking (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  endpoint text not null,
  request_count integer default 0,
  window_start integer not null,
  window_end integer not null,
  last_request_at integer,
  created_at integer not null,
  account_id text,
  unique (account_id, window_start, endpoint, window_end)
);
create index idx_rate_limit_account_endpoint on rate_limit_tracking (account_type, endpoint, window_end);

-- A value whose is_sensitive is 1 is sealed by the vault, bound to its key.
create table config (
  key text primary key,
  value text not null,
  data_type text default 'string' check (data_type in ('string', 'integer', 'boolean', 'json')),
  category text,
  description text,
  is_sensitive integer default 0 check (is_sensitive in (0, 1)),
  updated_at integer not null
);
create index idx_config_category on config (category);

-- 2. Orders

-- One row per order at the broker; id is the broker's order id. order_status keeps the broker's own word, status the
-- seed's. TRADED and EXPIRED are beyond the seed's list: v1 and v2 had no list, and the broker says both.
create table orders (
  id text primary key,
  account_type text not null check (account_type in ('leader', 'follower')),
  correlation_id text,
  status text not null check (
    status in (
      'PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED', 'EXECUTED', 'CANCELLED', 'REJECTED', 'TRADED', 'EXPIRED'
    )
  ),
  order_status text,
  side text not null check (side in ('BUY', 'SELL')),
  product text not null,
  order_type text not null check (order_type in ('MARKET', 'LIMIT', 'STOP_LOSS', 'STOP_LOSS_MARKET')),
  validity text not null check (validity in ('DAY', 'IOC')),
  security_id text not null,
  exchange_segment text not null,
  trading_symbol text,
  quantity integer not null,
  disclosed_qty integer,
  price real,
  trigger_price real,
  traded_qty integer default 0,
  remaining_qty integer,
  avg_price real,
  co_stop_loss_value real,
  co_trigger_price real,
  bo_profit_value real,
  bo_stop_loss_value real,
  bo_order_type text,
  parent_order_id text,
  leg_type text check (leg_type in ('ENTRY', 'TARGET', 'SL')),
  is_sliced_order integer default 0 check (is_sliced_order in (0, 1)),
  slice_order_id text,
  slice_index integer,
  total_slice_quantity integer,
  after_market_order integer default 0 check (after_market_order in (0, 1)),
  amo_time text,
  exchange_order_id text,
  exchange_time integer,
  algo_id text,
  drv_expiry_date integer,
  drv_option_type text check (drv_option_type in ('CALL', 'PUT')),
  drv_strike_price real,
  oms_error_code text,
  oms_error_description text,
  created_at integer not null,
  updated_at integer not null,
  completed_at integer,
  raw_request text,
  raw_response text,
  account_id text references accounts (account_id),
  mapping_id integer,
  created_us integer,
  updated_us integer
);
create index idx_orders_account on orders (account_type, created_at);
create index idx_orders_correlation on orders (correlation_id);
create index idx_orders_exchange on orders (exchange_order_id);
create index idx_orders_leg_type on orders (leg_type);
create index idx_orders_parent on orders (parent_order_id);
create index idx_orders_security on orders (security_id, exchange_segment);
create index idx_orders_slice on orders (slice_order_id, slice_index);
create index idx_orders_status on orders (status);
create index idx_orders_account_id on orders (account_id, created_at);
create index idx_orders_mapping on orders (mapping_id) where mapping_id is not null;
create index idx_orders_cover on orders (created_at) where product = 'CO' or co_stop_loss_value is not null;

create table order_events (
  id integer primary key autoincrement,
  order_id text not null references orders (id) on delete cascade,
  event_type text not null,
  event_source text,
  event_data text,
  event_ts integer not null,
  sequence integer,
  event_us integer,
  unique (order_id, sequence)
);
create index idx_order_events_order_ts on order_events (order_id, event_ts);
create index idx_order_events_source on order_events (event_source, event_ts);
create index idx_order_events_type on order_events (event_type, event_ts);

create table order_modifications (
  id integer primary key autoincrement,
  order_id text not null references orders (id) on delete cascade,
  modification_type text not null,
  old_value text,
  new_value text,
  status text,
  error_message text,
  modified_at integer not null
);
create index idx_order_modifications_order on order_modifications (order_id, modified_at);

-- 3. Super orders

create table bracket_order_legs (
  id integer primary key autoincrement,
  parent_order_id text not null,
  leg_order_id text not null,
  leg_type text not null check (leg_type in ('ENTRY', 'TARGET', 'SL')),
  account_type text not null check (account_type in ('leader', 'follower')),
  status text default 'PENDING',
  created_at integer not null,
  updated_at integer not null,
  account_id text references accounts (account_id),
  unique (parent_order_id, leg_order_id, account_type)
);
create index idx_bo_legs_account on bracket_order_legs (account_type);
create index idx_bo_legs_leg on bracket_order_legs (leg_order_id);
create index idx_bo_legs_parent on bracket_order_legs (parent_order_id);
create index idx_bo_legs_type on bracket_order_legs (leg_type, status);

-- 4. Forever orders

create table forever_orders (
  id text primary key,
  account_type text not null check (account_type in ('leader', 'follower')),
  correlation_id text,
  status text not null check (status in ('PENDING', 'ACTIVE', 'TRIGGERED', 'CANCELLED', 'EXPIRED')),
  order_type text not null check (order_type in ('SINGLE', 'OCO')),
  security_id text not null,
  exchange_segment text not null,
  trading_symbol text,
  trigger_type text not null check (trigger_type in ('LTP_ABOVE', 'LTP_BELOW', 'LTP_RANGE')),
  trigger_price_above real,
  trigger_price_below real,
  transaction_type text not null check (transaction_type in ('BUY', 'SELL')),
  product text not null,
  order_type_after_trigger text not null,
  quantity integer not null,
  price real,
  disclosed_qty integer,
  validity text default 'DAY',
  oco_leg_id text,
  created_at integer not null,
  updated_at integer not null,
  triggered_at integer,
  expires_at integer,
  triggered_order_id text references orders (id),
  raw_request text,
  raw_response text,
  account_id text references accounts (account_id)
);
create index idx_forever_orders_account on forever_orders (account_type, status);
create index idx_forever_orders_correlation on forever_orders (correlation_id);
create index idx_forever_orders_security on forever_orders (security_id, exchange_segment);
create index idx_forever_orders_status on forever_orders (status);
create index idx_forever_orders_account_id on forever_orders (account_id, status);

-- 5. Portfolio

-- quantity and avg_price are v1's and v2's words for net_qty and the average of the open side: 0002 keeps them in step.
-- account_id is '' where a v1, v2 or v3 statement does not know it, so that it can be part of the key.
create table positions (
  snapshot_ts integer not null,
  account_type text not null check (account_type in ('leader', 'follower')),
  security_id text not null,
  exchange_segment text not null,
  product text,
  position_type text,
  buy_qty integer default 0,
  sell_qty integer default 0,
  net_qty integer not null default 0,
  buy_avg real default 0,
  sell_avg real default 0,
  realized_pl real default 0,
  unrealized_pl real default 0,
  total_pl real default 0,
  ltp real,
  close_price real,
  multiplier real,
  margin_required real,
  raw_data text,
  quantity integer not null default 0,
  avg_price real not null default 0,
  account_id text not null default '',
  primary key (snapshot_ts, account_type, security_id, exchange_segment, product, account_id)
);
create index idx_positions_account on positions (account_type, snapshot_ts);
create index idx_positions_security on positions (security_id);
create index idx_positions_ts on positions (snapshot_ts);
-- A null is never equal to a null in the key above, but v1 and v2 replaced a row whose product was null.
create unique index idx_positions_no_product on positions (
  snapshot_ts, account_type, account_id, security_id, exchange_segment
) where product is null;
create index idx_positions_account_id on positions (account_id, account_type, snapshot_ts);

-- account_id is '' where a v3 statement does not know it, so that it can be part of the key.
create table holdings (
  snapshot_ts integer not null,
  account_type text not null check (account_type in ('leader', 'follower')),
  security_id text not null,
  exchange_segment text not null,
  trading_symbol text,
  isin text,
  total_qty integer not null,
  dpqty integer default 0,
  t1qty integer default 0,
  available_qty integer not null,
  collateral_qty integer default 0,
  collateral_update_qty integer default 0,
  avg_cost_price real,
  ltp real,
  realized_pl real default 0,
  unrealized_pl real default 0,
  raw_data text,
  account_id text not null default '',
  primary key (snapshot_ts, account_type, security_id, account_id)
);
create index idx_holdings_account on holdings (account_type, snapshot_ts);
create index idx_holdings_isin on holdings (isin);
create index idx_holdings_security on holdings (security_id);
create index idx_holdings_account_id on holdings (account_id, account_type, snapshot_ts);

-- 6. eDIS

-- tpin is sealed by the vault.
create table edis_transactions (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  isin text not null,
  qty integer not null,
  exchange text not null,
  segment text not null,
  bulk integer default 0,
  tpin text,
  status text not null check (status in ('PENDING', 'AUTHORIZED', 'REJECTED', 'EXPIRED')),
  request_id text,
  created_at integer not null,
  updated_at integer not null,
  authorized_at integer,
  expires_at integer,
  raw_request text,
  raw_response text,
  error_message text,
  account_id text references accounts (account_id)
);
create index idx_edis_account on edis_transactions (account_type, status);
create index idx_edis_isin on edis_transactions (isin);
create index idx_edis_request on edis_transactions (request_id);
create index idx_edis_account_id on edis_transactions (account_id, status);

-- 7. Trader's control

-- account_id null means every account of that account_type.
create table traders_control (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  control_type text not null check (control_type in ('KILL_SWITCH', 'RISK_LIMIT', 'POSITION_LIMIT')),
  kill_switch_status text,
  daily_loss_limit real,
  position_size_limit real,
  order_value_limit real,
  is_active integer default 1 check (is_active in (0, 1)),
  created_at integer not null,
  updated_at integer not null,
  activated_at integer,
  deactivated_at integer,
  activated_by text,
  reason text,
  account_id text references accounts (account_id),
  deactivated_by text,
  deactivation_reason text
);
create index idx_traders_control_account on traders_control (account_type, is_active);
create index idx_traders_control_type on traders_control (control_type, is_active);
create index idx_traders_control_account_id on traders_control (account_id, is_active);

-- The first three kinds are the seed's; the others name the remaining checks of the risk gate.
create table risk_violations (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  violation_type text not null check (
    violation_type in (
      'DAILY_LOSS', 'POSITION_SIZE', 'ORDER_VALUE', 'KILL_SWITCH', 'OPEN_POSITIONS', 'ORDERS_PER_DAY', 'SEGMENT',
      'PRODUCT', 'SYMBOL', 'TIME_WINDOW', 'PRICE_BAND', 'STALENESS', 'MARGIN'
    )
  ),
  limit_value real not null,
  actual_value real not null,
  order_id text references orders (id),
  security_id text,
  action_taken text,
  violated_at integer not null,
  account_id text references accounts (account_id)
);
create index idx_risk_violations_account on risk_violations (account_type, violated_at);
create index idx_risk_violations_type on risk_violations (violation_type);
create index idx_risk_violations_account_id on risk_violations (account_id, violated_at);

-- 8. Funds and margin

-- account_id is '' where a v1, v2 or v3 statement does not know it, so that it can be part of the key.
create table funds (
  snapshot_ts integer not null,
  account_type text not null check (account_type in ('leader', 'follower')),
  available_balance real not null,
  sodLimit real,
  collateral real,
  margin_used real,
  margin_available real,
  withdrawable_balance real,
  blocked_margin real,
  raw_data text,
  account_id text not null default '',
  primary key (snapshot_ts, account_type, account_id)
);
create index idx_funds_account_ts on funds (account_type, snapshot_ts);
create index idx_funds_account_id on funds (account_id, account_type, snapshot_ts);

create table margin_requirements (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  order_id text references orders (id),
  security_id text not null,
  exchange_segment text not null,
  quantity integer not null,
  price real,
  product text not null,
  total_margin real not null,
  span_margin real,
  exposure_margin real,
  var_margin real,
  calculated_at integer not null,
  account_id text references accounts (account_id)
);
create index idx_margin_requirements_account on margin_requirements (account_type);
create index idx_margin_requirements_order on margin_requirements (order_id);
create index idx_margin_requirements_account_id on margin_requirements (account_id, calculated_at);

-- 9. Statements

create table ledger_entries (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  entry_date text not null,
  particulars text,
  voucherNo text,
  voucherDate text,
  debit real default 0,
  credit real default 0,
  balance real,
  created_at integer not null,
  account_id text references accounts (account_id)
);
create index idx_ledger_account_date on ledger_entries (account_type, entry_date);
create index idx_ledger_date on ledger_entries (entry_date);
create index idx_ledger_account_id on ledger_entries (account_id, entry_date);

-- v1 and v2 statements give no side, product or created_at, and may give a null segment or
-- security: '' until 0002 takes them from the order.
create table trades (
  id text primary key,
  order_id text not null references orders (id) on delete cascade,
  account_type text not null check (account_type in ('leader', 'follower')),
  exchange_order_id text,
  exchange_trade_id text,
  security_id text not null on conflict replace default '',
  exchange_segment text not null on conflict replace default '',
  trading_symbol text,
  side text not null on conflict replace default '' check (side in ('BUY', 'SELL', '')),
  product text not null on conflict replace default '',
  order_type text,
  quantity integer not null,
  price real not null,
  trade_value real,
  brokerage real default 0,
  exchange_charges real default 0,
  clearing_charges real default 0,
  stt real default 0,
  stamp_duty real default 0,
  transaction_charges real default 0,
  gst real default 0,
  total_charges real default 0,
  net_amount real,
  trade_ts integer not null,
  created_at integer not null on conflict replace default (unixepoch()),
  updated_at integer,
  exchange_time integer,
  drv_expiry_date integer,
  drv_option_type text check (drv_option_type in ('CALL', 'PUT')),
  drv_strike_price real,
  raw_data text,
  account_id text references accounts (account_id)
);
create index idx_trades_account_ts on trades (account_type, trade_ts);
create index idx_trades_exchange on trades (exchange_order_id);
create index idx_trades_exchange_trade on trades (exchange_trade_id);
create index idx_trades_order on trades (order_id);
create index idx_trades_security on trades (security_id, exchange_segment);
create index idx_trades_account_id on trades (account_id, trade_ts);
create index idx_trades_ts on trades (trade_ts);

-- 10. Postback

-- webhook_secret is sealed by the vault.
create table postback_configs (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  webhook_url text not null,
  webhook_secret text,
  event_types text,
  is_active integer default 1 check (is_active in (0, 1)),
  created_at integer not null,
  updated_at integer not null,
  last_triggered_at integer,
  account_id text references accounts (account_id)
);
create index idx_postback_configs_account on postback_configs (account_type, is_active);
create index idx_postback_configs_account_id on postback_configs (account_id, is_active);

create table postback_events (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  event_type text not null,
  order_id text references orders (id),
  payload text not null,
  signature text,
  is_verified integer check (is_verified in (0, 1)),
  is_processed integer default 0 check (is_processed in (0, 1)),
  processed_at integer,
  error_message text,
  received_at integer not null,
  account_id text
);
create index idx_postback_events_account on postback_events (account_type, received_at);
create index idx_postback_events_order on postback_events (order_id);
create index idx_postback_events_processed on postback_events (is_processed, received_at);
create index idx_postback_events_account_id on postback_events (account_id, received_at);

-- 11. Live order updates

create table websocket_connections (
  id integer primary key autoincrement,
  account_type text not null check (account_type in ('leader', 'follower')),
  connection_id text not null,
  ws_url text not null,
  status text not null check (status in ('CONNECTING', 'CONNECTED', 'DISCONNECTED', 'ERROR')),
  subscribed_events text,
  connect_attempts integer default 0,
  last_heartbeat_at integer,
  connected_at integer,
  disconnected_at integer,
  created_at integer not null,
  updated_at integer not null,
  account_id text
);
create index idx_ws_connections_account on websocket_connections (account_type, status);
create index idx_ws_connections_status on websocket_connections (status);
create index idx_ws_connections_account_id on websocket_connections (account_id, status);

-- The journal of raw frames: no reference to accounts, because a frame must never be refused.
create table websocket_messages (
  id integer primary key autoincrement,
  connection_id text not null,
  account_type text not null check (account_type in ('leader', 'follower')),
  message_type text not null,
  order_id text references orders (id),
  payload text not null,
  sequence_number integer,
  is_processed integer default 0 check (is_processed in (0, 1)),
  processed_at integer,
  received_at integer not null,
  account_id text,
  received_us integer,
  error_message text
);
create index idx_ws_messages_account on websocket_messages (account_type, received_at);
create index idx_ws_messages_connection on websocket_messages (connection_id, received_at);
create index idx_ws_messages_order on websocket_messages (order_id);
create index idx_ws_messages_processed on websocket_messages (is_processed, received_at);
create index idx_ws_messages_sequence on websocket_messages (connection_id, sequence_number);

-- 12. Instruments

-- The same security id exists in several segments, so the key holds both.
create table instruments (
  security_id text,
  exchange_segment text not null,
  symbol text not null,
  trading_symbol text,
  name text,
  instrument_type text,
  expiry_date text,
  strike_price real,
  option_type text,
  lot_size integer not null,
  tick_size real not null,
  underlying_security_id text,
  isin text,
  meta text,
  updated_at integer not null,
  primary key (security_id, exchange_segment)
);
create index idx_instruments_isin on instruments (isin);
create index idx_instruments_symbol on instruments (symbol, exchange_segment);
create index idx_instruments_trading_symbol on instruments (trading_symbol);
create index idx_instruments_type on instruments (instrument_type, exchange_segment);
create index idx_instruments_underlying on instruments (underlying_security_id, expiry_date);

-- 13. Copy trading

-- One row per leader order and link, also for an order that was not copied (error_message says why). link_id is 0 where
-- a v1, v2 or v3 statement does not know it, so it references nothing; such statements keep one row per leader order.
-- state is the engine's mirror as JSON, opaque here; is_open is 1 while the engine still works on it.
create table copy_mappings (
  id integer primary key autoincrement,
  leader_order_id text not null references orders (id),
  follower_order_id text references orders (id),
  leader_quantity integer not null,
  follower_quantity integer not null,
  sizing_strategy text,
  capital_ratio real,
  status text not null check (status in ('pending', 'placed', 'failed', 'cancelled')),
  error_message text,
  created_at integer not null,
  updated_at integer not null,
  link_id integer not null default 0,
  leader_account_id text references accounts (account_id),
  account_id text references accounts (account_id),
  correlation_id text,
  reason_code text,
  generation integer not null default 0,
  state text,
  is_open integer not null default 0 check (is_open in (0, 1)),
  leader_seen_us integer,
  decided_us integer,
  sent_us integer,
  answered_us integer,
  first_fill_us integer,
  done_us integer,
  unique (leader_order_id, link_id)
);
create unique index idx_copy_mappings_follower on copy_mappings (follower_order_id);
create index idx_copy_mappings_leader on copy_mappings (leader_order_id);
create index idx_copy_mappings_status on copy_mappings (status, created_at);
create index idx_copy_mappings_account_id on copy_mappings (account_id, created_at);
create index idx_copy_mappings_open on copy_mappings (id) where is_open = 1;

-- 14. Audit and logging

-- A log is never refused: account_id references nothing.
create table audit_log (
  id integer primary key autoincrement,
  action text not null,
  account_type text not null check (account_type in ('leader', 'follower')),
  module text,
  request_data text,
  response_data text,
  status_code integer,
  error_message text,
  duration_ms integer,
  ts integer not null,
  account_id text,
  ts_us integer
);
create index idx_audit_account on audit_log (account_type, ts);
create index idx_audit_action_ts on audit_log (action, ts);
create index idx_audit_module on audit_log (module, ts);
create index idx_audit_account_id on audit_log (account_id, ts);

-- A log is never refused: account_id references nothing.
create table error_log (
  id integer primary key autoincrement,
  error_type text not null,
  error_code text,
  error_message text not null,
  stack_trace text,
  context text,
  severity text default 'ERROR' check (severity in ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')),
  account_type text,
  order_id text,
  occurred_at integer not null,
  account_id text
);
create index idx_error_log_account on error_log (account_type, occurred_at);
create index idx_error_log_severity on error_log (severity, occurred_at);
create index idx_error_log_type on error_log (error_type, occurred_at);
create index idx_error_log_account_id on error_log (account_id, occurred_at);
create index idx_error_log_time on error_log (occurred_at);

-- The seed's configuration rows

insert into config (
  key,
  value,
  data_type,
  category,
  description,
  updated_at
) values
  ('schema_version', '3', 'integer', 'system', 'Version of this schema', unixepoch()),
  ('copy_enabled', 'true', 'boolean', 'copy_trading', 'Copy the orders of leaders to followers', unixepoch()),
  ('last_leader_event_ts', '0', 'integer', 'copy_trading', 'Time of the last leader event', unixepoch()),
  ('last_position_snapshot_ts', '0', 'integer', 'portfolio', 'Time of the last positions snapshot', unixepoch()),
  ('last_funds_snapshot_ts', '0', 'integer', 'funds', 'Time of the last funds snapshot', unixepoch()),
  ('last_holdings_snapshot_ts', '0', 'integer', 'portfolio', 'Time of the last holdings snapshot', unixepoch()),
  ('co_enabled', 'true', 'boolean', 'orders', 'Copy cover orders', unixepoch()),
  ('bo_enabled', 'true', 'boolean', 'orders', 'Copy bracket orders', unixepoch()),
  ('forever_enabled', 'true', 'boolean', 'orders', 'Copy forever orders', unixepoch()),
  ('kill_switch_enabled', 'false', 'boolean', 'risk', 'The kill switch is on: nothing is copied', unixepoch()),
  ('daily_loss_limit_enabled', 'true', 'boolean', 'risk', 'Enforce daily loss limits', unixepoch()),
  ('position_size_limit_enabled', 'true', 'boolean', 'risk', 'Enforce position size limits', unixepoch()),
  ('ws_reconnect_enabled', 'true', 'boolean', 'websocket', 'Reconnect a stream that was lost', unixepoch()),
  ('ws_max_reconnect_attempts', '10', 'integer', 'websocket', 'Attempts before a lost stream is an error', unixepoch()),
  ('postback_enabled', 'false', 'boolean', 'postback', 'Receive postbacks', unixepoch());
