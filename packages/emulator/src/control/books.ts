import type { Account } from '../accounts/account.ts';
import { heldQuantity, type Holding } from '../accounts/holding.ts';
import { totals } from '../accounts/position.ts';
import { averageRupees, rupeesFromPaise } from '../money/paise.ts';
import type { AmoTime, Order, OrderStatus, OrderType, Platform, Product, Side, Validity } from '../orders/order.ts';

/** One fill, price in rupees. */
export interface BookFill {
  readonly exchangeTradeId: string;
  readonly quantity: number;
  readonly priceRupees: number;
  readonly atMs: number;
}

/** One step in the life of an order. `event` is our name for it. `status` is the broker's status after it. */
export interface BookEvent {
  readonly event: string;
  readonly status: OrderStatus;
  readonly atMs: number;
  readonly quantity: number;
  readonly priceRupees: number;
  readonly triggerRupees: number;
  readonly filledQuantity: number;
  readonly reason: string;
}

/** The true state of an order, whatever the wire shows. */
export interface BookOrder {
  readonly orderId: string;
  readonly correlationId: string | null;
  readonly platform: Platform;
  readonly exchangeSegment: string;
  readonly securityId: string;
  readonly transactionType: Side;
  readonly productType: Product;
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly afterMarketOrder: boolean;
  readonly amoTime: AmoTime | null;
  readonly quantity: number;
  readonly disclosedQuantity: number;
  readonly priceRupees: number;
  readonly triggerRupees: number;
  readonly status: OrderStatus;
  readonly triggered: boolean;
  readonly filledQuantity: number;
  readonly averageRupees: number;
  readonly modifications: number;
  readonly reason: string;
  readonly history: readonly BookEvent[];
  readonly fills: readonly BookFill[];
}

/** Net of one instrument in one product; flat ones that traded are included. */
export interface BookPosition {
  readonly exchangeSegment: string;
  readonly securityId: string;
  readonly productType: Product;
  readonly netQuantity: number;
  readonly buyQuantity: number;
  readonly sellQuantity: number;
}

/** Shares of one ISIN, over both exchanges. */
export interface BookHolding {
  readonly exchangeSegment: string;
  readonly securityId: string;
  readonly isin: string;
  /** Delivered and not yet delivered, without those bought with margin funding. */
  readonly quantity: number;
  readonly t1Quantity: number;
  readonly mtfQuantity: number;
  readonly averageRupees: number;
}

export interface AccountBook {
  readonly dhanClientId: string;
  readonly name: string;
  readonly orders: readonly BookOrder[];
  readonly trades: readonly (BookFill & { readonly orderId: string })[];
  readonly positions: readonly BookPosition[];
  readonly holdings: readonly BookHolding[];
  readonly funds: { readonly sodRupees: number; readonly availableRupees: number; readonly utilizedRupees: number };
}

export function accountBook(account: Account): AccountBook {
  return {
    dhanClientId: account.dhanClientId,
    name: account.name,
    orders: [...account.orders.values()].map(bookOrder),
    trades: account.trades.map(({ order, trade }) => ({ orderId: order.orderId, ...bookFill(trade) })),
    positions: [...account.positions.values()]
      .map((position) => {
        const { netQuantity, buyQuantity, sellQuantity } = totals(position);
        const { exchangeSegment, securityId } = position.instrument;
        return { exchangeSegment, securityId, productType: position.product, netQuantity, buyQuantity, sellQuantity };
      })
      .filter(({ buyQuantity, sellQuantity }) => buyQuantity + sellQuantity > 0),
    holdings: account.holdings.map(bookHolding),
    funds: {
      sodRupees: rupeesFromPaise(account.sodPaise),
      availableRupees: rupeesFromPaise(account.availablePaise),
      utilizedRupees: rupeesFromPaise(account.utilizedPaise),
    },
  };
}

function bookHolding(holding: Holding): BookHolding {
  const { exchangeSegment, securityId, isin } = holding.instrument;
  return {
    exchangeSegment,
    securityId,
    isin,
    quantity: heldQuantity(holding),
    t1Quantity: holding.t1Quantity,
    mtfQuantity: (holding.mtfQuantity ?? 0) + (holding.mtfT1Quantity ?? 0),
    averageRupees: rupeesFromPaise(holding.averagePaise),
  };
}

function bookOrder(order: Order): BookOrder {
  const { ticket, terms } = order;
  return {
    orderId: order.orderId,
    correlationId: ticket.correlationId,
    platform: ticket.platform,
    exchangeSegment: ticket.instrument.exchangeSegment,
    securityId: ticket.instrument.securityId,
    transactionType: ticket.side,
    productType: ticket.product,
    orderType: terms.orderType,
    validity: terms.validity,
    afterMarketOrder: ticket.afterMarketOrder,
    amoTime: ticket.amoTime,
    quantity: terms.quantity,
    disclosedQuantity: terms.disclosedQuantity,
    priceRupees: rupeesFromPaise(terms.pricePaise),
    triggerRupees: rupeesFromPaise(terms.triggerPaise),
    status: order.status,
    triggered: order.triggered,
    filledQuantity: order.filledQuantity,
    averageRupees: averageRupees(order.filledValuePaise, order.filledQuantity),
    modifications: order.modifications,
    reason: order.reason,
    history: order.history.map(({ pricePaise, triggerPaise, ...event }) => ({
      ...event,
      priceRupees: rupeesFromPaise(pricePaise),
      triggerRupees: rupeesFromPaise(triggerPaise),
    })),
    fills: order.trades.map(bookFill),
  };
}

function bookFill(trade: Order['trades'][number]): BookFill {
  const { pricePaise, ...rest } = trade;
  return { ...rest, priceRupees: rupeesFromPaise(pricePaise) };
}
