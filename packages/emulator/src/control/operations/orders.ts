import * as z from 'zod';
import { paiseFromRupees } from '../../money/paise.ts';
import { isFinished, remainingQuantity, type Order } from '../../orders/order.ts';
import { refuseLateAmo } from '../../rest/operation.ts';
import * as app from '../app-order.ts';
import type { ControlContext } from '../control-context.ts';
import { ControlError } from '../control-error.ts';
import { explainRefusal } from '../explain-refusal.ts';
import { account, field, operation, order, resultAs } from '../operation.ts';

const changes = field('changes', app.appOrderChanges);
const reason = field('reason', z.string().min(1));
const fill = [
  ...order,
  field('quantity', z.int().positive()),
  field('priceRupees', z.number().positive().optional()),
] as const;

/** Orders of the app, and events of an order that happen without a request. */
export const orderOperations = {
  /** Places an order as the broker's own app does: market and stop-market orders keep their type. */
  placeAppOrder: resultAs(
    'orderId',
    [account, field('order', app.appOrder)],
    ({ broker, accountOf }, dhanClientId, order: app.AppOrder) => {
      const ticket = app.parseAppOrder(order, broker.catalogue);
      explainRefusal(() => refuseLateAmo(broker, ticket));
      return broker.orderEntry.place(accountOf(dhanClientId), ticket).orderId;
    },
  ),
  modifyAppOrder: operation([...order, changes], ({ broker, orderOf }, dhanClientId, orderId, changes) => {
    const found = orderOf(dhanClientId, orderId);
    explainRefusal(() => broker.orderEntry.modify(found, app.parseAppOrderChanges(changes, found)));
  }),
  cancelAppOrder: operation(order, ({ broker, orderOf }, dhanClientId, orderId) => {
    const found = orderOf(dhanClientId, orderId);
    explainRefusal(() => broker.orderEntry.cancel(found));
  }),
  /** The risk system or the exchange rejects an order that has not ended. */
  rejectOrder: operation([...order, reason], ({ broker, orderOf }, dhanClientId, orderId, reason) => {
    const found = orderOf(dhanClientId, orderId);
    if (isFinished(found)) throw new ControlError(`orderId: order ${orderId} is already ${found.status}`);
    broker.orderEntry.reject(found, /^(RMS|EXCH):/.test(reason) ? reason : `RMS:${orderId}:${reason}`);
  }),
  /** Fills an open order with the given units, whatever the market is. The default price is its limit, else the last price. */
  fill: operation(fill, (context, dhanClientId, orderId, quantity, priceRupees?: number) => {
    const found = context.orderOf(dhanClientId, orderId);
    const open = found.status === 'PENDING' || found.status === 'PART_TRADED';
    if (!open || found.held || found.parked) {
      throw new ControlError(`orderId: order ${orderId} is not at the exchange (${found.status})`);
    }
    context.broker.orderEntry.forceFill(found, quantity, fillPaise(context, found, quantity, priceRupees));
  }),
  /** Fills an order that was reported as cancelled or expired. The default price is as with `fill`. */
  fillEnded: operation(fill, (context, dhanClientId, orderId, quantity, priceRupees?: number) => {
    const found = context.orderOf(dhanClientId, orderId);
    if (found.status !== 'CANCELLED' && found.status !== 'EXPIRED') {
      throw new ControlError(`orderId: order ${orderId} is not cancelled or expired (${found.status})`);
    }
    context.broker.orderEntry.fillEnded(found, quantity, fillPaise(context, found, quantity, priceRupees));
  }),
};

/** The price at which the units trade, in paise. @throws ControlError when the order has fewer units left */
function fillPaise({ broker }: ControlContext, order: Order, quantity: number, priceRupees?: number): number {
  const left = remainingQuantity(order);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > left) {
    throw new ControlError(`quantity: expected 1 to ${left}, found ${quantity}`);
  }
  if (priceRupees !== undefined) return Math.round(paiseFromRupees(priceRupees));
  return Math.round(order.terms.pricePaise || broker.orderEntry.market.ltpPaise(order.ticket.instrument));
}
