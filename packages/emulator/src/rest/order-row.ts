import type { AccountTrade } from '../accounts/account.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { averageRupees, rupeesFromPaise } from '../money/paise.ts';
import { remainingQuantity, type Order } from '../orders/order.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { NO_DATE, NO_TIME } from '../time/empty-time.ts';

/**
 * An order as the order book shows it. Source: https://dhanhq.co/docs/v2/orders/ ; the empty values and the two equal times are those
 * of recorded answers: createTime changes with every event.
 */
export function orderRow(order: Order, staleAverage: boolean): Record<string, unknown> {
  const { ticket, terms } = order;
  const eventTime = istDateTime(order.lastEventMs);
  return {
    dhanClientId: order.dhanClientId,
    orderId: order.orderId,
    exchangeOrderId: order.exchangeOrderId,
    correlationId: ticket.correlationId ?? 'NA',
    orderStatus: order.status,
    transactionType: ticket.side,
    exchangeSegment: ticket.instrument.exchangeSegment,
    productType: ticket.product,
    orderType: terms.orderType,
    validity: terms.validity,
    tradingSymbol: ticket.instrument.tradingSymbol,
    securityId: ticket.instrument.securityId,
    quantity: terms.quantity,
    disclosedQuantity: terms.disclosedQuantity,
    price: rupeesFromPaise(terms.pricePaise),
    triggerPrice: rupeesFromPaise(terms.triggerPaise),
    afterMarketOrder: ticket.afterMarketOrder,
    boProfitValue: 0,
    boStopLossValue: 0,
    legName: ticket.lineage?.legName ?? 'NA',
    createTime: eventTime,
    updateTime: eventTime,
    exchangeTime: order.exchangeMs === null ? NO_TIME : istDateTime(order.exchangeMs),
    ...contractFields(ticket.instrument),
    // "0" even on a rejection: only the text shows what happened. Observed.
    omsErrorCode: '0',
    omsErrorDescription: order.reason,
    algoId: '0',
    remainingQuantity: shownRemaining(order),
    averageTradedPrice:
      staleAverage && order.status === 'PART_TRADED' ? 0 : averageRupees(order.filledValuePaise, order.filledQuantity),
    filledQty: order.filledQuantity,
  };
}

/** A fill as the trade book shows it: one row per exchange trade. */
export function tradeRow({ order, trade }: AccountTrade): Record<string, unknown> {
  const { ticket, terms } = order;
  const at = istDateTime(trade.atMs);
  return {
    dhanClientId: order.dhanClientId,
    orderId: order.orderId,
    exchangeOrderId: order.exchangeOrderId,
    exchangeTradeId: trade.exchangeTradeId,
    transactionType: ticket.side,
    exchangeSegment: ticket.instrument.exchangeSegment,
    productType: ticket.product,
    orderType: terms.orderType,
    tradingSymbol: ticket.instrument.tradingSymbol,
    customSymbol: null,
    securityId: ticket.instrument.securityId,
    tradedQuantity: trade.quantity,
    tradedPrice: rupeesFromPaise(trade.pricePaise),
    createTime: at,
    updateTime: at,
    exchangeTime: at,
    ...contractFields(ticket.instrument),
  };
}

/** The three `drv…` fields, with the broker's sentinels on cash rows. */
export function contractFields(instrument: Instrument): Record<string, unknown> {
  const option = instrument.optionType === 'CE' ? 'CALL' : instrument.optionType === 'PE' ? 'PUT' : 'NA';
  return {
    drvExpiryDate: instrument.expiry ?? NO_DATE,
    drvOptionType: option,
    drvStrikePrice: rupeesFromPaise(instrument.strikePaise),
  };
}

/** Recorded: 0 on a cancelled order, the full quantity on a rejected one. It is assumed that an expired order is like a cancelled one. */
function shownRemaining(order: Order): number {
  return order.status === 'CANCELLED' || order.status === 'EXPIRED' ? 0 : remainingQuantity(order);
}
