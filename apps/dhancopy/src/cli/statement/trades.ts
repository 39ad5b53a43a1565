import type { TradeRow } from '../../store/money/trades.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';

export function tradeToJson(row: TradeRow): object {
  return {
    atMs: row.trade_ts * 1000,
    orderId: row.order_id,
    tradeId: row.exchange_trade_id,
    exchangeSegment: row.exchange_segment,
    securityId: row.security_id,
    tradingSymbol: row.trading_symbol,
    side: row.side,
    product: row.product,
    quantity: row.quantity,
    price: row.price,
    value: row.trade_value,
    charges: isCharged(row)
      ? {
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
        }
      : null,
    netAmount: row.net_amount,
  };
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
    Math.round(rows.reduce((total, row) => total + (of(row) ?? 0), 0) * 100) / 100;
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
  const table = formatTable(
    [
      'TIME',
      'SYMBOL',
      'SIDE',
      'UNITS',
      'PRICE',
      'VALUE',
      'BROKERAGE',
      'EXCHANGE',
      'STT/CTT',
      'SEBI',
      'STAMP',
      'IPFT',
      'GST',
      'CHARGES',
      'NET',
      'BY',
    ],
    rows.map((row) => {
      const charge = (rupees: number | null): string => amount(isCharged(row) ? rupees : null);
      return [
        formatTime(row.trade_ts * 1000),
        row.trading_symbol ?? `${row.exchange_segment}:${row.security_id}`,
        row.side,
        formatCount(row.quantity),
        formatRupees(row.price),
        amount(row.trade_value),
        charge(row.brokerage),
        charge(row.exchange_charges),
        charge(row.stt),
        charge(row.sebi_fee),
        charge(row.stamp_duty),
        charge(row.ipft),
        charge(row.gst),
        charge(row.total_charges),
        amount(row.net_amount),
        row.charges_source ?? '-',
      ];
    }),
  );
  return `${table}\n${totalsWords(rows)}`;
}

function totalsWords(rows: readonly TradeRow[]): string {
  const { bought, sold, charges, unknown, byStatement } = tradeTotals(rows);
  const lacking = unknown === 0 ? '' : ` (unknown for ${unknown} trades)`;
  return (
    `${rows.length} trades: bought for ${formatRupees(bought)}, sold for ${formatRupees(sold)}, ` +
    `charges ${formatRupees(charges)}${lacking}; ${byStatement} as in the broker's statement, the others computed`
  );
}

/** A row that nobody has charged holds the schema's zeros, which say nothing. */
function isCharged(row: TradeRow): boolean {
  return row.charges_source !== null || (row.total_charges ?? 0) !== 0;
}

/** `?`: not known, which is not nil. */
function amount(rupees: number | null): string {
  return rupees === null ? '?' : formatRupees(rupees);
}
