import { istToMs } from '@dhancopy/domain/indian-time';
import type { Broker } from '../broker.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import { ORDER_CANNOT_BE_PROCESSED, orderError } from '../orders/refusal.ts';
import { fateOf, ok, read, write, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { isResting, legStatus, type ForeverLeg, type ForeverOrder } from './forever-order.ts';
import { applyForeverChange, parseForeverOrder } from './forever-requests.ts';

/** One year, or the end of the contract. Source: the broker's Swagger file. */
const lifetimeMs = 365 * 86_400_000;

/** Source: https://dhanhq.co/docs/v2/forever/ ; the list is not at `/forever/all`, although one sample there says so. */
export const FOREVER_OPERATIONS: readonly RestOperation[] = [
  { ...write, name: 'foreverPlace', method: 'POST', path: '/forever/orders', run: place },
  { ...write, name: 'foreverModify', method: 'PUT', path: '/forever/orders/:orderId', run: modify },
  { ...write, name: 'foreverCancel', method: 'DELETE', path: '/forever/orders/:orderId', run: cancel },
  { ...read, name: 'foreverOrders', path: '/forever/orders', run: list },
];

function place(broker: Broker, call: Call): Answer {
  const { catalogue, orderEntry, settings, foreverOrders, ids, wireTimers } = broker;
  const context = { catalogue, market: orderEntry.market, switches: settings.switches };
  const { flag, ticket, legs } = parseForeverOrder(
    call.body,
    call.account,
    context,
    settings.switches.foreverSingleLeg,
  );
  const createdMs = wireTimers.now();
  const { expiry } = ticket.instrument;
  const contractEndMs = expiry === null ? Infinity : (istToMs(`${expiry} 15:30`) ?? Infinity);
  const order: ForeverOrder = {
    orderId: ids.foreverOrderId(),
    dhanClientId: call.account.dhanClientId,
    flag,
    ticket,
    legs,
    createdMs,
    expiresMs: Math.min(createdMs + lifetimeMs, contractEndMs),
    postbackUrl: fateOf(call).postbackUrl ?? null,
    updatedMs: null,
    disclosedQuantity: ticket.disclosedQuantity,
    validity: ticket.validity,
  };
  foreverOrders.adopt(order);
  return ok({ orderId: order.orderId, orderStatus: 'PENDING' });
}

function modify(broker: Broker, call: Call): Answer {
  const order = ownForeverOrder(broker, call);
  const ltpPaise = broker.orderEntry.market.ltpPaise(order.ticket.instrument);
  applyForeverChange(call.body, order, ltpPaise, broker.wireTimers.now());
  return ok({ orderId: order.orderId, orderStatus: 'PENDING' });
}

function cancel(broker: Broker, call: Call): Answer {
  const order = ownForeverOrder(broker, call);
  if (!order.legs.some((leg) => isResting(order, leg, broker.wireTimers.now()))) {
    throw orderError(ORDER_CANNOT_BE_PROCESSED, 'orderId: the forever order no longer rests');
  }
  broker.foreverOrders.cancel(order);
  return ok({ orderId: order.orderId, orderStatus: 'CANCELLED' });
}

function list(broker: Broker, { account }: Call): Answer {
  const now = broker.wireTimers.now();
  return ok(
    broker.foreverOrders
      .of(account.dhanClientId)
      .flatMap((order) => order.legs.map((leg) => foreverRow(order, leg, now))),
  );
}

function ownForeverOrder(broker: Broker, { account, params }: Call): ForeverOrder {
  const order = broker.foreverOrders.find(account.dhanClientId, params['orderId'] ?? '');
  if (order === undefined) throw orderError(ORDER_CANNOT_BE_PROCESSED, 'orderId: no such forever order');
  return order;
}

/** One row per leg. `orderType` is SINGLE or OCO. The row does not show the order type that the leg will send. */
function foreverRow(order: ForeverOrder, leg: ForeverLeg, nowMs: number): Record<string, unknown> {
  const { instrument, side, product } = order.ticket;
  const { optionType } = instrument;
  return {
    dhanClientId: order.dhanClientId,
    orderId: order.orderId,
    orderStatus: legStatus(order, leg, nowMs),
    transactionType: side,
    exchangeSegment: instrument.exchangeSegment,
    productType: product,
    orderType: order.flag,
    tradingSymbol: instrument.tradingSymbol,
    securityId: instrument.securityId,
    quantity: leg.quantity,
    price: rupeesFromPaise(leg.pricePaise),
    triggerPrice: rupeesFromPaise(leg.triggerPaise),
    legName: leg.legName,
    createTime: istDateTime(order.createdMs),
    updateTime: order.updatedMs === null ? null : istDateTime(order.updatedMs),
    exchangeTime: exchangeTimeOf(leg),
    drvExpiryDate: instrument.expiry,
    drvOptionType: optionType === 'XX' ? null : optionType === 'CE' ? 'CALL' : 'PUT',
    drvStrikePrice: rupeesFromPaise(instrument.strikePaise),
  };
}

function exchangeTimeOf({ child }: ForeverLeg): string | null {
  const exchangeMs = child?.exchangeMs ?? null;
  return exchangeMs === null ? null : istDateTime(exchangeMs);
}
