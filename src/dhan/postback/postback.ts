import { z } from 'zod';
import { orderRow } from '../rest/orders/response.ts';
import type { Order } from '../rest/orders/response.ts';
import type { WithRaw } from '../rest/read.ts';
import { parseWire, wireId, wireTextOrNull } from '../wire/parse.ts';

/** That a trigger calls the postback URL is documented; with which words is not. */
const alert = z.object({ dhanClientId: wireId, alertId: wireId, alertStatus: wireTextOrNull });

/**
 * What the broker posts when an order of this token has changed, or a conditional trigger has fired. It carries no fill price and no
 * signature: take it for a hint and read the order before money depends on it.
 */
export type Postback =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'alert'; readonly alert: WithRaw<z.infer<typeof alert>> };

/**
 * Reads the body of a postback. `filled_qty` is cumulative.
 * @param body - parsed JSON
 * @throws {WireError} naming the field
 * Source: https://dhanhq.co/docs/v2/postback/ ; no real postback is published
 */
export function readPostback(body: unknown): Postback {
  if (typeof body === 'object' && body !== null && 'alertId' in body && !('orderId' in body)) {
    return { kind: 'alert', alert: { ...parseWire(alert, body, 'postback'), raw: body } };
  }
  return { kind: 'order', order: { ...parseWire(orderRow, body, 'postback'), raw: body } };
}
