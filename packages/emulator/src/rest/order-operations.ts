import type { Broker } from '../broker.ts';
import { freezeSlices } from '../orders/slices.ts';
import type { Order, OrderTicket } from '../orders/order.ts';
import { inputException, ORDER_CANNOT_BE_PROCESSED, orderError } from '../orders/refusal.ts';
import { parseModifyRequest } from './modify-request.ts';
import {
  fateOf,
  ok,
  read,
  refuseClosedMarket,
  refuseLateAmo,
  write,
  type Answer,
  type Call,
  type RestOperation,
} from './operation.ts';
import { orderRow, tradeRow } from './order-row.ts';
import { parsePlaceRequest } from './place-request.ts';

/** Source: https://dhanhq.co/docs/v2/orders/ */
export const ORDER_OPERATIONS: readonly RestOperation[] = [
  { ...write, name: 'place', method: 'POST', path: '/orders', run: place },
  { ...write, name: 'slice', method: 'POST', path: '/orders/slicing', run: placeSliced },
  { ...write, name: 'modify', method: 'PUT', path: '/orders/:orderId', run: modify },
  { ...write, name: 'cancel', method: 'DELETE', path: '/orders/:orderId', run: cancel },
  {
    ...read,
    name: 'orders',
    path: '/orders',
    run: (broker, call) => ok(visibleOrders(broker, call).map(rowOf(broker))),
  },
  { ...read, name: 'order', path: '/orders/:orderId', run: orderById },
  { ...read, name: 'external', path: '/orders/external/:correlationId', run: orderByCorrelation },
  { ...read, name: 'trades', path: '/trades', run: (_broker, { account }) => ok(account.trades.map(tradeRow)) },
  { ...read, name: 'trades', path: '/trades/:orderId', run: tradesOfOrder },
];

function ticketOf(broker: Broker, { account, body }: Call): OrderTicket {
  const { catalogue, orderEntry, settings } = broker;
  const ticket = parsePlaceRequest(body, account, {
    catalogue,
    market: orderEntry.market,
    switches: settings.switches,
  });
  refuseLateAmo(broker, ticket);
  return ticket;
}

function place(broker: Broker, call: Call): Answer {
  const order = broker.orderEntry.place(call.account, ticketOf(broker, call), fateOf(call));
  return ok({ orderId: order.orderId, orderStatus: 'TRANSIT' });
}

/**
 * An order above the freeze quantity becomes several orders with the same correlation id. An order below it still answers with an
 * array. It is a guess that the slices share the id: no page says so.
 */
function placeSliced(broker: Broker, call: Call): Answer {
  const ticket = ticketOf(broker, call);
  const orders = freezeSlices(ticket.instrument, ticket.quantity).map((quantity) => {
    const disclosedQuantity = Math.round((ticket.disclosedQuantity * quantity) / ticket.quantity);
    return broker.orderEntry.place(call.account, { ...ticket, quantity, disclosedQuantity }, fateOf(call));
  });
  return ok(orders.map(({ orderId }) => ({ orderId, orderStatus: 'TRANSIT' })));
}

function modify(broker: Broker, call: Call): Answer {
  const order = ownOrder(call);
  refuseClosedMarket(broker);
  const { orderEntry, settings } = broker;
  orderEntry.modify(
    order,
    parseModifyRequest(call.body, order, { market: orderEntry.market, switches: settings.switches }),
  );
  return ok({ orderId: order.orderId, orderStatus: 'TRANSIT' });
}

/** The answer says CANCELLED before the cancel takes effect. A fill may still win, and only the book shows it. */
function cancel(broker: Broker, call: Call): Answer {
  const order = ownOrder(call);
  refuseClosedMarket(broker);
  broker.orderEntry.cancel(order);
  return ok({ orderId: order.orderId, orderStatus: 'CANCELLED' });
}

/** The answer to a write on an unknown number is not documented. DH-906 is a guess. */
function ownOrder({ account, params }: Call): Order {
  const order = account.orders.get(params['orderId'] ?? '');
  if (order === undefined) throw orderError(ORDER_CANNOT_BE_PROCESSED, 'orderId: no such order in this account');
  return order;
}

function visibleOrders(broker: Broker, { account }: Call): Order[] {
  const now = broker.wireTimers.now();
  return [...account.orders.values()].filter((order) => order.hiddenUntilMs <= now);
}

function rowOf(broker: Broker): (order: Order) => Record<string, unknown> {
  return (order) => orderRow(order, broker.settings.switches.staleAverage);
}

function orderById(broker: Broker, { account, params }: Call): Answer {
  return lookup(broker, account.orders.get(params['orderId'] ?? ''));
}

/** Several orders may share a correlation id. It is unknown which one the broker returns. The emulator returns the newest. */
function orderByCorrelation(broker: Broker, { account, params }: Call): Answer {
  return lookup(broker, account.ordersByCorrelation(params['correlationId'] ?? '').at(-1));
}

function lookup(broker: Broker, order: Order | undefined): Answer {
  const { switches } = broker.settings;
  if (order === undefined || order.hiddenUntilMs > broker.wireTimers.now()) {
    if (switches.unknownOrder === 'DH-905') throw inputException('no such order in this account');
    return ok([]);
  }
  const row = rowOf(broker)(order);
  return ok(switches.lookupShape === 'array' ? [row] : row);
}

function tradesOfOrder(_broker: Broker, { account, params }: Call): Answer {
  const order = account.orders.get(params['orderId'] ?? '');
  return ok(order === undefined ? [] : order.trades.map((trade) => tradeRow({ order, trade })));
}
