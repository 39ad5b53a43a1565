import type { DatabaseSync } from 'node:sqlite';
import { COLUMN_WORDS } from './columns.ts';

/** A column as the migrations make it. */
export interface Column {
  readonly name: string;
  /** TEXT, INTEGER or REAL. */
  readonly type: string;
  readonly nullable: boolean;
  /** SQL; null where there is none. */
  readonly fallback: string | null;
  readonly isKey: boolean;
  /** The literals of `check (column in (…))`, as SQL; empty where any value is allowed. */
  readonly allowed: readonly string[];
  /** The information in its name: a unit, or a kind of id. Empty where there is none. */
  readonly unit: string;
  /** The description in the migration or COLUMN_WORDS; empty where the name is enough. */
  readonly remark: string;
}

/** The information in a column's name. The first matching rule counts. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_us$/, 'epoch microseconds'],
  [/^(snapshot_ts|trade_ts|event_ts|ts|window_start|window_end|exchange_time|drv_expiry_date)$|_at$/, 'epoch seconds'],
  [/_ms$/, 'milliseconds'],
  [/^is_/, '0 or 1'],
  [
    /(price|balance|margin|collateral$|brokerage|charges|stt|stamp_duty|gst|net_amount|trade_value|debit|credit|_pl$|_loss_limit|value_limit|limit_value|ltp|sodLimit|buy_avg|sell_avg|avg_|tick_size|fee|ipft)/,
    'rupees',
  ],
  [/(qty|quantity|lot_size|multiplier)/, 'units'],
  [/^(account_id|leader_account_id|follower_account_id)$/, 'Dhan client id'],
  [/(access_token|refresh_token|tpin|webhook_secret|^secret$)/, 'encrypted'],
  [/_id$/, 'reference or the broker’s id'],
];

/** Columns of text that hold JSON. */
const JSON_NAME = /^(raw_|payload|event_data|context|settings|request_data|response_data|meta$|rows$|segments$|state$)/;

/** Every table of ours, in the order of the migrations. */
export function tableNames(db: DatabaseSync): string[] {
  return all<{ name: string }>(
    db,
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by rowid",
  ).map(({ name }) => name);
}

/** The columns of a table, in its order. */
export function columnsOf(db: DatabaseSync, table: string): Column[] {
  const sql = all<{ sql: string }>(db, `select sql from sqlite_schema where type = 'table' and name = '${table}'`)
    .map((row) => row.sql)
    .join();
  const allowed = allowedIn(sql);
  const remarks = remarksIn(sql);
  const columns = all<{ name: string; type: string; notnull: number; dflt_value: string | null; pk: number }>(
    db,
    `select name, type, "notnull", dflt_value, pk from pragma_table_info('${table}')`,
  );
  const keys = columns.filter(({ pk }) => pk > 0).length;
  return columns.map(({ name, type, notnull, dflt_value: fallback, pk }) => ({
    name,
    type,
    // SQLite lets a key of texts be null. A key of one column is never null in our statements. One of several may be
    // (positions.product).
    nullable: notnull === 0 && !(pk > 0 && keys === 1),
    fallback,
    isKey: pk > 0,
    allowed: allowed.get(name) ?? [],
    unit: allowed.has(name) || (JSON_NAME.test(name) && type !== 'TEXT') ? '' : unitOf(name),
    remark: COLUMN_WORDS[`${table}.${name}`] ?? remarks.get(name) ?? '',
  }));
}

function unitOf(column: string): string {
  if (JSON_NAME.test(column)) return 'JSON; secrets are removed';
  return UNITS.find(([pattern]) => pattern.test(column))?.[1] ?? '';
}

/** The words of every `check (column in (…))`, by column. */
function allowedIn(sql: string): Map<string, string[]> {
  return new Map(
    Array.from(sql.matchAll(/check\s*\(\s*(\w+)\s+in\s*\(([^)]*)\)\s*\)/gi), ([, column = '', list = '']) => [
      column,
      list.split(',').map((word) => word.trim()),
    ]),
  );
}

/** The description of a column in the migration: after it, or in the lines above it. SQLite keeps the text of `create table` unchanged. */
function remarksIn(sql: string): Map<string, string> {
  const remarks = new Map<string, string>();
  let above: string[] = [];
  for (const line of sql.split('\n').slice(1)) {
    const [, comment] = /^\s*--\s*(.+?)\s*$/.exec(line) ?? [];
    if (comment !== undefined) {
      above.push(comment);
      continue;
    }
    const [, column, behind] = /^\s*(\w+)\s+(?:text|integer|real)\b[^-]*(?:--\s*(.+?)\s*)?$/.exec(line) ?? [];
    const remark = [...above, ...(behind === undefined ? [] : [behind])].join(' ').replace(/\.$/, '');
    if (column !== undefined && remark !== '') remarks.set(column, remark);
    above = [];
  }
  return remarks;
}

/** The only cast from SQLite's untyped rows. The statement defines the type. */
export function all<Row>(db: DatabaseSync, sql: string): Row[] {
  return db.prepare(sql).all() as Row[];
}
