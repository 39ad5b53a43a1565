import { bind, upsertSql, type Defaults, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { Statement } from './statement.ts';

/**
 * An executed trade. Prices, values and charges are rupees, times epoch seconds.
 *
 * Source: the seed's "Statements (Ledger & Trade Book)".
 */
export type TradeRow = {
  readonly id: string;
  readonly order_id: string;
  readonly account_type: Role;
  readonly exchange_order_id: string | null;
  readonly exchange_trade_id: string | null;
  readonly security_id: string;
  readonly exchange_segment: string;
  readonly trading_symbol: string | null;
  readonly side: 'BUY' | 'SELL';
  readonly product: string;
  readonly order_type: string | null;
  readonly quantity: number;
  readonly price: number;
  readonly trade_value: number | null;
  readonly brokerage: number | null;
  readonly exchange_charges: number | null;
  readonly clearing_charges: number | null;
  readonly stt: number | null;
  readonly stamp_duty: number | null;
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
  /** Null: neither computed nor told by a statement; the charges are then the schema's default of 0. */
  readonly charges_source: ChargesSource | null;
};

/** `computed` from the table of rates, or as the broker's `statement` says, which is final. */
export type ChargesSource = 'computed' | 'statement';

/** The charges of a trade, rupees; null where no rate is known. */
export type TradeCharges = Pick<
  TradeRow,
  | 'brokerage'
  | 'exchange_charges'
  | 'clearing_charges'
  | 'stt'
  | 'sebi_fee'
  | 'stamp_duty'
  | 'ipft'
  | 'gst'
  | 'total_charges'
  | 'net_amount'
>;

/** A trade to write; its id is computed. */
export type TradeToWrite = Writable<
  Omit<TradeRow, 'id' | 'exchange_trade_id' | 'sebi_fee' | 'ipft' | 'charges_source'> & {
    readonly exchange_trade_id: string;
  },
  | 'order_id'
  | 'account_type'
  | 'exchange_trade_id'
  | 'security_id'
  | 'exchange_segment'
  | 'side'
  | 'product'
  | 'quantity'
  | 'price'
  | 'trade_ts'
>;

const COLUMNS = [
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
] as const satisfies readonly (keyof TradeRow)[];

const CHARGES = [
  'brokerage',
  'exchange_charges',
  'clearing_charges',
  'stt',
  'stamp_duty',
  'transaction_charges',
  'gst',
  'total_charges',
] as const;

const DEFAULTS: Defaults<keyof TradeRow> = new Map(CHARGES.map((charge) => [charge, '0']));

const FIXED: ReadonlySet<keyof TradeRow> = new Set(['created_at']);

const CHARGE_COLUMNS = [
  'brokerage',
  'exchange_charges',
  'clearing_charges',
  'stt',
  'sebi_fee',
  'stamp_duty',
  'ipft',
  'gst',
  'total_charges',
  'net_amount',
] as const satisfies readonly (keyof TradeCharges)[];

/** Charges come a day later, with the statement: a trade book that does not know them must not clear them. */
const KEPT: ReadonlySet<keyof TradeRow> = new Set(COLUMNS);

export type Trades = ReturnType<typeof trades>;

/** The trades of all accounts. */
export function trades(db: Connection) {
  const upsert = new Statement(db, upsertSql('trades', COLUMNS, DEFAULTS, { key: 'id', fixed: FIXED, kept: KEPT }));
  const byOrder = new Statement<TradeRow>(db, 'select * from trades where order_id = ? order by trade_ts, id');
  const since = new Statement<TradeRow>(
    db,
    'select * from trades where account_id = ? and trade_ts >= ? order by trade_ts, id',
  );

  const between = new Statement<TradeRow>(
    db,
    'select * from trades where account_id = ? and trade_ts >= ? and trade_ts < ? order by trade_ts, id',
  );
  const byId = new Statement<TradeRow>(db, 'select * from trades where id = ?');
  const charge = new Statement(
    db,
    `update trades
     set ${CHARGE_COLUMNS.map((column) => `${column} = ?`).join(', ')}, charges_source = ?, updated_at = ?
     where id = ?`,
  );

  return {
    /**
     * Writes what a trade cost. What a statement has told stands: computed charges never replace it.
     *
     * @returns false when nothing had to change
     */
    setCharges(id: string, charges: TradeCharges, source: ChargesSource): boolean {
      const row = byId.get(id);
      if (row === undefined || (row.charges_source === 'statement' && source === 'computed')) return false;
      const isSame = row.charges_source === source && CHARGE_COLUMNS.every((column) => row[column] === charges[column]);
      if (isSame) return false;
      charge.run(...bind(CHARGE_COLUMNS, charges), source, db.nowSec(), id);
      return true;
    },

    get(id: string): TradeRow | undefined {
      return byId.get(id);
    },

    /** The trades of an account from `fromSec` to before `toSec` (epoch seconds). */
    between(accountId: string, fromSec: number, toSec: number): TradeRow[] {
      return between.all(accountId, fromSec, toSec);
    },

    /**
     * Writes a trade; the same trade again completes the row that is there. Its order must have been written before.
     *
     * @returns the trade's id
     */
    upsertTrade(trade: TradeToWrite): string {
      const id = tradeId(trade);
      upsert.run(...bind(COLUMNS, { ...trade, id, created_at: trade.created_at ?? db.nowSec() }));
      return id;
    },

    byOrder(orderId: string): TradeRow[] {
      return byOrder.all(orderId);
    },

    /** The trades of an account at or after `sinceSec` (epoch seconds). */
    since(accountId: string, sinceSec: number): TradeRow[] {
      return since.all(accountId, sinceSec);
    },
  };
}

/** The exchange numbers trades per segment and day; together with the order it is unique for good. */
export function tradeId(trade: Pick<TradeToWrite, 'exchange_segment' | 'exchange_trade_id' | 'order_id'>): string {
  return `${trade.exchange_segment}:${trade.exchange_trade_id}:${trade.order_id}`;
}
