import { averageRupees, rupeesFromPaise } from '../money/paise.ts';
import { orderRow } from '../rest/order-row.ts';
import { isFinished, type Order } from '../orders/order.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { NO_TIME } from '../time/empty-time.ts';
import { openUnits, type SuperLeg, type SuperOrder } from './super-order.ts';

/** A row of GET /super/orders. Source: https://dhanhq.co/docs/v2/super-order/#super-order-list */
export function superRow(order: SuperOrder, ltpPaise: number): Record<string, unknown> {
  const { entry } = order;
  const plain = orderRow(entry, false);
  return {
    dhanClientId: plain['dhanClientId'],
    orderId: plain['orderId'],
    correlationId: plain['correlationId'],
    orderStatus: statusOf(order),
    transactionType: plain['transactionType'],
    exchangeSegment: plain['exchangeSegment'],
    productType: plain['productType'],
    orderType: plain['orderType'],
    validity: plain['validity'],
    tradingSymbol: plain['tradingSymbol'],
    securityId: plain['securityId'],
    quantity: plain['quantity'],
    remainingQuantity: plain['remainingQuantity'],
    ltp: rupeesFromPaise(ltpPaise),
    price: plain['price'],
    afterMarketOrder: false,
    legName: 'ENTRY_LEG',
    exchangeOrderId: entry.exchangeOrderId,
    createTime: istDateTime(entry.receivedMs),
    updateTime: istDateTime(entry.lastEventMs),
    exchangeTime: entry.exchangeMs === null ? NO_TIME : istDateTime(entry.exchangeMs),
    // Users report it empty, although the plain order book has the reason.
    omsErrorDescription: '',
    averageTradedPrice: averageRupees(entry.filledValuePaise, entry.filledQuantity),
    filledQty: entry.filledQuantity,
    legDetails: [order.stop, order.target].filter((leg) => leg !== null).map((leg) => legRow(order, leg)),
  };
}

/** CLOSED: the filled entry has been exited. */
function statusOf(order: SuperOrder): string {
  const { entry } = order;
  if (isFinished(entry) && entry.filledQuantity > 0 && openUnits(order) === 0) return 'CLOSED';
  return entry.status;
}

/** The order id is that of the parent. The misspelt total is missing on the target leg, as in the broker's sample. */
function legRow(order: SuperOrder, leg: SuperLeg): Record<string, unknown> {
  const { entry } = order;
  const isStopLeg = leg.legName === 'STOP_LOSS_LEG';
  const isSent = leg.order !== null && leg.order.exchangeOrderId !== '0';
  const total = isSent ? (leg.order?.terms.quantity ?? 0) : entry.terms.quantity;
  return {
    orderId: entry.orderId,
    legName: leg.legName,
    transactionType: entry.ticket.side === 'BUY' ? 'SELL' : 'BUY',
    ...(isStopLeg ? { totalQuatity: total } : {}),
    remainingQuantity: total - (leg.order?.filledQuantity ?? 0),
    triggeredQuantity: isSent ? total : 0,
    price: rupeesFromPaise(leg.pricePaise),
    orderStatus: legStatus(leg),
    trailingJump: isStopLeg ? rupeesFromPaise(order.trailPaise) : 0,
  };
}

function legStatus({ order, cancelled }: SuperLeg): Order['status'] | 'TRIGGERED' {
  if (order === null) return cancelled ? 'CANCELLED' : 'PENDING';
  if (order.parked) return 'PENDING';
  // Fired, waiting or filled: the documentation has one word for all three.
  return order.status === 'TRANSIT' || order.status === 'PENDING' || order.status === 'TRADED'
    ? 'TRIGGERED'
    : order.status;
}
