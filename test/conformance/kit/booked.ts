import type { BookOrder, BookFill } from '@dhancopy/emulator/control/books';

/** What the client must say of an order, by the emulator's book. */
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

/** What the client must say of a fill. Times of the wire end with the second. */
export function bookedTrade(orderId: string, fill: BookFill): object {
  return {
    orderId,
    exchangeTradeId: fill.exchangeTradeId,
    tradedQuantity: fill.quantity,
    tradedPrice: fill.priceRupees,
    exchangeTimeMs: Math.floor(fill.atMs / 1_000) * 1_000,
  };
}
