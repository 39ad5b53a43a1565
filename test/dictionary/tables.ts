/** What a table is for, which part of the running system fills it, and what a person reads it with. */
export interface TableWords {
  readonly purpose: string;
  readonly writer: string;
  readonly reader: string;
}

/** The seed's tables first, in its order; then ours. */
export const TABLE_WORDS: Readonly<Record<string, TableWords>> = {
  auth_tokens: {
    purpose: 'Access tokens of the accounts, sealed, with expiry and last use.',
    writer: 'the token keeper (`src/runtime/access`), `account token`',
    reader: '`status`, `doctor`, `account list`',
  },
  rate_limit_tracking: {
    purpose:
      'Requests of each account by endpoint and window; those of `orders` by the minute, so that budgets survive a restart.',
    writer: 'the rate budgets (`src/runtime/budgets.ts`), after every request',
    reader: '`status` (orders used), the weekly care (`db maintain weekly`: what was asked for most)',
  },
  config: {
    purpose: 'Settings of the system, typed, by category.',
    writer: '`config set`, `kill`, `resume`, `postback set`',
    reader: '`config list`; the running engine, at once',
  },
  orders: {
    purpose: 'Every order that was seen, of leaders and followers: one row each, as the broker last told it.',
    writer: 'the engine’s decisions (`src/runtime/decision-writer.ts`)',
    reader: '`v_active_orders`, `v_cover_orders`, `v_sliced_orders`; `export orders`',
  },
  order_events: {
    purpose: 'What happened to an order, step by step, and where it was heard of.',
    writer: 'the engine’s decisions',
    reader: 'the report of `demo`; SQL by order',
  },
  order_modifications: {
    purpose: 'Each field that was asked to change, before and after, and whether the broker took it.',
    writer: 'the dispatcher (`src/runtime/dispatcher.ts`)',
    reader: 'SQL by order',
  },
  bracket_order_legs: {
    purpose: 'Legs of super orders, as the broker last showed them.',
    writer: 'the lists that are read of each account (`src/runtime/special-orders`)',
    reader: '`orders super`, `v_active_bracket_orders`',
  },
  forever_orders: {
    purpose: 'Good-till-triggered orders, single and one-cancels-other.',
    writer: 'the lists that are read of each account (`src/runtime/special-orders`)',
    reader: '`orders forever`, `v_active_forever_orders`',
  },
  positions: {
    purpose: 'Snapshots of positions, with profit and loss in rupees.',
    writer: 'the snapshots (`src/runtime/account/snapshot-writer.ts`), at a pace and after fills',
    reader: '`v_latest_positions`; `export positions`',
  },
  holdings: {
    purpose: 'Snapshots of delivery holdings.',
    writer: 'the snapshots',
    reader: '`v_latest_holdings`; `export holdings`',
  },
  edis_transactions: {
    purpose: 'Authorisations of sales from the demat account.',
    writer: 'the eDIS desk (`src/runtime/edis`)',
    reader: '`edis list`',
  },
  traders_control: {
    purpose: 'Kill switch and limits, who set them and why.',
    writer: '`kill`, `resume`, `risk set`',
    reader: '`status`, `risk list`',
  },
  risk_violations: {
    purpose: 'Orders that a limit stopped: the limit, the value, what was done.',
    writer: 'the engine’s decisions, when a limit stops an entry',
    reader: '`risk violations`, the seed’s query of the last 24 hours',
  },
  funds: {
    purpose: 'Snapshots of the fund limits.',
    writer: 'the snapshots',
    reader: '`v_latest_funds`; `export funds`',
  },
  margin_requirements: {
    purpose: 'What the broker’s calculator asks for a copy.',
    writer: 'the margin desk (`src/runtime/margin`), at calm moments',
    reader: '`margin`',
  },
  ledger_entries: {
    purpose: 'The account’s ledger, day by day.',
    writer: 'the statements (`src/runtime/statements`), fetched by day',
    reader: '`statement ledger`, `export ledger`',
  },
  trades: {
    purpose: 'Every trade with its charges.',
    writer: 'the trade books that are read after fills, and the statements with what was booked',
    reader: '`statement trades`, `v_recent_trades`; `export trades`',
  },
  postback_configs: {
    purpose: 'Addresses that take the broker’s posts, and what they are signed with, sealed.',
    writer: '`postback set`',
    reader: '`postback list`',
  },
  postback_events: {
    purpose: 'Posts as they came, whether verified and processed.',
    writer: 'the postback desk (`src/runtime/postback`)',
    reader: 'SQL by order or time',
  },
  websocket_connections: {
    purpose: 'Each connection of an order stream, its state and last heartbeat.',
    writer: 'the journal of each account (`src/runtime/account/journal.ts`)',
    reader: '`v_active_websocket_connections`',
  },
  websocket_messages: {
    purpose: 'Every frame of the order streams as it came.',
    writer: 'the journal of each account',
    reader: 'SQL by order or time',
  },
  instruments: {
    purpose: 'What can be traded: lots, ticks, freeze quantities, expiries, strikes.',
    writer: 'the synchronisation with the broker’s list (`src/runtime/instruments`)',
    reader: '`instruments find`, `instruments show`',
  },
  copy_mappings: {
    purpose: 'One row per leader order and link: what became of it, why, and when, to the microsecond.',
    writer: 'the engine’s decisions',
    reader: '`v_active_orders`; the report of `demo`; `export copies`',
  },
  audit_log: {
    purpose: 'Every call to the broker and every act of a person, secrets taken out, as a chain of hashes.',
    writer: 'the journal of each account; every operation of the command line',
    reader: '`db verify`; `export audit`',
  },
  error_log: {
    purpose: 'What went wrong, how bad it is, and for whom.',
    writer: 'every notice of the runtime',
    reader: '`v_recent_errors`',
  },
  accounts: {
    purpose: 'The accounts that are copied from and to.',
    writer: '`account add`',
    reader: '`account list`',
  },
  links: { purpose: 'Who copies whom, and how.', writer: '`link add`, `link set`', reader: '`link list`' },
  copied_positions: {
    purpose: 'What each link held under a build before copy positions. Empty after the first start of the engine.',
    writer: 'builds before copy positions',
    reader: 'the engine at its first start, which writes it to `copy_positions`',
  },
  copy_positions: {
    purpose: 'What each link should hold and holds of an asset: the sub-ledger that exits are measured by.',
    writer: 'the engine’s decisions (`src/runtime/decision-writer.ts`)',
    reader: 'the engine at its start; `link remove`, `link add`; `export held`',
  },
  own_positions: {
    purpose: 'What a follower holds that no link copied.',
    writer: 'the engine’s decisions, from what each account was read to hold',
    reader: 'the engine at its start; SQL',
  },
  position_releases: {
    purpose: 'Copied units that left a link without an order of ours: how many, why, and at what price.',
    writer: 'the engine’s decisions',
    reader: '`export releases`',
  },
  empty_snapshots: {
    purpose: 'Snapshots that held nothing, so that “latest” can be empty.',
    writer: 'the snapshots',
    reader: 'the `v_latest_…` views',
  },
  vault_keys: {
    purpose: 'Which keys values in this file were sealed with.',
    writer: '`init`; the first use of a key',
    reader: 'every start, to tell a wrong key',
  },
  account_logins: {
    purpose: 'How an account makes its tokens, sealed.',
    writer: '`account login-method`',
    reader: 'the token keeper; `account list`',
  },
  mapping_journal: {
    purpose: 'Copies of a decision for many followers, durable before their rows are written.',
    writer: 'the engine’s decisions',
    reader: 'every start, to finish what was left',
  },
  instrument_syncs: {
    purpose: 'Each synchronisation of the list of instruments.',
    writer: 'the synchronisation',
    reader: '`instruments changes --list`',
  },
  instrument_changes: {
    purpose: 'What changed in contracts, field by field, and who held them.',
    writer: 'the synchronisation',
    reader: '`instruments changes`',
  },
  config_changes: {
    purpose: 'Every change of the configuration: version, who, when, before and after.',
    writer: 'triggers on `config`, whoever writes it',
    reader: '`config history`',
  },
  audit_chain: {
    purpose: 'Where the chain of the audit log begins.',
    writer: 'the archive of old rows',
    reader: '`db verify`',
  },
  statement_days: {
    purpose: 'Which days of the ledger and of the trade history were fetched.',
    writer: 'the statements, with the rows of the day',
    reader: '`statement ledger` and `statement trades`, for what is missing; every start',
  },
  file_migrations: {
    purpose: 'The older file of another program that this one was made from.',
    writer: '`db migrate`',
    reader: '`db leftovers`',
  },
  migration_leftovers: {
    purpose: 'Rows of an older file that have no place here as they are, each with the reason.',
    writer: '`db migrate`',
    reader: '`db leftovers`',
  },
  archives: {
    purpose: 'Which rows went to which archive file.',
    writer: '`db archive`; the monthly care',
    reader: '`db archive`',
  },
  size_reports: {
    purpose: 'How large the file and each table were.',
    writer: '`db stats`; the weekly care',
    reader: '`db stats`, for what grew',
  },
  maintenance_runs: {
    purpose: 'When the engine cared for the database, and what came of it.',
    writer: 'the engine, while nothing is traded',
    reader: '`status`',
  },
  schema_migrations: {
    purpose: 'The migrations that made this file.',
    writer: 'every start that finds new ones',
    reader: 'every start, to refuse a newer file',
  },
};
