import type { BookOrder, BookFill } from '@dhancopy/emulator/control/books';

/** The client's expected view of an order, from the emulator's book. */
export function booked(order: BookOrder): object {
  return {
    orderId: order.orderId,
    correlationId: order.correlationId,
    exchangeSegment: order.exchangeSegment,
    securityId: order.securityId,
    transactionType: order.transactionType,
    productType: order.productType,
    orderType: order.orderType,
    validity: order.validity,
    afterMarketOrder: order.afterMarketOrder,
    quantity: order.quantity,
    disclosedQuantity: order.disclosedQuantity,
    price: order.priceRupees,
    triggerPrice: order.triggerRupees,
    orderStatus: order.status,
    filledQty: order.filledQuantity,
    averageTradedPrice: order.averageRupees,
    omsErrorDescription: order.reason === '' ? null : order.reason,
  };
}

/** The client's expected view of a fill. Times on the wire have whole seconds. */
export function bookedTrade(orderId: string, fill: BookFill): object {
  return {
    orderId,
    exchangeTradeId: fill.exchangeTradeId,
    tradedQuantity: fill.quantity,
    tradedPrice: fill.priceRupees,
    exchangeTimeMs: Math.floor(fill.atMs / 1_000) * 1_000,
  };
}
