/** The content of a column, where neither its name nor its migration explains it. By table and column. */
export const COLUMN_WORDS: Readonly<Record<string, string>> = {
  'account_logins.secret': 'encrypted; JSON with the secrets of the login method',
  'audit_log.action': 'the call: place_order, modify_order, cancel_order, get_order_book, …',
  'audit_log.hash': 'hash of this row and of the hash before it; null outside the chain',
  'auth_tokens.expires_at': 'null when the token has no expiry',
  'auth_tokens.scope':
    'how the token was made: WEB, RENEWED, TOTP, API_KEY, PARTNER; null for a token of an earlier build',
  'bracket_order_legs.order_status': 'the status as the broker spells it',
  'bracket_order_legs.status': 'one of the values of orders.status',
  'config.value': 'encrypted where is_sensitive is 1',
  'config_changes.new_value': 'null: the setting has no row any more; encrypted where new_is_sensitive is 1',
  'config_changes.old_value': 'null: the setting had no row before; encrypted where old_is_sensitive is 1',
  'config_changes.version': '1, 2, 3, … within the setting',
  'copy_mappings.account_id': 'Dhan client id of the follower',
  'copy_mappings.error_message': 'for the operator: why the order was skipped, or the broker’s message',
  'copy_mappings.generation': 'number of times the order was placed again; part of the correlation id',
  'copy_mappings.is_open': '1 while the engine still works on the copy',
  'copy_mappings.state': 'JSON of the engine: the copy with its orders',
  'edis_transactions.qty': 'units requested; 0 for a bulk form, which has no quantity',
  'edis_transactions.tpin':
    'encrypted in rows of other programs; null in rows of dhancopy, because the T-PIN goes to the depository only',
  'file_migrations.rows_kept_aside': 'rows that did not fit and are in migration_leftovers',
  'file_migrations.rows_taken': 'rows that were imported',
  'forever_orders.order_status':
    'the status as the broker spells it, one per leg; NOT_LISTED when the broker’s list no longer has the order',
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
  'orders.order_status': 'the status as the broker spells it',
  'position_releases.units': 'signed units that were released; negative for a short position',
  'positions.avg_price': 'average of the open side, for v1 and v2 programs; triggers keep it up to date',
  'positions.quantity': 'same as net_qty, for v1 and v2 programs; triggers keep it up to date',
  'postback_configs.event_types': 'wanted values of orderStatus, separated by commas; null: all',
  'postback_configs.webhook_secret': 'encrypted; the proxy signs posts with it; null: posts are not signed',
  'postback_configs.webhook_url': 'the address for the broker or the proxy; its last part is secret',
  'risk_violations.action_taken':
    'ORDER_REJECTED: the entry was not placed; ENTRIES_STOPPED: entries of the account stop for the day; KILL_SWITCH_ACTIVATED: the broker’s P&L exit turned the broker’s kill switch on. No limit of dhancopy turns a kill switch on: who did is in traders_control',
  'risk_violations.order_id': 'the stopped order, if it has a row; null if it was refused before it was sent',
  'traders_control.account_id': 'Dhan client id; null: every account of account_type',
  'traders_control.control_type':
    'KILL_SWITCH; RISK_LIMIT: dhancopy writes all three limits of a scope into one row, and the broker’s P&L exit; POSITION_LIMIT: written by other programs only, counts like RISK_LIMIT',
  'traders_control.enforced_by':
    'dhancopy: it stops copies; broker: the broker’s own control of the account, as it was read last at updated_at',
  'trades.charges_source':
    'null: the charges were neither computed nor read from a statement, and are the default of 0',
};
