import { roundRupees } from '@dhancopy/domain/rupees';
import type { Trade } from '@dhancopy/dhan/rest/trades/response';
import type { TradeHistoryEntry } from '@dhancopy/dhan/rest/statements/response';
import type { InstrumentRow } from '../../../store/instruments/instruments.ts';
import { contractColumns, daySec } from '../../contract-columns.ts';

/**
 * What of a trade's row is the same wherever the broker shows it: in the trade book of the day or in the trade history. Rupees.
 * @param instrument - the contract, if the list has it: the trade book says "NA" for the type of an option, and the history has a display name
 */
export function tradeFacts(row: Trade | TradeHistoryEntry, instrument: InstrumentRow | undefined) {
  const { drvOptionType: type } = row;
  const option: 'CALL' | 'PUT' | null = type === 'CALL' || type === 'PUT' ? type : null;
  const contract = instrument && contractColumns(instrument);
  return {
    trading_symbol: contract?.trading_symbol ?? row.tradingSymbol,
    order_id: row.orderId,
    exchange_order_id: row.exchangeOrderId,
    security_id: row.securityId,
    exchange_segment: row.exchangeSegment,
    side: row.transactionType,
    product: row.productType,
    order_type: row.orderType,
    quantity: row.tradedQuantity,
    price: row.tradedPrice,
    trade_value: roundRupees(row.tradedQuantity * row.tradedPrice),
    drv_expiry_date: contract?.drv_expiry_date ?? (row.drvExpiryDate === null ? null : daySec(row.drvExpiryDate)),
    drv_option_type: contract?.drv_option_type ?? option,
    drv_strike_price: contract?.drv_strike_price ?? (row.drvStrikePrice > 0 ? row.drvStrikePrice : null),
    raw_data: JSON.stringify(row.raw),
  };
}
