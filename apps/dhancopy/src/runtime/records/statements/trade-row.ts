import type { Trade } from '@dhancopy/dhan/rest/trades/response';
import type { TradeHistoryEntry } from '@dhancopy/dhan/rest/statements/response';

/** What of a trade's row is the same wherever the broker shows it: in the trade book of the day or in the trade history. Rupees. */
export function tradeFacts(row: Trade | TradeHistoryEntry) {
  const { drvOptionType: type } = row;
  const option: 'CALL' | 'PUT' | null = type === 'CALL' || type === 'PUT' ? type : null;
  return {
    order_id: row.orderId,
    exchange_order_id: row.exchangeOrderId,
    security_id: row.securityId,
    exchange_segment: row.exchangeSegment,
    side: row.transactionType,
    product: row.productType,
    order_type: row.orderType,
    quantity: row.tradedQuantity,
    price: row.tradedPrice,
    trade_value: Math.round(row.tradedQuantity * row.tradedPrice * 100) / 100,
    drv_option_type: option,
    drv_strike_price: row.drvStrikePrice > 0 ? row.drvStrikePrice : null,
    raw_data: JSON.stringify(row.raw),
  };
}
