import * as z from 'zod';
import { paiseFromRupees } from '../money/paise.ts';
import { ORDER_TYPES, VALIDITIES, type Order, type OrderTerms } from '../orders/order.ts';
import { inputException, invalidAuthentication } from '../orders/refusal.ts';
import { apiTerms, type PlaceContext } from './place-request.ts';
import { firstIssue, wireNumber, wirePrice, wireQuantity } from './wire-fields.ts';

/** Body of PUT /orders/{order-id}. `quantity` is the total, not the remaining quantity. Source: https://dhanhq.co/docs/v2/orders/ */
const modifyBody = z.object({
  dhanClientId: z.string().optional(),
  orderId: z.string().optional(),
  orderType: z.enum(ORDER_TYPES),
  legName: z.enum(['ENTRY_LEG', 'TARGET_LEG', 'STOP_LOSS_LEG', 'NA']).optional(),
  quantity: wireQuantity.optional(),
  price: wirePrice.optional(),
  disclosedQuantity: wireNumber.pipe(z.int().nonnegative()).optional(),
  triggerPrice: wirePrice.optional(),
  validity: z.enum(VALIDITIES),
});

/**
 * The complete new terms of an order. It is undocumented whether the broker keeps or resets a conditional field that is left out. It is
 * kept here.
 *
 * @throws Refusal DH-905 for a bad field or another order's number, DH-906 for a stop on the wrong side
 */
export function parseModifyRequest(body: unknown, order: Order, context: Omit<PlaceContext, 'catalogue'>): OrderTerms {
  const parsed = modifyBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const change = parsed.data;
  if (change.dhanClientId !== undefined && change.dhanClientId !== order.dhanClientId) {
    throw invalidAuthentication('dhanClientId: is not the owner of the token');
  }
  if (change.orderId !== undefined && change.orderId !== order.orderId) {
    throw inputException('orderId: differs from the path');
  }
  const { terms, ticket } = order;
  const asked = {
    instrument: ticket.instrument,
    side: ticket.side,
    orderType: change.orderType,
    validity: change.validity,
    quantity: change.quantity ?? terms.quantity,
    disclosedQuantity: change.disclosedQuantity ?? terms.disclosedQuantity,
    pricePaise: change.price === undefined ? terms.pricePaise : paiseFromRupees(change.price),
    triggerPaise: change.triggerPrice === undefined ? terms.triggerPaise : paiseFromRupees(change.triggerPrice),
  };
  const { orderType, validity, quantity, disclosedQuantity, pricePaise, triggerPaise } = apiTerms(
    asked,
    context,
    Math.max(0, asked.quantity - order.filledQuantity),
  );
  return { orderType, validity, quantity, disclosedQuantity, pricePaise, triggerPaise };
}
