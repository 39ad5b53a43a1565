/** The content of a column, where neither its name nor its migration explains it. By table and column. */
export const COLUMN_WORDS: Readonly<Record<string, string>> = {
  'account_logins.secret': 'encrypted; JSON with the secrets of the login method',
  'audit_log.action': 'the call: place_order, modify_order, cancel_order, get_order_book, …',
  'audit_log.hash': 'hash of this row and of the hash before it; null outside the chain',
  'auth_tokens.expires_at': 'null when the token has no expiry',
  'auth_tokens.refresh_token': 'never filled: the broker’s tokens are renewed with themselves, and it gives no other',
  'auth_tokens.scope':
    'how the token was made: WEB, RENEWED, TOTP, API_KEY, PARTNER; null for a token of an earlier build',
  'auth_tokens.token_type': 'always the schema’s default',
  'bracket_order_legs.leg_order_id':
    'the order of the leg; for an exit whose order the stream has not shown, the id of the entry with the leg’s name',
  'bracket_order_legs.order_status': 'the status as the broker spells it',
  'bracket_order_legs.status': 'one of the values of orders.status',
  'config.value': 'encrypted where is_sensitive is 1',
  'config_changes.new_value': 'null: the setting has no row any more; encrypted where new_is_sensitive is 1',
  'config_changes.old_value': 'null: the setting had no row before; encrypted where old_is_sensitive is 1',
  'config_changes.version': '1, 2, 3, … within the setting',
  'copy_mappings.account_id': 'Dhan client id of the follower',
  'copy_mappings.answered_us': 'when that request was answered',
  'copy_mappings.error_message': 'for the operator: why the order was skipped, or the broker’s message',
  'copy_mappings.generation': 'number of times the order was placed again; part of the correlation id',
  'copy_mappings.is_open': '1 while the engine still works on the copy',
  'copy_mappings.leader_seen_us': 'when the leader’s report that made the copy was received',
  'copy_mappings.sent_us':
    'when the request that the broker accepted went on the wire; while none is accepted, the last request',
  'copy_mappings.state': 'JSON of the engine: the copy with its orders',
  'edis_transactions.qty':
    'units requested; of a bulk form, which requests none, those that were approved, and 0 until then',
  'edis_transactions.tpin':
    'encrypted in rows of other programs; null in rows of dhancopy, because the T-PIN goes to the depository only',
  'error_log.error_code':
    'code of the error, or of the notice where no error is behind it; null where the broker’s lists have words that are not known',
  'error_log.order_id': 'where the error is about one order and names it; the order may have no row',
  'error_log.stack_trace': 'where something was thrown',
  'file_migrations.rows_kept_aside': 'rows that did not fit and are in migration_leftovers',
  'file_migrations.rows_taken': 'rows that were imported',
  'forever_orders.correlation_id':
    'never filled: the broker’s list does not have it, and dhancopy places no forever orders',
  'forever_orders.disclosed_qty': 'never filled: the broker’s list does not have it',
  'forever_orders.expires_at': 'a year after the order was made, or the last trade of its contract',
  'forever_orders.order_status':
    'the status as the broker spells it, one per leg; NOT_LISTED when the broker’s list no longer has the order',
  'forever_orders.raw_request': 'never filled: dhancopy places no forever orders',
  'forever_orders.trigger_type':
    'LTP_ABOVE and LTP_BELOW: judged by the last price that a snapshot of the account has; LTP_RANGE: two triggers, or no such price',
  'forever_orders.triggered_order_id': 'the order that it has placed; null until the stream has shown that order',
  'forever_orders.validity': 'the schema’s default: the broker’s list does not have it',
  'holdings.collateral_update_qty': 'the schema’s default of 0: the broker’s row does not have it',
  'holdings.ltp': '0 where the broker leaves it out',
  'holdings.realized_pl':
    'the schema’s default of 0: the broker’s row does not have it; what a sale has realised is in positions and trades',
  'holdings.unrealized_pl': 'computed from ltp and avg_cost_price; null without a price',
  'instrument_changes.field': 'the field that changed; listing: the contract left the list and is kept',
  'instrument_changes.held_by': 'JSON: the followers that had an open copy or copied units of the contract',
  'instrument_syncs.exchange_segment': 'null: the list of all segments',
  'instrument_syncs.finished_at':
    'null: interrupted before its end; each row of instruments is then either the old or the new one',
  'instrument_syncs.kept': 'contracts that left the list and are kept because a copy holds them',
  'ledger_entries.balance': 'balance after this line, as the broker last reported it',
  'ledger_entries.entry_key': 'null in rows of other programs',
  'maintenance_runs.detail': 'the result, in words',
  'maintenance_runs.finished_at': 'null while the task runs, or when it was interrupted',
  'migration_leftovers.row': 'JSON: the values by column; encrypted where is_sealed is 1',
  'migration_leftovers.was_taken':
    '1: the row was imported, and is kept here for the columns that this schema does not have',
  'order_events.sequence': '1, 2, 3, … within the order',
  'orders.algo_id': 'the exchange’s id of the algorithm, as the order stream reports it; null where the broker says 0',
  'orders.amo_time': 'of our own orders; the broker does not name it for orders of others',
  'orders.bo_order_type': 'never filled: a super order names no type for its exits',
  'orders.bo_profit_value': 'distance of a super order’s target from its price',
  'orders.bo_stop_loss_value': 'distance of a super order’s stop from its price',
  'orders.co_stop_loss_value': 'never filled: no answer of the broker has it',
  'orders.co_trigger_price': 'never filled: no answer of the broker has it',
  'orders.completed_at': 'when the order ended, by the broker’s clock; never before created_at',
  'orders.drv_expiry_date': 'last day of the contract, as the start of that Indian day; from the list of instruments',
  'orders.exchange_time': 'when the exchange took the order, by its clock',
  'orders.leg_type': 'only for orders of super, bracket and cover orders',
  'orders.oms_error_code': 'the broker’s; null where it says 0, which it was seen to do for rejected orders too',
  'orders.order_status': 'the broker’s word in the spelling of the order book, from whichever source',
  'orders.raw_request': 'JSON of what dhancopy placed; null for any other order',
  'orders.raw_response':
    'JSON of the broker’s row, of super orders and of orders that only a statement shows; null otherwise: websocket_messages has the frames, by order',
  'orders.trading_symbol': 'as in instruments; the broker’s word where the list does not have the contract',
  'orders.updated_at': 'when something of the row last changed',
  'position_releases.units': 'signed units that were released; negative for a short position',
  'positions.avg_price': 'average of the open side, for v1 and v2 programs; triggers keep it up to date',
  'positions.close_price': 'never filled: the broker’s row does not have it, and dhancopy reads no market data',
  'positions.ltp':
    'the price by which the broker valued an open position, computed from unrealized_pl and the average; null for a closed one',
  'positions.margin_required':
    'never filled: the broker has no margin of a position, only of an account (funds) and of an order (margin_requirements)',
  'positions.quantity': 'same as net_qty, for v1 and v2 programs; triggers keep it up to date',
  'postback_configs.event_types': 'wanted values of orderStatus, separated by commas; null: all',
  'postback_configs.webhook_secret': 'encrypted; the proxy signs posts with it; null: posts are not signed',
  'postback_configs.webhook_url': 'the address for the broker or the proxy, without its last part, which is secret',
  'risk_violations.action_taken':
    'ORDER_REJECTED: the entry was not copied; ENTRIES_STOPPED: no entry for the rest of the day; KILL_SWITCH_ACTIVATED: the broker’s P&L exit turned the broker’s kill switch on. No limit of dhancopy turns a kill switch on: who did is in traders_control',
  'risk_violations.order_id': 'the stopped order, if it has a row; null if it was refused before it was sent',
  'traders_control.account_id': 'Dhan client id; null: every account of account_type',
  'traders_control.control_type':
    'KILL_SWITCH; RISK_LIMIT: dhancopy writes all three limits of a scope into one row, and the broker’s P&L exit; POSITION_LIMIT: written by other programs only, counts like RISK_LIMIT',
  'traders_control.enforced_by':
    'dhancopy: it stops copies; broker: the broker’s own control of the account, as it was read last at updated_at',
  'traders_control.kill_switch_status': 'ACTIVATE, DEACTIVATE; null in rows of limits',
  'trades.charges_source':
    'null: the charges were neither computed nor read from a statement, and are the default of 0',
  'trades.clearing_charges': 'null: no published rate, and the statement has no line for it',
  'trades.transaction_charges':
    'always the schema’s default of 0: exchange_charges has them, which the broker calls transaction charges',
};
