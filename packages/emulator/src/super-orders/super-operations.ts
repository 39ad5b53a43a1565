import type { Broker } from '../broker.ts';
import { paiseFromRupees } from '../money/paise.ts';
import { isFinished } from '../orders/order.ts';
import { inputException, ORDER_CANNOT_BE_PROCESSED, orderError } from '../orders/refusal.ts';
import { parseModifyRequest } from '../rest/modify-request.ts';
import {
  fateOf,
  ok,
  read,
  refuseClosedMarket,
  write,
  type Answer,
  type Call,
  type RestOperation,
} from '../rest/operation.ts';
import { isWaiting, type SuperLeg, type SuperOrder } from './super-order.ts';
import { parseSuperChange, parseSuperOrder, refuseWrongSide, type SuperChange } from './super-requests.ts';
import { superRow } from './super-row.ts';

/** Source: https://dhanhq.co/docs/v2/super-order/ */
export const SUPER_OPERATIONS: readonly RestOperation[] = [
  { ...write, name: 'superPlace', method: 'POST', path: '/super/orders', run: place },
  { ...write, name: 'superModify', method: 'PUT', path: '/super/orders/:orderId', run: modify },
  { ...write, name: 'superCancel', method: 'DELETE', path: '/super/orders/:orderId/:legName', run: cancel },
  { ...read, name: 'superOrders', path: '/super/orders', run: list },
];

function place(broker: Broker, call: Call): Answer {
  const { catalogue, orderEntry, settings, superOrders } = broker;
  const context = { catalogue, market: orderEntry.market, switches: settings.switches };
  const { ticket, terms } = parseSuperOrder(call.body, call.account, context);
  const { entry } = superOrders.place(call.account, ticket, terms, fateOf(call));
  return ok({ orderId: entry.orderId, orderStatus: 'PENDING' });
}

function list(broker: Broker, { account }: Call): Answer {
  const { orderEntry, superOrders, wireTimers } = broker;
  const rows = superOrders
    .of(account.dhanClientId)
    .filter(({ entry }) => entry.hiddenUntilMs <= wireTimers.now())
    .map((order) => superRow(order, orderEntry.market.ltpPaise(order.entry.ticket.instrument)));
  return ok(rows);
}

function modify(broker: Broker, call: Call): Answer {
  const order = ownSuperOrder(broker, call);
  refuseClosedMarket(broker);
  const change = parseSuperChange(call.body, order);
  if (change.legName === 'ENTRY_LEG') modifyEntry(broker, order, change);
  else modifyLeg(broker, order, change);
  return ok({ orderId: order.entry.orderId, orderStatus: 'TRANSIT' });
}

/** All terms may change while the entry is open. Afterwards only the exits may change. */
function modifyEntry(broker: Broker, order: SuperOrder, change: SuperChange): void {
  const { entry } = order;
  if (isFinished(entry)) throw orderError(ORDER_CANNOT_BE_PROCESSED, `entry is already ${entry.status}`);
  const body = {
    orderType: change.orderType ?? entry.terms.orderType,
    quantity: change.quantity,
    price: change.price,
    validity: 'DAY',
  };
  const { orderEntry, settings } = broker;
  const terms = parseModifyRequest(body, entry, { market: orderEntry.market, switches: settings.switches });
  const exits = {
    targetPaise: paiseOr(change.targetPrice, order.target?.pricePaise ?? null),
    stopPaise: paiseOr(change.stopLossPrice, order.stop?.pricePaise ?? null),
  };
  const isMarket = change.orderType === 'MARKET';
  refuseWrongSide(
    entry.ticket.side,
    isMarket ? orderEntry.market.ltpPaise(entry.ticket.instrument) : terms.pricePaise,
    exits,
  );
  orderEntry.modify(entry, terms);
  move(broker, order, order.target, exits.targetPaise);
  move(broker, order, order.stop, exits.stopPaise);
  broker.superOrders.setTrail(order, paiseFromRupees(change.trailingJump ?? 0));
}

function modifyLeg(broker: Broker, order: SuperOrder, change: SuperChange): void {
  const isTarget = change.legName === 'TARGET_LEG';
  const leg = liveLeg(isTarget ? order.target : order.stop);
  const rupees = isTarget ? change.targetPrice : change.stopLossPrice;
  if (rupees === undefined || rupees === 0) {
    throw inputException(`${isTarget ? 'targetPrice' : 'stopLossPrice'}: expected more than 0`);
  }
  move(broker, order, leg, paiseFromRupees(rupees));
  // Observed: a stop that is modified without its trail loses the trail.
  if (!isTarget) broker.superOrders.setTrail(order, paiseFromRupees(change.trailingJump ?? 0));
}

/**
 * Cancelling the entry cancels all. The broker's behaviour after the entry has traded is not documented. Here the cancel is refused, so
 * that the protection cannot be removed by accident.
 */
function cancel(broker: Broker, call: Call): Answer {
  const order = ownSuperOrder(broker, call);
  refuseClosedMarket(broker);
  const { entry } = order;
  switch (call.params['legName']) {
    case 'ENTRY_LEG':
      broker.orderEntry.cancel(entry);
      break;
    case 'TARGET_LEG':
      broker.superOrders.cancelLeg(liveLeg(order.target));
      break;
    case 'STOP_LOSS_LEG':
      broker.superOrders.cancelLeg(liveLeg(order.stop));
      break;
    default:
      throw inputException('order-leg: expected ENTRY_LEG, TARGET_LEG or STOP_LOSS_LEG');
  }
  return ok({ orderId: entry.orderId, orderStatus: 'CANCELLED' });
}

function ownSuperOrder(broker: Broker, { account, params }: Call): SuperOrder {
  const order = broker.superOrders.find(account.dhanClientId, params['orderId'] ?? '');
  if (order === undefined) throw orderError(ORDER_CANNOT_BE_PROCESSED, 'orderId: no such super order in this account');
  return order;
}

/** A leg that fired, was cancelled or never existed cannot change. The code is that of the sheet. The text is not known. */
function liveLeg(leg: SuperLeg | null): SuperLeg {
  const isLive = leg !== null && !leg.cancelled && (leg.order === null || isWaiting(leg));
  if (!isLive) throw orderError(ORDER_CANNOT_BE_PROCESSED, 'legName: the leg can no longer change');
  return leg;
}

function move(broker: Broker, order: SuperOrder, leg: SuperLeg | null, pricePaise: number | null): void {
  if (leg !== null && pricePaise !== null && leg.pricePaise !== pricePaise) {
    broker.superOrders.moveLeg(order, leg, pricePaise);
  }
}

function paiseOr(rupees: number | undefined, otherwise: number | null): number | null {
  return rupees === undefined || rupees === 0 ? otherwise : paiseFromRupees(rupees);
}
