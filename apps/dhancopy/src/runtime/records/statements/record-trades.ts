import type { TradeHistoryEntry } from '@dhancopy/dhan/rest/statements/response';
import type { OrderToWrite } from '../../../store/orders/orders.ts';
import type { Store } from '../../../store/store.ts';
import type { TradeCharges, TradeRow } from '../../../store/money/trades.ts';
import { chargeOrder, multiplierOf } from '../charges/charge-order.ts';
import { dayStart } from './days.ts';
import { matchTrades } from './match-trades.ts';
import type { StatementAccount } from './statement-account.ts';
import { tradeFacts } from './trade-row.ts';

/** The rows that one order has in the statement of a day. */
export interface ToldOrder {
  readonly orderId: string;
  /** `YYYY-MM-DD`, Indian. */
  readonly day: string;
  readonly rows: readonly TradeHistoryEntry[];
  /** Today's trades come from the trade book, with their numbers: none is added. */
  readonly isToday: boolean;
}

/**
 * Writes what the broker's statement says of one order: the charges of the trades we know, and the trades we do not.
 *
 * Where the number of trades differs from ours, but not their quantity, they share their charges by turnover. A row all of
 * whose charges are nil was not billed yet.
 * @returns how the statement and our record differ, in words; null where they do not
 */
export function recordTrades(store: Store, account: StatementAccount, order: ToldOrder): string | null {
  const { orderId, rows, isToday } = order;
  const { pairs, unpaired, unmatched } = matchTrades(rows, store.trades.byOrder(orderId));
  for (const { listed, own } of pairs) charge(store, own, lineSum([listed]));
  let isEqual = true;
  if (unpaired.length > 0 && unmatched.length > 0) {
    isEqual = unitsTold(unpaired) === unitsOf(unmatched);
    if (isEqual) chargeTogether(store, unpaired, unmatched);
  } else if (unpaired.length > 0 && !isToday) {
    for (const { listed, own } of add(store, account, order, unpaired)) charge(store, own, lineSum([listed]));
  } else if (unmatched.length > 0 && !isToday) isEqual = false;
  // Those that were not billed yet.
  chargeOrder(store, orderId);
  return isEqual ? null : differenceWords(order, unitsOf(store.trades.byOrder(orderId)));
}

function differenceWords({ orderId, day, rows }: ToldOrder, own: number): string {
  return `order ${orderId} of ${day}: the statement shows ${unitsTold(rows)} units traded, but our records show ${own}`;
}

type Lines = Readonly<Record<'brokerage' | 'exchange' | 'stt' | 'sebi' | 'stamp' | 'gst', number>>;
const LINES = ['brokerage', 'exchange', 'stt', 'sebi', 'stamp', 'gst'] as const;

/** Rupees with four decimals, as the statement has them. */
function lineSum(rows: readonly TradeHistoryEntry[]): Lines {
  const sum = (of: (row: TradeHistoryEntry) => number): number =>
    rupees(rows.reduce((total, row) => total + of(row), 0));
  return {
    brokerage: sum((row) => row.brokerageCharges),
    exchange: sum((row) => row.exchangeTransactionCharges),
    stt: sum((row) => row.stt),
    sebi: sum((row) => row.sebiTax),
    stamp: sum((row) => row.stampDuty),
    gst: sum((row) => row.serviceTax),
  };
}

