/** The purpose of a table, the part of the running system that fills it, and the command or view that shows it. */
export interface TableWords {
  readonly purpose: string;
  readonly writer: string;
  readonly reader: string;
}

/** The tables of schema v3 first, in its order; then ours. */
export const TABLE_WORDS: Readonly<Record<string, TableWords>> = {
  auth_tokens: {
    purpose: 'Access tokens of the accounts, encrypted, with expiry and last use.',
    writer:
      '`account add`, `account import`, `account token`, `account login`, `account renew`, `account remove`; the renewal of tokens, and the time of their last use (`apps/dhancopy/src/runtime/access`)',
    reader: '`status`, `doctor`, `account list`',
  },
  rate_limit_tracking: {
    purpose:
      'Requests of each account by endpoint and window. Requests about `orders` are counted by the minute, so that rate budgets survive a restart.',
    writer: 'the rate budgets (`apps/dhancopy/src/runtime/budgets.ts`), after every request',
    reader: '`status` (orders used), the weekly maintenance (`db maintain weekly`: the most frequent requests)',
  },
  config: {
    purpose: 'Settings of the system, typed, by category.',
    writer:
      '`config set`, `kill`, `pause`, `resume`, `flatten`, `postback set`, `postback remove`; pause and resume of an account or a link; the engine, at its start (missing settings) and when a flatten is done',
    reader: '`config list`; the running engine, which applies a change at once',
  },
  orders: {
    purpose: 'Every known order of leaders and followers: one row each, as the broker last reported it.',
    writer: 'the engine’s decisions (`apps/dhancopy/src/runtime/decision-writer.ts`)',
    reader: '`v_active_orders`, `v_cover_orders`, `v_sliced_orders`; `export orders`',
  },
  order_events: {
    purpose: 'The steps of each order, and which source reported each step.',
    writer: 'the engine’s decisions',
    reader: '`story`; the report of `demo`; SQL by order',
  },
  order_modifications: {
    purpose:
      'Each changed field of an order, before and after: what the leaders changed, and what we requested and the broker’s answer to it.',
    writer:
      'the engine’s decisions, for the leaders; the dispatcher (`apps/dhancopy/src/runtime/dispatcher.ts`), for the copies',
    reader: 'SQL by order',
  },
  bracket_order_legs: {
    purpose: 'Legs of super orders, as the broker last reported them.',
    writer: 'the reads of each account’s super and forever orders (`apps/dhancopy/src/runtime/records/special-orders`)',
    reader: '`orders super`, `v_active_bracket_orders`',
  },
  forever_orders: {
    purpose: 'Good-till-triggered orders, single and one-cancels-other.',
    writer: 'the reads of each account’s super and forever orders (`apps/dhancopy/src/runtime/records/special-orders`)',
    reader: '`orders forever`, `v_active_forever_orders`',
  },
  positions: {
    purpose: 'Snapshots of positions, with profit and loss in rupees.',
    writer:
      'the snapshots (`apps/dhancopy/src/runtime/records/snapshots/snapshot-writer.ts`), at intervals and after fills',
    reader: '`v_latest_positions`; `export positions`',
  },
  holdings: {
    purpose: 'Snapshots of delivery holdings.',
    writer: 'the snapshots',
    reader: '`v_latest_holdings`; `export holdings`',
  },
  edis_transactions: {
    purpose: 'Authorisations of sales from the demat account.',
    writer: '`edis form` and `edis inquire` (`apps/dhancopy/src/runtime/edis`)',
    reader: '`edis list`',
  },
  traders_control: {
    purpose:
      'Kill switch and limits of dhancopy, and the broker’s own kill switch and P&L exit of each account, with who set them and why.',
    writer:
      '`kill`, `resume`, `risk set`, `risk clear`, `account import`, `broker kill-switch`, `broker pnl-exit`; the engine, which reads the broker’s kill switch after a refused order',
    reader: '`status`, `risk list`',
  },
  risk_violations: {
    purpose: 'Orders that a limit stopped: the limit, the value, the action.',
    writer:
      'the engine’s decisions, when a limit stops an entry; the reads of the broker’s kill switch, when a P&L exit has turned it on',
    reader: '`risk violations`',
  },
  funds: {
    purpose: 'Snapshots of the fund limits.',
    writer: 'the snapshots',
    reader: '`v_latest_funds`; `export funds`',
  },
  margin_requirements: {
    purpose: 'The margin that the broker’s calculator gives for a copy.',
    writer: 'the reads of margins (`apps/dhancopy/src/runtime/records/margin`), at calm moments',
    reader: '`margin`',
  },
  ledger_entries: {
    purpose: 'The account’s ledger, day by day.',
    writer: 'the statements (`apps/dhancopy/src/runtime/records/statements`), fetched by day',
    reader: '`statement ledger`, `export ledger`',
  },
  trades: {
    purpose: 'Every trade with its charges.',
    writer: 'the reads of the trade book after fills; the statements, which add the broker’s charges',
    reader: '`statement trades`, `story`, `pnl`; `v_recent_trades`, `v_daily_pnl`; `export trades`',
  },
  postback_configs: {
    purpose: 'Addresses that receive the broker’s posts, and their signing secrets, encrypted.',
    writer: '`postback set`, `postback remove`',
    reader: '`postback list`',
  },
  postback_events: {
    purpose: 'Posts as received, and whether they were verified and processed.',
    writer: 'the postbacks (`apps/dhancopy/src/runtime/postback`)',
    reader: 'SQL by order or time',
  },
  websocket_connections: {
    purpose: 'Each connection of an order stream, its state and last heartbeat.',
    writer: 'the journal of each account (`apps/dhancopy/src/runtime/account/journal.ts`)',
    reader: '`v_active_websocket_connections`',
  },
  websocket_messages: {
    purpose: 'Every frame of the order streams, as received.',
    writer: 'the journal of each account',
    reader: 'SQL by order or time',
  },
  instruments: {
    purpose: 'Tradable instruments: lots, ticks, freeze quantities, expiries, strikes.',
    writer: 'the synchronisation with the broker’s list (`apps/dhancopy/src/runtime/instruments`)',
    reader: '`instruments find`, `instruments show`',
  },
  copy_mappings: {
    purpose: 'One row per leader order and link: the result, the reason, and the times to the microsecond.',
    writer: 'the engine’s decisions',
    reader: '`copies`, `story`, `status`; `v_active_orders`; the report of `demo`; `export copies`',
  },
  audit_log: {
    purpose: 'Every call to the broker and every action of the operator, without secrets, as a chain of hashes.',
    writer: 'the journal of each account; every operation of the command line',
    reader: '`db verify`; `export audit`',
  },
  error_log: {
    purpose: 'Errors, their severity, and the account they concern.',
    writer: 'every notice of the runtime',
    reader: '`v_recent_errors`',
  },
  accounts: {
    purpose: 'Leader and follower accounts.',
    writer: '`account add`, `account import`, `account pause`, `account resume`, `account remove`; `db migrate`',
    reader: '`account list`',
  },
  links: {
    purpose: 'Which follower copies which leader, and how.',
    writer:
      '`link add`, `link set`, `link pause`, `link resume`, `link remove`; `account import`, `account remove`, `flatten`',
    reader: '`link list`',
  },
  copied_positions: {
    purpose: 'Units that each link held in a build before copy positions. Empty after the first start of the engine.',
    writer: 'builds before copy positions',
    reader: 'the engine at its first start, which writes it to `copy_positions`',
  },
  copy_positions: {
    purpose: 'Units of an asset that each link should hold, and holds. Exits are sized by this table.',
    writer: 'the engine’s decisions (`apps/dhancopy/src/runtime/decision-writer.ts`)',
    reader: 'the engine at its start; `link remove`, `link add`; `export held`',
  },
  own_positions: {
    purpose: 'Units that a follower holds and no link copied.',
    writer: 'the engine’s decisions, from the reads of each account',
    reader: 'the engine at its start; SQL',
  },
  position_releases: {
    purpose: 'Copied units that left a link without an order of ours: number, reason and price.',
    writer: 'the engine’s decisions',
    reader: '`export releases`',
  },
  empty_snapshots: {
    purpose: 'Times of snapshots that had no rows. With them, the `v_latest_…` views can be empty.',
    writer: 'the snapshots',
    reader: 'the `v_latest_…` views',
  },
  vault_keys: {
    purpose: 'The keys that values in this file were encrypted with.',
    writer: '`init`; the first use of a key',
    reader: 'every start, to detect a wrong key',
  },
  account_logins: {
    purpose: 'How an account gets its tokens: the login method, and its secrets, encrypted.',
    writer: '`account login-method`, `account import`, `account remove`',
    reader: 'the renewal of tokens; `account list`',
  },
  mapping_journal: {
    purpose: 'The copies of a decision for several followers, until they are written to their own tables.',
    writer: 'the engine’s decisions',
    reader: 'every start, to write the rows that are still missing',
  },
  instrument_syncs: {
    purpose: 'Each synchronisation of the list of instruments.',
    writer: 'the synchronisation',
    reader: '`instruments changes --list`',
  },
  instrument_changes: {
    purpose: 'Changes of contracts, field by field, and which followers held the contract.',
    writer: 'the synchronisation',
    reader: '`instruments changes`',
  },
  config_changes: {
    purpose: 'Every change of the configuration: version, who, when, before and after.',
    writer: 'triggers on `config`, for changes by any program',
    reader: '`config history`',
  },
  audit_chain: {
    purpose: 'The start of the hash chain of the audit log.',
    writer: 'the archive of old rows',
    reader: '`db verify`',
  },
  statement_days: {
    purpose: 'Which days of the ledger and of the trade history were fetched.',
    writer: 'the statements, with the rows of the day',
    reader: '`statement ledger` and `statement trades`, to find missing days; every start',
  },
  file_migrations: {
    purpose: 'The older file of another program that this file was imported from.',
    writer: '`db migrate`',
    reader: '`db leftovers`',
  },
  migration_leftovers: {
    purpose: 'Rows of an older file that do not fit into this database, each with the reason.',
    writer: '`db migrate`',
    reader: '`db leftovers`',
  },
  archives: {
    purpose: 'Which rows went to which archive file.',
    writer: '`db archive`; the monthly maintenance',
    reader: '`db archive`',
  },
  size_reports: {
    purpose: 'The size of the file and of each table over time.',
    writer: '`db stats`; the weekly maintenance',
    reader: '`db stats`, to show the growth',
  },
  maintenance_runs: {
    purpose: 'Times and results of database maintenance.',
    writer: 'the engine, while nothing is traded; `db maintain`',
    reader: '`status`',
  },
  schema_migrations: {
    purpose: 'The migrations that were applied to this file.',
    writer: 'every start that applies a new migration',
    reader: 'every start, to refuse a newer file',
  },
};
