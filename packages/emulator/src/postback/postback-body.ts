import { rupeesFromPaise } from '../money/paise.ts';
import type { Order } from '../orders/order.ts';
import { orderRow } from '../rest/order-row.ts';

/**
 * The body that is posted when an order changes. No real postback is public. This is the documented shape, with the cumulative quantity
 * in snake_case and without the exchange's number or any fill price. Source: https://dhanhq.co/docs/v2/postback/
 */
export function postbackBody(order: Order): Record<string, unknown> {
  const row = orderRow(order, false);
  const { instrument, lineage } = order.ticket;
  const { optionType } = instrument;
  const isRejected = order.status === 'REJECTED';
  return {
    dhanClientId: order.dhanClientId,
    orderId: order.orderId,
    correlationId: order.ticket.correlationId,
    orderStatus: order.status,
    transactionType: row['transactionType'],
    exchangeSegment: row['exchangeSegment'],
    productType: row['productType'],
    orderType: row['orderType'],
    validity: row['validity'],
    tradingSymbol: row['tradingSymbol'],
    securityId: row['securityId'],
    quantity: row['quantity'],
    disclosedQuantity: row['disclosedQuantity'],
    price: row['price'],
    triggerPrice: row['triggerPrice'],
    afterMarketOrder: row['afterMarketOrder'],
    boProfitValue: 0,
    boStopLossValue: 0,
    legName: lineage?.legName ?? null,
    createTime: row['createTime'],
    updateTime: row['updateTime'],
    exchangeTime: row['exchangeTime'],
    drvExpiryDate: instrument.expiry,
    drvOptionType: optionType === 'XX' ? null : optionType === 'CE' ? 'CALL' : 'PUT',
    drvStrikePrice: rupeesFromPaise(instrument.strikePaise),
    omsErrorCode: null,
    omsErrorDescription: isRejected ? order.reason : null,
    filled_qty: order.filledQuantity,
    algoId: null,
  };
}
