import type { TradeHistoryEntry } from '@dhancopy/dhan/rest/statements/response';
import type { TradeRow } from '../../../store/money/trades.ts';

export interface MatchedTrades {
  readonly pairs: readonly { readonly listed: TradeHistoryEntry; readonly own: TradeRow }[];
  /** Rows of the statement that none of ours fits. */
  readonly unpaired: readonly TradeHistoryEntry[];
  /** Ours that no row of the statement fits. */
  readonly unmatched: readonly TradeRow[];
}

/**
 * Which rows of a statement are which of our trades, within one order. The statement of the live broker names no trade, so next to the
 * number of the trade its quantity and price decide; equal ones are interchangeable.
 */
export function matchTrades(listed: readonly TradeHistoryEntry[], own: readonly TradeRow[]): MatchedTrades {
  const unmatched = [...own];
  const pairs: { listed: TradeHistoryEntry; own: TradeRow }[] = [];
  const match = (rows: readonly TradeHistoryEntry[], fits: (row: TradeHistoryEntry, trade: TradeRow) => boolean) =>
    rows.filter((row) => {
      const at = unmatched.findIndex((trade) => fits(row, trade));
      const [trade] = at < 0 ? [] : unmatched.splice(at, 1);
      if (trade) pairs.push({ listed: row, own: trade });
      return trade === undefined;
    });
  const unnumbered = match(listed, ({ exchangeTradeId }, trade) => exchangeTradeId === trade.exchange_trade_id);
  const unpaired = match(
    unnumbered,
    ({ tradedQuantity, tradedPrice }, trade) =>
      tradedQuantity === trade.quantity && Math.abs(tradedPrice - trade.price) < 0.00005,
  );
  return { pairs, unpaired, unmatched };
}
