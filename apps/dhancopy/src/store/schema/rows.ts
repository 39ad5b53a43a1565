// Written from the migrations by `npm run schema`; a test fails when it is not what they say.

/**
 * The rows of each table. A column may be null unless its migration says `not null` or it is the whole key. Money is rupees, quantities
 * are units, times epoch seconds, `_us` epoch microseconds; docs/database.md has each column with its unit.
 */
export type Rows = {
  account_logins: {
    readonly account_id: string;
    readonly method: 'totp' | 'api_key' | 'partner';
    /** Encrypted; JSON with the secrets of the login method. */
    readonly secret: string;
    readonly created_at: number;
    readonly updated_at: number;
  };
  accounts: {
    readonly account_id: string;
    readonly role: 'leader' | 'follower';
    readonly name: string;
    readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED';
    /** The IP this account's calls leave from; null: the machine's own choice. */
    readonly local_address: string | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly removed_at: number | null;
  };
  archives: {
    readonly id: number;
    /** Within the data folder. */
    readonly file: string;
    readonly table_name: string;
    readonly from_id: string;
    readonly to_id: string;
    readonly from_ts: number;
    readonly to_ts: number;
    readonly rows: number;
    readonly created_at: number;
  };
  audit_chain: {
    readonly id: number;
    readonly start_hash: string;
    readonly archiving_to_id: number | null;
  };
  audit_log: {
    readonly id: number;
    /** The call: place_order, modify_order, cancel_order, get_order_book, … */
    readonly action: string;
    readonly account_type: 'leader' | 'follower';
    readonly module: string | null;
    readonly request_data: string | null;
    readonly response_data: string | null;
    readonly status_code: number | null;
    readonly error_message: string | null;
    readonly duration_ms: number | null;
    readonly ts: number;
    readonly account_id: string | null;
    readonly ts_us: number | null;
    /** Hash of this row and of the hash before it; null outside the chain. */
    readonly hash: string | null;
  };
  auth_tokens: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly access_token: string;
    /** Always the schema’s default. */
    readonly token_type: string | null;
    /** Null when the token has no expiry. */
    readonly expires_at: number | null;
    /** Never filled: the broker’s tokens are renewed with themselves, and it gives no other. */
    readonly refresh_token: string | null;
    /** How the token was made: WEB, RENEWED, TOTP, API_KEY, PARTNER; null for a token of an earlier build. */
    readonly scope: string | null;
    readonly is_active: 0 | 1 | null;
    readonly last_used_at: number | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly account_id: string | null;
  };
  bracket_order_legs: {
    readonly id: number;
    readonly parent_order_id: string;
    /** The order of the leg; for an exit whose order the stream has not shown, the id of the entry with the leg’s name. */
    readonly leg_order_id: string;
    readonly leg_type: 'ENTRY' | 'TARGET' | 'SL';
    readonly account_type: 'leader' | 'follower';
    /** One of the values of orders.status. */
    readonly status: string | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly account_id: string | null;
    /** The status as the broker spells it. */
    readonly order_status: string | null;
    readonly quantity: number | null;
    readonly remaining_qty: number | null;
    readonly price: number | null;
    readonly trailing_jump: number | null;
    readonly raw_response: string | null;
  };
  config: {
    readonly key: string;
    /** Encrypted where is_sensitive is 1. */
    readonly value: string;
    readonly data_type: 'string' | 'integer' | 'boolean' | 'json' | null;
    readonly category: string | null;
    readonly description: string | null;
    readonly is_sensitive: 0 | 1 | null;
    readonly updated_at: number;
  };
  config_changes: {
    readonly id: number;
    readonly key: string;
    /** 1, 2, 3, … within the setting. */
    readonly version: number;
    /** Null: the setting had no row before; encrypted where old_is_sensitive is 1. */
    readonly old_value: string | null;
    /** Null: the setting has no row any more; encrypted where new_is_sensitive is 1. */
    readonly new_value: string | null;
    readonly old_is_sensitive: 0 | 1 | null;
    readonly new_is_sensitive: 0 | 1 | null;
    readonly changed_by: string;
    /** Epoch seconds. */
    readonly changed_at: number;
  };
  copied_positions: {
    readonly link_id: number;
    readonly exchange_segment: string;
    readonly security_id: string;
    readonly product: string;
    readonly net_qty: number;
    readonly updated_at: number;
  };
  copy_mappings: {
    readonly id: number;
    readonly leader_order_id: string;
    readonly follower_order_id: string | null;
    readonly leader_quantity: number;
    readonly follower_quantity: number;
    readonly sizing_strategy: string | null;
    readonly capital_ratio: number | null;
    readonly status: 'pending' | 'placed' | 'failed' | 'cancelled';
    /** For the operator: why the order was skipped, or the broker’s message. */
    readonly error_message: string | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly link_id: number;
    readonly leader_account_id: string | null;
    /** Dhan client id of the follower. */
    readonly account_id: string | null;
    readonly correlation_id: string | null;
    readonly reason_code: string | null;
    /** Number of times the order was placed again; part of the correlation id. */
    readonly generation: number;
    /** JSON of the engine: the copy with its orders. */
    readonly state: string | null;
    /** 1 while the engine still works on the copy. */
    readonly is_open: 0 | 1;
    /** When the leader’s report that made the copy was received. */
    readonly leader_seen_us: number | null;
    readonly decided_us: number | null;
    /** When the request that the broker accepted went on the wire; while none is accepted, the last request. */
    readonly sent_us: number | null;
    /** When that request was answered. */
    readonly answered_us: number | null;
    readonly first_fill_us: number | null;
    readonly done_us: number | null;
  };
  copy_positions: {
    readonly link_id: number;
    /** Isin:INE… for delivery, otherwise <exchange segment>:<security id>. */
    readonly asset: string;
    /** The leader's. */
    readonly product: string;
    /** Of the newest contract traded for it. */
    readonly exchange_segment: string;
    readonly security_id: string;
    readonly follower_product: string;
    /** What our orders have filled, less what was released. */
    readonly held_qty: number;
    /** Why entries wait for the operator; null when they do not. */
    readonly doubt: string | null;
    /** JSON, the engine's. */
    readonly state: string;
    readonly updated_at: number;
  };
  edis_transactions: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly isin: string;
    /** Units requested; of a bulk form, which requests none, those that were approved, and 0 until then. */
    readonly qty: number;
    readonly exchange: string;
    readonly segment: string;
    readonly bulk: number | null;
    /** Encrypted in rows of other programs; null in rows of dhancopy, because the T-PIN goes to the depository only. */
    readonly tpin: string | null;
    readonly status: 'PENDING' | 'AUTHORIZED' | 'REJECTED' | 'EXPIRED';
    readonly request_id: string | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly authorized_at: number | null;
    readonly expires_at: number | null;
    readonly raw_request: string | null;
    readonly raw_response: string | null;
    readonly error_message: string | null;
    readonly account_id: string | null;
  };
  empty_snapshots: {
    readonly kind: 'positions' | 'holdings';
    readonly account_type: 'leader' | 'follower';
    readonly account_id: string;
    readonly snapshot_ts: number;
  };
  error_log: {
    readonly id: number;
    readonly error_type: string;
    /** Code of the error, or of the notice where no error is behind it; null where the broker’s lists have words that are not known. */
    readonly error_code: string | null;
    readonly error_message: string;
    /** Where something was thrown. */
    readonly stack_trace: string | null;
    readonly context: string | null;
    readonly severity: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL' | null;
    readonly account_type: string | null;
    /** Where the error is about one order and names it; the order may have no row. */
    readonly order_id: string | null;
    readonly occurred_at: number;
    readonly account_id: string | null;
  };
  file_migrations: {
    readonly id: number;
    readonly source: string;
    readonly source_version: number;
    /** Rows that were imported. */
    readonly rows_taken: number;
    /** Rows that did not fit and are in migration_leftovers. */
    readonly rows_kept_aside: number;
    readonly finished_at: number;
  };
  forever_orders: {
    readonly id: string;
    readonly account_type: 'leader' | 'follower';
    /** Never filled: the broker’s list does not have it, and dhancopy places no forever orders. */
    readonly correlation_id: string | null;
    readonly status: 'PENDING' | 'ACTIVE' | 'TRIGGERED' | 'CANCELLED' | 'EXPIRED';
    readonly order_type: 'SINGLE' | 'OCO';
    readonly security_id: string;
    readonly exchange_segment: string;
    readonly trading_symbol: string | null;
    /** LTP_ABOVE and LTP_BELOW: judged by the last price that a snapshot of the account has; LTP_RANGE: two triggers, or no such price. */
    readonly trigger_type: 'LTP_ABOVE' | 'LTP_BELOW' | 'LTP_RANGE';
    readonly trigger_price_above: number | null;
    readonly trigger_price_below: number | null;
    readonly transaction_type: 'BUY' | 'SELL';
    readonly product: string;
    readonly order_type_after_trigger: string;
    readonly quantity: number;
    readonly price: number | null;
    /** Never filled: the broker’s list does not have it. */
    readonly disclosed_qty: number | null;
    /** The schema’s default: the broker’s list does not have it. */
    readonly validity: string | null;
    readonly oco_leg_id: string | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly triggered_at: number | null;
    /** A year after the order was made, or the last trade of its contract. */
    readonly expires_at: number | null;
    /** The order that it has placed; null until the stream has shown that order. */
    readonly triggered_order_id: string | null;
    /** Never filled: dhancopy places no forever orders. */
    readonly raw_request: string | null;
    readonly raw_response: string | null;
    readonly account_id: string | null;
    /** The status as the broker spells it, one per leg; NOT_LISTED when the broker’s list no longer has the order. */
    readonly order_status: string | null;
    readonly oco_price: number | null;
    readonly oco_quantity: number | null;
  };
  funds: {
    readonly snapshot_ts: number;
    readonly account_type: 'leader' | 'follower';
    readonly available_balance: number;
    readonly sodLimit: number | null;
    readonly collateral: number | null;
    readonly margin_used: number | null;
    readonly margin_available: number | null;
    readonly withdrawable_balance: number | null;
    readonly blocked_margin: number | null;
    readonly raw_data: string | null;
    readonly account_id: string;
  };
  holdings: {
    readonly snapshot_ts: number;
    readonly account_type: 'leader' | 'follower';
    readonly security_id: string;
    readonly exchange_segment: string;
    readonly trading_symbol: string | null;
    readonly isin: string | null;
    readonly total_qty: number;
    readonly dpqty: number | null;
    readonly t1qty: number | null;
    readonly available_qty: number;
    readonly collateral_qty: number | null;
    /** The schema’s default of 0: the broker’s row does not have it. */
    readonly collateral_update_qty: number | null;
    readonly avg_cost_price: number | null;
    /** 0 where the broker leaves it out. */
    readonly ltp: number | null;
    /** The schema’s default of 0: the broker’s row does not have it; what a sale has realised is in positions and trades. */
    readonly realized_pl: number | null;
    /** Computed from ltp and avg_cost_price; null without a price. */
    readonly unrealized_pl: number | null;
    readonly raw_data: string | null;
    readonly account_id: string;
  };
  instrument_changes: {
    readonly id: number;
    readonly sync_id: number;
    readonly exchange_segment: string;
    readonly security_id: string;
    readonly trading_symbol: string | null;
    /** The field that changed; listing: the contract left the list and is kept. */
    readonly field: 'lot_size' | 'tick_size' | 'freeze_qty' | 'trading_symbol' | 'expiry_date' | 'listing';
    readonly old_value: string | null;
    readonly new_value: string | null;
    /** JSON: the followers that had an open copy or copied units of the contract. */
    readonly held_by: string | null;
  };
  instrument_syncs: {
    readonly id: number;
    readonly source: string;
    /** Null: the list of all segments. */
    readonly exchange_segment: string | null;
    readonly started_at: number;
    /** Null: interrupted before its end; each row of instruments is then either the old or the new one. */
    readonly finished_at: number | null;
    readonly rows_before: number;
    readonly rows_after: number;
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
    /** Contracts that left the list and are kept because a copy holds them. */
    readonly kept: number;
    /** JSON: per segment, and the rows of the file that were left out. */
    readonly segments: string;
    readonly left_out: string;
  };
  instruments: {
    readonly security_id: string | null;
    readonly exchange_segment: string;
    readonly symbol: string;
    readonly trading_symbol: string | null;
    readonly name: string | null;
    readonly instrument_type: string | null;
    readonly expiry_date: string | null;
    readonly strike_price: number | null;
    readonly option_type: string | null;
    readonly lot_size: number;
    readonly tick_size: number;
    readonly underlying_security_id: string | null;
    readonly isin: string | null;
    readonly meta: string | null;
    readonly updated_at: number;
  };
  ledger_entries: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly entry_date: string;
    readonly particulars: string | null;
    readonly voucherNo: string | null;
    readonly voucherDate: string | null;
    readonly debit: number | null;
    readonly credit: number | null;
    /** Balance after this line, as the broker last reported it. */
    readonly balance: number | null;
    readonly created_at: number;
    readonly account_id: string | null;
    /** Null in rows of other programs. */
    readonly entry_key: string | null;
    readonly exchange: string | null;
    readonly voucher_description: string | null;
    readonly raw_data: string | null;
  };
  links: {
    readonly id: number;
    readonly leader_account_id: string;
    readonly follower_account_id: string;
    readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED';
    readonly sizing_strategy: string;
    /** A decimal, as text so that 0.1 stays 0.1; null where the strategy has none. */
    readonly ratio: string | null;
    /** JSON object: every other setting of the link. */
    readonly settings: string;
    readonly created_at: number;
    readonly updated_at: number;
    readonly removed_at: number | null;
    readonly since_broker_ms: number | null;
  };
  maintenance_runs: {
    readonly id: number;
    readonly task: string;
    readonly started_at: number;
    /** Null while the task runs, or when it was interrupted. */
    readonly finished_at: number | null;
    readonly outcome: 'DONE' | 'FAILED' | null;
    /** The result, in words. */
    readonly detail: string | null;
  };
  mapping_journal: {
    readonly id: number;
    readonly rows: string;
  };
  margin_requirements: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly order_id: string | null;
    readonly security_id: string;
    readonly exchange_segment: string;
    readonly quantity: number;
    readonly price: number | null;
    readonly product: string;
    readonly total_margin: number;
    readonly span_margin: number | null;
    readonly exposure_margin: number | null;
    readonly var_margin: number | null;
    readonly calculated_at: number;
    readonly account_id: string | null;
  };
  migration_leftovers: {
    readonly id: number;
    readonly source_table: string;
    readonly source_rowid: number;
    /** JSON: the values by column; encrypted where is_sealed is 1. */
    readonly row: string;
    readonly is_sealed: 0 | 1;
    readonly why: string;
    /** 1: the row was imported, and is kept here for the columns that this schema does not have. */
    readonly was_taken: 0 | 1;
    readonly kept_at: number;
  };
  order_events: {
    readonly id: number;
    readonly order_id: string;
    readonly event_type: string;
    readonly event_source: string | null;
    readonly event_data: string | null;
    readonly event_ts: number;
    /** 1, 2, 3, … within the order. */
    readonly sequence: number | null;
    readonly event_us: number | null;
  };
  order_modifications: {
    readonly id: number;
    readonly order_id: string;
    readonly modification_type: string;
    readonly old_value: string | null;
    readonly new_value: string | null;
    readonly status: string | null;
    readonly error_message: string | null;
    readonly modified_at: number;
  };
  orders: {
    readonly id: string;
    readonly account_type: 'leader' | 'follower';
    readonly correlation_id: string | null;
    readonly status:
      | 'PENDING'
      | 'TRANSIT'
      | 'OPEN'
      | 'PARTIAL'
      | 'PART_TRADED'
      | 'EXECUTED'
      | 'CANCELLED'
      | 'REJECTED'
      | 'TRADED'
      | 'EXPIRED';
    /** The broker’s word in the spelling of the order book, from whichever source. */
    readonly order_status: string | null;
    readonly side: 'BUY' | 'SELL';
    readonly product: string;
    readonly order_type: 'MARKET' | 'LIMIT' | 'STOP_LOSS' | 'STOP_LOSS_MARKET';
    readonly validity: 'DAY' | 'IOC';
    readonly security_id: string;
    readonly exchange_segment: string;
    /** As in instruments; the broker’s word where the list does not have the contract. */
    readonly trading_symbol: string | null;
    readonly quantity: number;
    readonly disclosed_qty: number | null;
    readonly price: number | null;
    readonly trigger_price: number | null;
    readonly traded_qty: number | null;
    readonly remaining_qty: number | null;
    readonly avg_price: number | null;
    /** Never filled: no answer of the broker has it. */
    readonly co_stop_loss_value: number | null;
    /** Never filled: no answer of the broker has it. */
    readonly co_trigger_price: number | null;
    /** Distance of a super order’s target from its price. */
    readonly bo_profit_value: number | null;
    /** Distance of a super order’s stop from its price. */
    readonly bo_stop_loss_value: number | null;
    /** Never filled: a super order names no type for its exits. */
    readonly bo_order_type: string | null;
    readonly parent_order_id: string | null;
    /** Only for orders of super, bracket and cover orders. */
    readonly leg_type: 'ENTRY' | 'TARGET' | 'SL' | null;
    readonly is_sliced_order: 0 | 1 | null;
    readonly slice_order_id: string | null;
    readonly slice_index: number | null;
    readonly total_slice_quantity: number | null;
    readonly after_market_order: 0 | 1 | null;
    /** Of our own orders; the broker does not name it for orders of others. */
    readonly amo_time: string | null;
    readonly exchange_order_id: string | null;
    /** When the exchange took the order, by its clock. */
    readonly exchange_time: number | null;
    /** The exchange’s id of the algorithm, as the order stream reports it; null where the broker says 0. */
    readonly algo_id: string | null;
    /** Last day of the contract, as the start of that Indian day; from the list of instruments. */
    readonly drv_expiry_date: number | null;
    readonly drv_option_type: 'CALL' | 'PUT' | null;
    readonly drv_strike_price: number | null;
    /** The broker’s; null where it says 0, which it was seen to do for rejected orders too. */
    readonly oms_error_code: string | null;
    readonly oms_error_description: string | null;
    readonly created_at: number;
    /** When something of the row last changed. */
    readonly updated_at: number;
    /** When the order ended, by the broker’s clock; never before created_at. */
    readonly completed_at: number | null;
    /** JSON of what dhancopy placed; null for any other order. */
    readonly raw_request: string | null;
    /** JSON of the broker’s row, of super orders and of orders that only a statement shows; null otherwise: websocket_messages has the frames, by order. */
    readonly raw_response: string | null;
    readonly account_id: string | null;
    readonly mapping_id: number | null;
    readonly created_us: number | null;
    readonly updated_us: number | null;
  };
  own_positions: {
    readonly account_id: string;
    readonly asset: string;
    readonly product: string;
    /** Null until the account was read once. */
    readonly units: number | null;
    /** JSON, the engine's. */
    readonly state: string;
    readonly updated_at: number;
  };
  position_releases: {
    readonly id: number;
    readonly link_id: number;
    /** The follower. */
    readonly account_id: string;
    readonly asset: string;
    /** The leader's. */
    readonly product: string;
    /** Signed units that were released; negative for a short position. */
    readonly units: number;
    readonly reason: string;
    /** Rupees of one unit, null when unknown. */
    readonly price: number | null;
    readonly released_at: number;
  };
  positions: {
    readonly snapshot_ts: number;
    readonly account_type: 'leader' | 'follower';
    readonly security_id: string;
    readonly exchange_segment: string;
    readonly product: string | null;
    readonly position_type: string | null;
    readonly buy_qty: number | null;
    readonly sell_qty: number | null;
    readonly net_qty: number;
    readonly buy_avg: number | null;
    readonly sell_avg: number | null;
    readonly realized_pl: number | null;
    readonly unrealized_pl: number | null;
    readonly total_pl: number | null;
    /** The price by which the broker valued an open position, computed from unrealized_pl and the average; null for a closed one. */
    readonly ltp: number | null;
    /** Never filled: the broker’s row does not have it, and dhancopy reads no market data. */
    readonly close_price: number | null;
    readonly multiplier: number | null;
    /** Never filled: the broker has no margin of a position, only of an account (funds) and of an order (margin_requirements). */
    readonly margin_required: number | null;
    readonly raw_data: string | null;
    /** Same as net_qty, for v1 and v2 programs; triggers keep it up to date. */
    readonly quantity: number;
    /** Average of the open side, for v1 and v2 programs; triggers keep it up to date. */
    readonly avg_price: number;
    readonly account_id: string;
  };
  postback_configs: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    /** The address for the broker or the proxy, without its last part, which is secret. */
    readonly webhook_url: string;
    /** Encrypted; the proxy signs posts with it; null: posts are not signed. */
    readonly webhook_secret: string | null;
    /** Wanted values of orderStatus, separated by commas; null: all. */
    readonly event_types: string | null;
    readonly is_active: 0 | 1 | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly last_triggered_at: number | null;
    readonly account_id: string | null;
    readonly path_secret: string | null;
    readonly path_hash: string | null;
  };
  postback_events: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly event_type: string;
    readonly order_id: string | null;
    readonly payload: string;
    readonly signature: string | null;
    readonly is_verified: 0 | 1 | null;
    readonly is_processed: 0 | 1 | null;
    readonly processed_at: number | null;
    readonly error_message: string | null;
    readonly received_at: number;
    readonly account_id: string | null;
    readonly body_hash: string | null;
    readonly double_of: number | null;
  };
  rate_limit_tracking: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly endpoint: string;
    readonly request_count: number | null;
    readonly window_start: number;
    readonly window_end: number;
    readonly last_request_at: number | null;
    readonly created_at: number;
    readonly account_id: string | null;
  };
  risk_violations: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly violation_type:
      | 'DAILY_LOSS'
      | 'POSITION_SIZE'
      | 'ORDER_VALUE'
      | 'KILL_SWITCH'
      | 'OPEN_POSITIONS'
      | 'ORDERS_PER_DAY'
      | 'SEGMENT'
      | 'PRODUCT'
      | 'SYMBOL'
      | 'TIME_WINDOW'
      | 'PRICE_BAND'
      | 'STALENESS'
      | 'MARGIN';
    readonly limit_value: number;
    readonly actual_value: number;
    /** The stopped order, if it has a row; null if it was refused before it was sent. */
    readonly order_id: string | null;
    readonly security_id: string | null;
    /** ORDER_REJECTED: the entry was not copied; ENTRIES_STOPPED: no entry for the rest of the day; KILL_SWITCH_ACTIVATED: the broker’s P&L exit turned the broker’s kill switch on. No limit of dhancopy turns a kill switch on: who did is in traders_control. */
    readonly action_taken: string | null;
    readonly violated_at: number;
    readonly account_id: string | null;
  };
  schema_migrations: {
    readonly number: number;
    readonly name: string;
    readonly applied_at: number;
    readonly checksum: string;
  };
  size_reports: {
    readonly id: number;
    readonly taken_at: number;
    readonly file_bytes: number;
    readonly free_bytes: number;
    /** JSON: bytes by table, its indexes included. */
    readonly tables: string;
  };
  statement_days: {
    readonly account_id: string;
    readonly kind: 'ledger' | 'trades';
    /** YYYY-MM-DD. */
    readonly day: string;
    /** As the broker gave them. */
    readonly row_count: number;
    readonly fetched_at: number;
  };
  traders_control: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    /** KILL_SWITCH; RISK_LIMIT: dhancopy writes all three limits of a scope into one row, and the broker’s P&L exit; POSITION_LIMIT: written by other programs only, counts like RISK_LIMIT. */
    readonly control_type: 'KILL_SWITCH' | 'RISK_LIMIT' | 'POSITION_LIMIT';
    /** ACTIVATE, DEACTIVATE; null in rows of limits. */
    readonly kill_switch_status: string | null;
    readonly daily_loss_limit: number | null;
    readonly position_size_limit: number | null;
    readonly order_value_limit: number | null;
    readonly is_active: 0 | 1 | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly activated_at: number | null;
    readonly deactivated_at: number | null;
    readonly activated_by: string | null;
    readonly reason: string | null;
    /** Dhan client id; null: every account of account_type. */
    readonly account_id: string | null;
    readonly deactivated_by: string | null;
    readonly deactivation_reason: string | null;
    /** Dhancopy: it stops copies; broker: the broker’s own control of the account, as it was read last at updated_at. */
    readonly enforced_by: 'dhancopy' | 'broker';
    readonly daily_profit_limit: number | null;
    readonly product_types: string | null;
    readonly then_kill_switch: 0 | 1 | null;
  };
  trades: {
    readonly id: string;
    readonly order_id: string;
    readonly account_type: 'leader' | 'follower';
    readonly exchange_order_id: string | null;
    readonly exchange_trade_id: string | null;
    readonly security_id: string;
    readonly exchange_segment: string;
    readonly trading_symbol: string | null;
    readonly side: 'BUY' | 'SELL' | '';
    readonly product: string;
    readonly order_type: string | null;
    readonly quantity: number;
    readonly price: number;
    readonly trade_value: number | null;
    readonly brokerage: number | null;
    readonly exchange_charges: number | null;
    /** Null: no published rate, and the statement has no line for it. */
    readonly clearing_charges: number | null;
    readonly stt: number | null;
    readonly stamp_duty: number | null;
    /** Always the schema’s default of 0: exchange_charges has them, which the broker calls transaction charges. */
    readonly transaction_charges: number | null;
    readonly gst: number | null;
    readonly total_charges: number | null;
    readonly net_amount: number | null;
    readonly trade_ts: number;
    readonly created_at: number;
    readonly updated_at: number | null;
    readonly exchange_time: number | null;
    readonly drv_expiry_date: number | null;
    readonly drv_option_type: 'CALL' | 'PUT' | null;
    readonly drv_strike_price: number | null;
    readonly raw_data: string | null;
    readonly account_id: string | null;
    readonly sebi_fee: number | null;
    readonly ipft: number | null;
    /** Null: the charges were neither computed nor read from a statement, and are the default of 0. */
    readonly charges_source: 'computed' | 'statement' | null;
  };
  vault_keys: {
    readonly key_id: string;
    readonly key_check: string;
    readonly created_at: number;
  };
  websocket_connections: {
    readonly id: number;
    readonly account_type: 'leader' | 'follower';
    readonly connection_id: string;
    readonly ws_url: string;
    readonly status: 'CONNECTING' | 'CONNECTED' | 'DISCONNECTED' | 'ERROR';
    readonly subscribed_events: string | null;
    readonly connect_attempts: number | null;
    readonly last_heartbeat_at: number | null;
    readonly connected_at: number | null;
    readonly disconnected_at: number | null;
    readonly created_at: number;
    readonly updated_at: number;
    readonly account_id: string | null;
  };
  websocket_messages: {
    readonly id: number;
    readonly connection_id: string;
    readonly account_type: 'leader' | 'follower';
    readonly message_type: string;
    readonly order_id: string | null;
    readonly payload: string;
    readonly sequence_number: number | null;
    readonly is_processed: 0 | 1 | null;
    readonly processed_at: number | null;
    readonly received_at: number;
    readonly account_id: string | null;
    readonly received_us: number | null;
    readonly error_message: string | null;
  };
};

