/** The number of accounts in the history: one leader, the others followers. */
export const ACCOUNTS = 10;

/** The number of rows of each account: a view must return 100 positions and as many holdings. */
const HELD = 10;

/** One of the 11 views: the content of its table after years, the rows that the view returns, and its straightforward definition. */
export interface ViewHistory {
  readonly view: string;
  /**
   * Inserts `rows` rows of history, and the active, latest or recent rows after them. Parameters are `:rows` and `:now` (epoch
   * seconds).
   */
  readonly fill: readonly string[];
  /** The straightforward definition, where it differs. */
  readonly plain?: string;
}

/** `n` from 0 to `:rows` - 1. */
const COUNT =
  'with recursive counted (n) as (select 0 union all select n + 1 from counted where n + 1 < cast(:rows as integer))';
const ACCOUNT = `printf('A%03d', n % ${ACCOUNTS})`;
const ROLE = `iif(n % ${ACCOUNTS} = 0, 'leader', 'follower')`;

/** The number of a row's snapshot. Snapshots are a minute apart. */
const snapshotOf = (perSnapshot: number): string =>
  `cast(:now as integer) - 60 * (cast(:rows as integer) / ${perSnapshot * ACCOUNTS} - n / ${perSnapshot * ACCOUNTS})`;
const securityOf = (perSnapshot: number): string => `cast(n / ${ACCOUNTS} % ${perSnapshot} as text)`;

const latest = (table: string): string => `
  select s.*
  from ${table} as s
  join (
    select account_id, account_type, max(snapshot_ts) as snapshot_ts
    from ${table}
    group by account_id, account_type
  ) as l on l.account_id = s.account_id and l.account_type = s.account_type and l.snapshot_ts = s.snapshot_ts`;

const orders = (rows: string, columns: string, values: string): string => `
  ${COUNT}
  insert into orders (
    id, account_type, account_id, side, order_type, validity, security_id, exchange_segment, quantity, created_at, updated_at, ${columns}
  )
  select '${rows}' || n, ${ROLE}, ${ACCOUNT}, 'BUY', 'LIMIT', 'DAY', cast(n % 500 as text), 'NSE_EQ', 10,
    cast(:now as integer) - n, cast(:now as integer) - n, ${values}
  from counted`;

const ACTIVE = 100;
const past = (columns: string, values: string): string => orders('H', columns, values);
/** The same for a fixed number of rows after the history. */
const top = (sql: string, count = ACTIVE): string => sql.replace('cast(:rows as integer))', `${count})`);

