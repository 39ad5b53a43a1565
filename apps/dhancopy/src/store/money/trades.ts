import { bind, upsertSql, without, type Narrow, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/**
 * An executed trade. Prices, values and charges are rupees, times epoch seconds.
 *
 * Source: the seed's "Statements (Ledger & Trade Book)".
 */
export type TradeRow = Narrow<Row<'trades'>, { readonly side: 'BUY' | 'SELL' }>;

/** `computed` from the table of rates, or as the broker's `statement` says, which is final. */
export type ChargesSource = NonNullable<TradeRow['charges_source']>;

const CHARGES = [
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
] as const satisfies readonly (keyof TradeRow)[];

/** The charges of a trade, rupees; null where no rate is known. */
export type TradeCharges = Pick<TradeRow, (typeof CHARGES)[number]>;

/** What `setCharges` alone writes. */
const CHARGED = ['sebi_fee', 'ipft', 'charges_source'] as const;
const WRITTEN = without(COLUMNS.trades, ...CHARGED);

/** A trade to write; its id is computed. */
export type TradeToWrite = Writable<
  Narrow<Omit<TradeRow, 'id' | (typeof CHARGED)[number]>, { readonly exchange_trade_id: string }>,
  never,
  'created_at'
>;

/** A trade in a follower's account. Price and charges are rupees; charges are null where they are not known. */
export type FollowerTrade = Pick<
  TradeRow,
  'exchange_segment' | 'security_id' | 'trading_symbol' | 'product' | 'side' | 'quantity' | 'price' | 'trade_ts'
> & {
  readonly charges: number | null;
  /** 1 where an order of ours made it. */
  readonly is_copied: 0 | 1;
};

export type Trades = ReturnType<typeof trades>;

/** The trades of all accounts. */
export function trades(db: Connection) {
  // Charges come a day later, with the statement: a trade book that does not know them must not clear them.
  const upsert = new Statement(db, upsertSql('trades', WRITTEN, { key: 'id', fixed: ['created_at'], cleared: [] }));
  const byOrder = new Statement<TradeRow>(db, 'select * from trades where order_id = ? order by trade_ts, id');
  const since = new Statement<TradeRow>(
    db,
    'select * from trades where account_id = ? and trade_ts >= ? order by trade_ts, id',
  );

  const between = new Statement<TradeRow>(
    db,
    'select * from trades where account_id = ? and trade_ts >= ? and trade_ts < ? order by trade_ts, id',
  );
  // The mark of our orders; see docs/decisions/0004-correlation-ids.md. What traded before the follower had a link here was marked by
  // another database.
  const ofFollower = new Statement<FollowerTrade>(
    db,
    `select t.exchange_segment, t.security_id, t.trading_symbol, t.product, t.side, t.quantity, t.price, t.trade_ts,
       iif(t.charges_source is null, null, t.total_charges) as charges,
       o.correlation_id is not null and o.correlation_id >= 'dc_' and o.correlation_id < 'dc\`' and t.trade_ts >=
         (select min(l.created_at) from links as l where l.follower_account_id = t.account_id) as is_copied
     from trades as t
     left join orders as o on o.id = t.order_id
     where t.account_id = ?
     order by t.trade_ts, t.exchange_trade_id`,
  );
  const byId = new Statement<TradeRow>(db, 'select * from trades where id = ?');
  const charge = new Statement(
    db,
    `update trades
     set ${CHARGES.map((column) => `${column} = ?`).join(', ')}, charges_source = ?, updated_at = ?
     where id = ?`,
  );

  return {
    /**
     * Writes what a trade cost. What a statement has reported stands: computed charges never replace it.
     *
     * @returns false when nothing had to change
     */
    setCharges(id: string, charges: TradeCharges, source: ChargesSource): boolean {
      const row = byId.get(id);
      if (row === undefined || (row.charges_source === 'statement' && source === 'computed')) return false;
      const isSame = row.charges_source === source && CHARGES.every((column) => row[column] === charges[column]);
      if (isSame) return false;
      charge.run(...bind(CHARGES, charges), source, db.nowSec(), id);
      return true;
    },

    get(id: string): TradeRow | undefined {
      return byId.get(id);
    },

    /** The trades of an account from `fromSec` to before `toSec` (epoch seconds). */
    between(accountId: string, fromSec: number, toSec: number): TradeRow[] {
      return between.all(accountId, fromSec, toSec);
    },

    /** All trades of a follower, oldest first, by our orders and by others. */
    ofFollower(accountId: string): FollowerTrade[] {
      return ofFollower.all(accountId);
    },

    /**
     * Writes a trade; the same trade again completes the row that is there. Its order must have been written before.
     *
     * @returns the trade's id
     */
    upsertTrade(trade: TradeToWrite): string {
      const id = tradeId(trade);
      upsert.run(...bind(WRITTEN, { ...trade, id, created_at: trade.created_at ?? db.nowSec() }));
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