export type Table = keyof Rows;
export type Row<Name extends Table> = Rows[Name];

/** The columns of each table, in its order. */
export const COLUMNS = {
  account_logins: ['account_id', 'method', 'secret', 'created_at', 'updated_at'],
  accounts: ['account_id', 'role', 'name', 'state', 'local_address', 'created_at', 'updated_at', 'removed_at'],
  archives: ['id', 'file', 'table_name', 'from_id', 'to_id', 'from_ts', 'to_ts', 'rows', 'created_at'],
  audit_chain: ['id', 'start_hash', 'archiving_to_id'],
  audit_log: [
    'id',
    'action',
    'account_type',
    'module',
    'request_data',
    'response_data',
    'status_code',
    'error_message',
    'duration_ms',
    'ts',
    'account_id',
    'ts_us',
    'hash',
  ],
  auth_tokens: [
    'id',
    'account_type',
    'access_token',
    'token_type',
    'expires_at',
    'refresh_token',
    'scope',
    'is_active',
    'last_used_at',
    'created_at',
    'updated_at',
    'account_id',
  ],
  bracket_order_legs: [
    'id',
    'parent_order_id',
    'leg_order_id',
    'leg_type',
    'account_type',
    'status',
    'created_at',
    'updated_at',
    'account_id',
    'order_status',
    'quantity',
    'remaining_qty',
    'price',
    'trailing_jump',
    'raw_response',
  ],
  config: ['key', 'value', 'data_type', 'category', 'description', 'is_sensitive', 'updated_at'],
  config_changes: [
    'id',
    'key',
    'version',
    'old_value',
    'new_value',
    'old_is_sensitive',
    'new_is_sensitive',
    'changed_by',
    'changed_at',
  ],
  copied_positions: ['link_id', 'exchange_segment', 'security_id', 'product', 'net_qty', 'updated_at'],
  copy_mappings: [
    'id',
    'leader_order_id',
    'follower_order_id',
    'leader_quantity',
    'follower_quantity',
    'sizing_strategy',
    'capital_ratio',
    'status',
    'error_message',
    'created_at',
    'updated_at',
    'link_id',
    'leader_account_id',
    'account_id',
    'correlation_id',
    'reason_code',
    'generation',
    'state',
    'is_open',
    'leader_seen_us',
    'decided_us',
    'sent_us',
    'answered_us',
    'first_fill_us',
    'done_us',
  ],
  copy_positions: [
    'link_id',
    'asset',
    'product',
    'exchange_segment',
    'security_id',
    'follower_product',
    'held_qty',
    'doubt',
    'state',
    'updated_at',
  ],
  edis_transactions: [
    'id',
    'account_type',
    'isin',
    'qty',
    'exchange',
    'segment',
    'bulk',
    'tpin',
    'status',
    'request_id',
    'created_at',
    'updated_at',
    'authorized_at',
    'expires_at',
    'raw_request',
    'raw_response',
    'error_message',
    'account_id',
  ],
  empty_snapshots: ['kind', 'account_type', 'account_id', 'snapshot_ts'],
  error_log: [
    'id',
    'error_type',
    'error_code',
    'error_message',
    'stack_trace',
    'context',
    'severity',
    'account_type',
    'order_id',
    'occurred_at',
    'account_id',
  ],
  file_migrations: ['id', 'source', 'source_version', 'rows_taken', 'rows_kept_aside', 'finished_at'],
  forever_orders: [
    'id',
    'account_type',
    'correlation_id',
    'status',
    'order_type',
    'security_id',
    'exchange_segment',
    'trading_symbol',
    'trigger_type',
    'trigger_price_above',
    'trigger_price_below',
    'transaction_type',
    'product',
    'order_type_after_trigger',
    'quantity',
    'price',
    'disclosed_qty',
    'validity',
    'oco_leg_id',
    'created_at',
    'updated_at',
    'triggered_at',
    'expires_at',
    'triggered_order_id',
    'raw_request',
    'raw_response',
    'account_id',
    'order_status',
    'oco_price',
    'oco_quantity',
  ],
  funds: [
    'snapshot_ts',
    'account_type',
    'available_balance',
    'sodLimit',
    'collateral',
    'margin_used',
    'margin_available',
    'withdrawable_balance',
    'blocked_margin',
    'raw_data',
    'account_id',
  ],
  holdings: [
    'snapshot_ts',
    'account_type',
    'security_id',
    'exchange_segment',
    'trading_symbol',
    'isin',
    'total_qty',
    'dpqty',
    't1qty',
    'available_qty',
    'collateral_qty',
    'collateral_update_qty',
    'avg_cost_price',
    'ltp',
    'realized_pl',
    'unrealized_pl',
    'raw_data',
    'account_id',
  ],
  instrument_changes: [
    'id',
    'sync_id',
    'exchange_segment',
    'security_id',
    'trading_symbol',
    'field',
    'old_value',
    'new_value',
    'held_by',
  ],
  instrument_syncs: [
    'id',
    'source',
    'exchange_segment',
    'started_at',
    'finished_at',
    'rows_before',
    'rows_after',
    'added',
    'changed',
    'removed',
    'kept',
    'segments',
    'left_out',
  ],
  instruments: [
    'security_id',
    'exchange_segment',
    'symbol',
    'trading_symbol',
    'name',
    'instrument_type',
    'expiry_date',
    'strike_price',
    'option_type',
    'lot_size',
    'tick_size',
    'underlying_security_id',
    'isin',
    'meta',
    'updated_at',
  ],
  ledger_entries: [
    'id',
    'account_type',
    'entry_date',
    'particulars',
    'voucherNo',
    'voucherDate',
    'debit',
    'credit',
    'balance',
    'created_at',
    'account_id',
    'entry_key',
    'exchange',
    'voucher_description',
    'raw_data',
  ],
  links: [
    'id',
    'leader_account_id',
    'follower_account_id',
    'state',
    'sizing_strategy',
    'ratio',
    'settings',
    'created_at',
    'updated_at',
    'removed_at',
    'since_broker_ms',
  ],
  maintenance_runs: ['id', 'task', 'started_at', 'finished_at', 'outcome', 'detail'],
  mapping_journal: ['id', 'rows'],
  margin_requirements: [
    'id',
    'account_type',
    'order_id',
    'security_id',
    'exchange_segment',
    'quantity',
    'price',
    'product',
    'total_margin',
    'span_margin',
    'exposure_margin',
    'var_margin',
    'calculated_at',
    'account_id',
  ],
  migration_leftovers: ['id', 'source_table', 'source_rowid', 'row', 'is_sealed', 'why', 'was_taken', 'kept_at'],
  order_events: ['id', 'order_id', 'event_type', 'event_source', 'event_data', 'event_ts', 'sequence', 'event_us'],
  order_modifications: [
    'id',
    'order_id',
    'modification_type',
    'old_value',
    'new_value',
    'status',
    'error_message',
    'modified_at',
  ],
  orders: [
    'id',
    'account_type',
    'correlation_id',
    'status',
    'order_status',
    'side',
    'product',
    'order_type',
    'validity',
    'security_id',
    'exchange_segment',
    'trading_symbol',
    'quantity',
    'disclosed_qty',
    'price',
    'trigger_price',
    'traded_qty',
    'remaining_qty',
    'avg_price',
    'co_stop_loss_value',
    'co_trigger_price',
    'bo_profit_value',
    'bo_stop_loss_value',
    'bo_order_type',
    'parent_order_id',
    'leg_type',
    'is_sliced_order',
    'slice_order_id',
    'slice_index',
    'total_slice_quantity',
    'after_market_order',
    'amo_time',
    'exchange_order_id',
    'exchange_time',
    'algo_id',
    'drv_expiry_date',
    'drv_option_type',
    'drv_strike_price',
    'oms_error_code',
    'oms_error_description',
    'created_at',
    'updated_at',
    'completed_at',
    'raw_request',
    'raw_response',
    'account_id',
    'mapping_id',
    'created_us',
    'updated_us',
  ],
  own_positions: ['account_id', 'asset', 'product', 'units', 'state', 'updated_at'],
  position_releases: ['id', 'link_id', 'account_id', 'asset', 'product', 'units', 'reason', 'price', 'released_at'],
  positions: [
    'snapshot_ts',
    'account_type',
    'security_id',
    'exchange_segment',
    'product',
    'position_type',
    'buy_qty',
    'sell_qty',
    'net_qty',
    'buy_avg',
    'sell_avg',
    'realized_pl',
    'unrealized_pl',
    'total_pl',
    'ltp',
    'close_price',
    'multiplier',
    'margin_required',
    'raw_data',
    'quantity',
    'avg_price',
    'account_id',
  ],
  postback_configs: [
    'id',
    'account_type',
    'webhook_url',
    'webhook_secret',
    'event_types',
    'is_active',
    'created_at',
    'updated_at',
    'last_triggered_at',
    'account_id',
    'path_secret',
    'path_hash',
  ],
  postback_events: [
    'id',
    'account_type',
    'event_type',
    'order_id',
    'payload',
    'signature',
    'is_verified',
    'is_processed',
    'processed_at',
    'error_message',
    'received_at',
    'account_id',
    'body_hash',
    'double_of',
  ],
  rate_limit_tracking: [
    'id',
    'account_type',
    'endpoint',
    'request_count',
    'window_start',
    'window_end',
    'last_request_at',
    'created_at',
    'account_id',
  ],
  risk_violations: [
    'id',
    'account_type',
    'violation_type',
    'limit_value',
    'actual_value',
    'order_id',
    'security_id',
    'action_taken',
    'violated_at',
    'account_id',
  ],
  schema_migrations: ['number', 'name', 'applied_at', 'checksum'],
  size_reports: ['id', 'taken_at', 'file_bytes', 'free_bytes', 'tables'],
  statement_days: ['account_id', 'kind', 'day', 'row_count', 'fetched_at'],
  traders_control: [
    'id',
    'account_type',
    'control_type',
    'kill_switch_status',
    'daily_loss_limit',
    'position_size_limit',
    'order_value_limit',
    'is_active',
    'created_at',
    'updated_at',
    'activated_at',
    'deactivated_at',
    'activated_by',
    'reason',
    'account_id',
    'deactivated_by',
    'deactivation_reason',
    'enforced_by',
    'daily_profit_limit',
    'product_types',
    'then_kill_switch',
  ],
  trades: [
    'id',
    'order_id',
    'account_type',
    'exchange_order_id',
    'exchange_trade_id',
    'security_id',
    'exchange_segment',
    'trading_symbol',
    'side',
    'product',
    'order_type',
    'quantity',
    'price',
    'trade_value',
    'brokerage',
    'exchange_charges',
    'clearing_charges',
    'stt',
    'stamp_duty',
    'transaction_charges',
    'gst',
    'total_charges',
    'net_amount',
    'trade_ts',
    'created_at',
    'updated_at',
    'exchange_time',
    'drv_expiry_date',
    'drv_option_type',
    'drv_strike_price',
    'raw_data',
    'account_id',
    'sebi_fee',
    'ipft',
    'charges_source',
  ],
  vault_keys: ['key_id', 'key_check', 'created_at'],
  websocket_connections: [
    'id',
    'account_type',
    'connection_id',
    'ws_url',
    'status',
    'subscribed_events',
    'connect_attempts',
    'last_heartbeat_at',
    'connected_at',
    'disconnected_at',
    'created_at',
    'updated_at',
    'account_id',
  ],
  websocket_messages: [
    'id',
    'connection_id',
    'account_type',
    'message_type',
    'order_id',
    'payload',
    'sequence_number',
    'is_processed',
    'processed_at',
    'received_at',
    'account_id',
    'received_us',
    'error_message',
  ],
} as const satisfies { readonly [Name in Table]: readonly (keyof Row<Name>)[] };