export const VIEW_HISTORIES: readonly ViewHistory[] = [
  {
    view: 'v_latest_positions',
    fill: [
      `${COUNT}
      insert into positions (snapshot_ts, account_type, account_id, security_id, exchange_segment, product, net_qty, quantity, buy_avg, avg_price)
      select ${snapshotOf(HELD)}, ${ROLE}, ${ACCOUNT}, ${securityOf(HELD)}, 'NSE_EQ', 'INTRADAY', 5, 5, 100, 100
      from counted`,
    ],
    plain: latest('positions'),
  },
  {
    view: 'v_latest_holdings',
    fill: [
      `${COUNT}
      insert into holdings (snapshot_ts, account_type, account_id, security_id, exchange_segment, total_qty, available_qty)
      select ${snapshotOf(HELD)}, ${ROLE}, ${ACCOUNT}, ${securityOf(HELD)}, 'NSE_EQ', 5, 5
      from counted`,
    ],
    plain: latest('holdings'),
  },
  {
    view: 'v_latest_funds',
    fill: [
      `${COUNT}
      insert into funds (snapshot_ts, account_type, account_id, available_balance)
      select ${snapshotOf(1)}, ${ROLE}, ${ACCOUNT}, 1000
      from counted`,
    ],
    plain: latest('funds'),
  },
  {
    view: 'v_active_orders',
    fill: [
      past('product, status', "'INTRADAY', 'EXECUTED'"),
      top(orders('A', 'product, status', "'INTRADAY', 'PENDING'")),
      top(`${COUNT}
      insert into copy_mappings
        (leader_order_id, follower_order_id, leader_quantity, follower_quantity, status, created_at, updated_at, link_id)
      select 'A' || n, 'H' || n, 10, 10, 'placed', cast(:now as integer), cast(:now as integer), 1
      from counted`),
    ],
    plain: `
      select o.*, m.follower_order_id, m.sizing_strategy
      from orders as o not indexed
      left join copy_mappings as m on m.leader_order_id = o.id
      where o.status in ('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED')`,
  },
  {
    view: 'v_active_forever_orders',
    fill: ['EXECUTED', 'ACTIVE'].map((kind) => {
      const sql = `${COUNT}
      insert into forever_orders (
        id, account_type, account_id, status, order_type, security_id, exchange_segment, trigger_type, transaction_type, product,
        order_type_after_trigger, quantity, created_at, updated_at
      )
      select '${kind}' || n, ${ROLE}, ${ACCOUNT}, '${kind === 'ACTIVE' ? 'ACTIVE' : 'TRIGGERED'}', 'SINGLE', '1333', 'NSE_EQ', 'LTP_ABOVE',
        'BUY', 'CNC', 'LIMIT', 10, cast(:now as integer) - n, cast(:now as integer) - n
      from counted`;
      return kind === 'ACTIVE' ? top(sql) : sql;
    }),
  },
  {
    view: 'v_active_bracket_orders',
    fill: [
      past('product, status, bo_profit_value', "'BO', 'EXECUTED', 5"),
      top(orders('A', 'product, status, bo_profit_value', "'BO', 'PENDING', 5")),
      `${COUNT}
      insert into bracket_order_legs (parent_order_id, leg_order_id, leg_type, account_type, status, created_at, updated_at)
      select 'H' || n, 'L' || n, 'TARGET', ${ROLE}, 'EXECUTED', cast(:now as integer), cast(:now as integer)
      from counted`,
    ],
  },
  {
    view: 'v_cover_orders',
    fill: [past('product, status', "'INTRADAY', 'EXECUTED'"), top(orders('A', 'product, status', "'CO', 'EXECUTED'"))],
    plain: "select * from orders not indexed where product = 'CO' or co_stop_loss_value is not null",
  },
  {
    view: 'v_sliced_orders',
    fill: [
      past('product, status', "'INTRADAY', 'EXECUTED'"),
      top(orders('A', 'product, status, slice_order_id, slice_index', "'INTRADAY', 'EXECUTED', 'S' || (n / 4), n % 4")),
    ],
    plain:
      'select slice_order_id, count(*), sum(quantity) from orders not indexed where slice_order_id is not null group by slice_order_id',
  },
  {
    view: 'v_recent_trades',
    fill: [
      top(orders('H', 'product, status', "'INTRADAY', 'EXECUTED'"), 1_000),
      `${COUNT}
      insert into trades (
        id, order_id, account_type, account_id, security_id, exchange_segment, side, product, quantity, price, trade_ts, created_at
      )
      select 'T' || n, 'H' || (n % 1000), ${ROLE}, ${ACCOUNT}, cast(n % 500 as text), 'NSE_EQ', 'BUY', 'INTRADAY', 10, 100,
        cast(:now as integer) - cast(:rows as integer) + n, cast(:now as integer)
      from counted`,
    ],
    plain: `
      select t.*, o.order_status, o.product
      from trades as t not indexed
      left join orders as o on o.id = t.order_id
      order by t.trade_ts desc
      limit 1000`,
  },
  {
    view: 'v_active_websocket_connections',
    fill: ['DISCONNECTED', 'CONNECTED'].map((status) => {
      const sql = `${COUNT}
      insert into websocket_connections (account_type, account_id, connection_id, ws_url, status, created_at, updated_at)
      select ${ROLE}, ${ACCOUNT}, 'C' || n, 'wss://api-order-update.dhan.co', '${status}', cast(:now as integer) - n, cast(:now as integer) - n
      from counted`;
      return status === 'CONNECTED' ? top(sql, ACCOUNTS) : sql;
    }),
    plain: "select * from websocket_connections not indexed where status in ('CONNECTING', 'CONNECTED')",
  },
  {
    view: 'v_recent_errors',
    fill: [
      `${COUNT}
      insert into error_log (error_type, error_message, severity, account_type, account_id, occurred_at)
      select 'KIND' || (n % 7), 'words', 'ERROR', ${ROLE}, ${ACCOUNT}, cast(:now as integer) - 90000 - cast(:rows as integer) + n
      from counted`,
      top(`${COUNT}
      insert into error_log (error_type, error_message, severity, account_type, account_id, occurred_at)
      select 'KIND' || (n % 7), 'words', 'ERROR', ${ROLE}, ${ACCOUNT}, cast(:now as integer) - n
      from counted`),
    ],
    plain: `
      select error_type, severity, count(*), max(occurred_at)
      from error_log not indexed
      where occurred_at > unixepoch() - 86400
      group by error_type, severity`,
  },
];
