import type { TradeRow } from '../../store/money/trades.ts';
import { formatCount, formatRupees, roundRupees } from '@dhancopy/domain/rupees';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { formatTime } from '../format/time.ts';
import { counted } from '../format/counted.ts';

/** `?`: unknown, which is not zero. */
const rupees = (head: string, value: (row: TradeRow) => number | null, key: string | null = null): Column<TradeRow> =>
  column(key, head, value, formatRupees, '?');
/** In the JSON, all charges are one object. */
const charge = (head: string, value: (row: TradeRow) => number | null): Column<TradeRow> =>
  rupees(head, (row) => (isCharged(row) ? value(row) : null));

const TRADES: readonly Column<TradeRow>[] = [
  column('atMs', 'TIME', (row) => row.trade_ts * 1000, formatTime),
  column('orderId', null, (row) => row.order_id),
  column('tradeId', null, (row) => row.exchange_trade_id),
  column('exchangeSegment', null, (row) => row.exchange_segment),
  column('securityId', null, (row) => row.security_id),
  column('tradingSymbol', null, (row) => row.trading_symbol),
  column(null, 'SYMBOL', (row) => row.trading_symbol ?? `${row.exchange_segment}:${row.security_id}`),
  column('side', 'SIDE', (row) => row.side),
  column('product', null, (row) => row.product),
  column('quantity', 'UNITS', (row) => row.quantity, formatCount),
  rupees('PRICE', (row) => row.price, 'price'),
  rupees('VALUE', (row) => row.trade_value, 'value'),
  column('charges', null, chargesToJson),
  charge('BROKERAGE', (row) => row.brokerage),
  charge('EXCHANGE', (row) => row.exchange_charges),
  charge('STT/CTT', (row) => row.stt),
  charge('SEBI', (row) => row.sebi_fee),
  charge('STAMP', (row) => row.stamp_duty),
  charge('IPFT', (row) => row.ipft),
  charge('GST', (row) => row.gst),
  charge('CHARGES', (row) => row.total_charges),
  rupees('NET', (row) => row.net_amount, 'netAmount'),
  column(null, 'BY', (row) => row.charges_source),
];

function chargesToJson(row: TradeRow): object | null {
  if (!isCharged(row)) return null;
  return {
    source: row.charges_source,
    brokerage: row.brokerage,
    exchange: row.exchange_charges,
    clearing: row.clearing_charges,
    stt: row.stt,
    sebi: row.sebi_fee,
    stamp: row.stamp_duty,
    ipft: row.ipft,
    gst: row.gst,
    total: row.total_charges,
  };
}

export function tradeToJson(row: TradeRow): object {
  return toJson(TRADES, row);
}

export interface TradeTotals {
  readonly bought: number;
  readonly sold: number;
  /** Of the trades whose charges are known. */
  readonly charges: number;
  readonly unknown: number;
  readonly byStatement: number;
}

/** Rupees, whole paise. */
export function tradeTotals(rows: readonly TradeRow[]): TradeTotals {
  const sum = (of: (row: TradeRow) => number | null): number =>
    roundRupees(rows.reduce((total, row) => total + (of(row) ?? 0), 0));
  return {
    bought: sum((row) => (row.side === 'BUY' ? row.trade_value : 0)),
    sold: sum((row) => (row.side === 'SELL' ? row.trade_value : 0)),
    charges: sum((row) => (isCharged(row) ? row.total_charges : 0)),
    unknown: rows.filter((row) => !isCharged(row) || row.total_charges === null).length,
    byStatement: rows.filter((row) => row.charges_source === 'statement').length,
  };
}

export function formatTrades(rows: readonly TradeRow[]): string {
  if (rows.length === 0) return 'no trades on these days';
  const table = toTable(TRADES, rows);
  return `${table}\n${totalsWords(rows)}`;
}

function totalsWords(rows: readonly TradeRow[]): string {
  const { bought, sold, charges, unknown, byStatement } = tradeTotals(rows);
  const lacking = unknown === 0 ? '' : ` (unknown for ${counted(unknown, 'trade')})`;
  return (
    `${counted(rows.length, 'trade')}: bought for ${formatRupees(bought)}, sold for ${formatRupees(sold)}, ` +
    `charges ${formatRupees(charges)}${lacking}${sourceWords(rows.length - unknown - byStatement, byStatement)}`
  );
}

/** Where the charges that are known come from. */
function sourceWords(computed: number, byStatement: number): string {
  if (computed + byStatement === 0) return '';
  if (computed === 0) return "; as in the broker's statement";
  if (byStatement === 0) return '; computed';
  return `; those of ${counted(byStatement, 'trade')} as in the broker's statement, the others computed`;
}

/** A row that nobody has charged holds the schema's zeros, which say nothing. */
function isCharged(row: TradeRow): boolean {
  return row.charges_source !== null || (row.total_charges ?? 0) !== 0;
}