/** What the schema puts into a column that may be null when a statement does not name it, as SQL. */
export const DEFAULTS: { readonly [Name in Table]?: { readonly [Column in keyof Row<Name>]?: string } } = {
  auth_tokens: {
    token_type: "'Bearer'",
    is_active: '1',
  },
  bracket_order_legs: {
    status: "'PENDING'",
  },
  config: {
    data_type: "'string'",
    is_sensitive: '0',
  },
  edis_transactions: {
    bulk: '0',
  },
  error_log: {
    severity: "'ERROR'",
  },
  forever_orders: {
    validity: "'DAY'",
  },
  holdings: {
    dpqty: '0',
    t1qty: '0',
    collateral_qty: '0',
    collateral_update_qty: '0',
    realized_pl: '0',
    unrealized_pl: '0',
  },
  ledger_entries: {
    debit: '0',
    credit: '0',
  },
  orders: {
    traded_qty: '0',
    is_sliced_order: '0',
    after_market_order: '0',
  },
  positions: {
    buy_qty: '0',
    sell_qty: '0',
    buy_avg: '0',
    sell_avg: '0',
    realized_pl: '0',
    unrealized_pl: '0',
    total_pl: '0',
  },
  postback_configs: {
    is_active: '1',
  },
  postback_events: {
    is_processed: '0',
  },
  rate_limit_tracking: {
    request_count: '0',
  },
  traders_control: {
    is_active: '1',
  },
  trades: {
    brokerage: '0',
    exchange_charges: '0',
    clearing_charges: '0',
    stt: '0',
    stamp_duty: '0',
    transaction_charges: '0',
    gst: '0',
    total_charges: '0',
  },
  websocket_connections: {
    connect_attempts: '0',
  },
  websocket_messages: {
    is_processed: '0',
  },
};