function rupees(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** The statement has no line for clearing and none for the investor protection fund: it may be part of another, so it is not known. */
function charge(store: Store, trade: TradeRow, lines: Lines): void {
  const total = rupees(LINES.reduce((sum, line) => sum + lines[line], 0));
  if (total === 0) return;
  const multiplier = multiplierOf(store, trade);
  const value = multiplier === null ? null : trade.price * trade.quantity * multiplier;
  const columns: TradeCharges = {
    brokerage: lines.brokerage,
    exchange_charges: lines.exchange,
    clearing_charges: null,
    stt: lines.stt,
    sebi_fee: lines.sebi,
    stamp_duty: lines.stamp,
    ipft: null,
    gst: lines.gst,
    total_charges: total,
    net_amount: value === null ? null : rupees(trade.side === 'BUY' ? value + total : value - total),
  };
  store.trades.setCharges(trade.id, columns, 'statement');
}

/** Shares the charges of all rows over all trades by turnover, so that nothing is lost to rounding. */
function chargeTogether(store: Store, rows: readonly TradeHistoryEntry[], trades: readonly TradeRow[]): void {
  const lines = lineSum(rows);
  const whole = trades.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  let before = 0;
  for (const trade of trades) {
    const after = before + trade.price * trade.quantity;
    const part = (line: number): number =>
      whole === 0 ? 0 : rupees(rupees((line * after) / whole) - rupees((line * before) / whole));
    const share: Lines = {
      brokerage: part(lines.brokerage),
      exchange: part(lines.exchange),
      stt: part(lines.stt),
      sebi: part(lines.sebi),
      stamp: part(lines.stamp),
      gst: part(lines.gst),
    };
    charge(store, trade, share);
    before = after;
  }
}

function unitsTold(rows: readonly TradeHistoryEntry[]): number {
  return rows.reduce((sum, { tradedQuantity }) => sum + tradedQuantity, 0);
}

function unitsOf(trades: readonly TradeRow[]): number {
  return trades.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Trades of one order that we do not know: made before this was installed, or while it was away. */
function add(
  store: Store,
  account: StatementAccount,
  { day }: ToldOrder,
  rows: readonly TradeHistoryEntry[],
): { listed: TradeHistoryEntry; own: TradeRow }[] {
  const [first] = rows;
  if (!first) return [];
  if (store.orders.get(first.orderId) === undefined) {
    const { trading_symbol, drv_expiry_date, drv_option_type, drv_strike_price } = tradeFacts(
      first,
      store.instruments.get(first.exchangeSegment, first.securityId),
    );
    const contract = { trading_symbol, drv_expiry_date, drv_option_type, drv_strike_price };
    store.orders.upsertOrder({ ...orderOf(account, day, rows, first), ...contract });
  }
  const equals = new Map<string, number>();
  return rows.flatMap((row) => {
    // Without a number, a trade is recognised by its facts and by how many equal trades the order has.
    const said = `${row.tradedQuantity}x${row.tradedPrice}`;
    const before = equals.get(said) ?? 0;
    equals.set(said, before + 1);
    const tradeSec = secondOf(row, day);
    const id = store.trades.upsertTrade({
      ...tradeFacts(row, store.instruments.get(row.exchangeSegment, row.securityId)),
      account_type: account.role,
      account_id: account.id,
      exchange_trade_id: row.exchangeTradeId ?? `statement-${said}-${before}`,
      trade_ts: tradeSec,
      exchange_time: row.exchangeTimeMs === null ? null : tradeSec,
    });
    const own = store.trades.get(id);
    return own ? [{ listed: row, own }] : [];
  });
}

/** The start of the day if the statement has no time. */
function secondOf(row: TradeHistoryEntry, day: string): number {
  return Math.floor((row.exchangeTimeMs ?? row.createTimeMs ?? dayStart(day)) / 1000);
}

const ORDER_TYPES: Readonly<Record<string, OrderToWrite['order_type']>> = {
  MARKET: 'MARKET',
  LIMIT: 'LIMIT',
  STOP_LOSS: 'STOP_LOSS',
  STOP_LOSS_MARKET: 'STOP_LOSS_MARKET',
};

/**
 * A trade belongs to an order. Of one that we have never seen only this is known: it traded that much. What was placed beyond it, and
 * for how long, no statement says: the quantity is what traded, and nothing remains.
 */
function orderOf(
  account: StatementAccount,
  day: string,
  rows: readonly TradeHistoryEntry[],
  first: TradeHistoryEntry,
): OrderToWrite {
  const units = unitsTold(rows);
  const value = rows.reduce((sum, { tradedPrice, tradedQuantity }) => sum + tradedPrice * tradedQuantity, 0);
  const second = Math.min(...rows.map((row) => secondOf(row, day)));
  return {
    id: first.orderId,
    account_type: account.role,
    account_id: account.id,
    status: 'EXECUTED',
    order_status: 'TRADED',
    side: first.transactionType,
    product: first.productType,
    order_type: ORDER_TYPES[first.orderType] ?? 'LIMIT',
    validity: 'DAY',
    security_id: first.securityId,
    exchange_segment: first.exchangeSegment,
    quantity: units,
    traded_qty: units,
    remaining_qty: 0,
    avg_price: units === 0 ? null : Math.round((value / units) * 10_000) / 10_000,
    exchange_order_id: first.exchangeOrderId,
    created_at: second,
    updated_at: second,
    completed_at: second,
    raw_response: JSON.stringify({ source: 'trade history', rows: rows.map(({ raw }) => raw) }),
  };
}
