import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import { paiseFromRupees } from '../money/paise.ts';
import type { OrderTicket } from '../orders/order.ts';
import { inputException, invalidAuthentication } from '../orders/refusal.ts';
import { parsePlaceRequest, type PlaceContext } from '../rest/place-request.ts';
import { firstIssue, wireNumber, wirePrice, wireQuantity } from '../rest/wire-fields.ts';
import { directionOf, isResting, type ForeverLeg, type ForeverOrder } from './forever-order.ts';

const FLAGS = ['SINGLE', 'OCO'] as const;
const OCO_LEGS = ['STOP_LOSS_LEG', 'TARGET_LEG'] as const;

const placeBody = z.object({
  orderFlag: z.enum(FLAGS),
  exchangeSegment: z.enum(['NSE_EQ', 'NSE_FNO', 'BSE_EQ', 'BSE_FNO']),
  // Only the Swagger file lists MARGIN. Without it no contract could be ordered.
  productType: z.enum(['CNC', 'MTF', 'MARGIN']),
  orderType: z.enum(['LIMIT', 'MARKET']),
  price: wirePrice,
  triggerPrice: wirePrice,
  price1: wirePrice.optional(),
  triggerPrice1: wirePrice.optional(),
  quantity1: wireNumber.optional(),
});

/** A request for a forever order, before it has a number. */
export interface ForeverTicket {
  readonly flag: ForeverOrder['flag'];
  readonly ticket: OrderTicket;
  readonly legs: readonly ForeverLeg[];
}

/**
 * Body of POST /forever/orders. The pages contradict each other on the legs of an OCO. Live users send the stop in the plain fields and
 * the target in those with a `1`; the example of the official client sends them the other way round. The emulator names the legs by
 * their triggers, which fits both.
 *
 * @param singleLeg - the name under which a SINGLE is stored
 * @throws Refusal DH-905
 */
export function parseForeverOrder(
  body: unknown,
  account: Account,
  context: PlaceContext,
  singleLeg: 'ENTRY_LEG' | 'TARGET_LEG',
): ForeverTicket {
  const parsed = placeBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { orderFlag, orderType, price, triggerPrice, price1 = 0, triggerPrice1 = 0, quantity1 = 0 } = parsed.data;
  // The fields that it shares with a plain order. The trigger is not that of a stop order.
  const ticket = parsePlaceRequest(
    { ...(body as Record<string, unknown>), triggerPrice: 0, afterMarketOrder: false },
    account,
    context,
  );
  const ltpPaise = context.market.ltpPaise(ticket.instrument);
  const legOf = (legName: ForeverLeg['legName'], quantity: number, rupees: number, trigger: number): ForeverLeg => {
    if (orderType === 'LIMIT' && rupees <= 0) throw inputException('price: expected more than 0 for LIMIT');
    if (trigger <= 0) throw inputException('triggerPrice: expected more than 0');
    const triggerPaise = paiseFromRupees(trigger);
    const direction = directionOf(triggerPaise, ltpPaise);
    const pricePaise = paiseFromRupees(rupees);
    return { legName, quantity, pricePaise, triggerPaise, orderType, direction, child: null, cancelled: false };
  };
  if (orderFlag === 'SINGLE') {
    return { flag: 'SINGLE', ticket, legs: [legOf(singleLeg, ticket.quantity, price, triggerPrice)] };
  }
  if (!Number.isInteger(quantity1) || quantity1 < 1) throw inputException('quantity1: expected a whole number from 1');
  // The target of a sale is the higher trigger, that of a purchase the lower one.
  const isTargetFirst = ticket.side === 'SELL' ? triggerPrice > triggerPrice1 : triggerPrice < triggerPrice1;
  const [first, second] = isTargetFirst ? OCO_LEGS.toReversed() : OCO_LEGS;
  const legs = [legOf(first, ticket.quantity, price, triggerPrice), legOf(second, quantity1, price1, triggerPrice1)];
  return { flag: 'OCO', ticket, legs };
}

const modifyBody = z.object({
  dhanClientId: z.string().optional(),
  orderId: z.string().optional(),
  orderFlag: z.enum(FLAGS),
  orderType: z.enum(['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_MARKET']),
  legName: z.enum(['ENTRY_LEG', 'TARGET_LEG', 'STOP_LOSS_LEG']),
  quantity: wireQuantity,
  price: wirePrice,
  triggerPrice: wirePrice,
  disclosedQuantity: wireNumber.pipe(z.int().nonnegative()).optional(),
  validity: z.enum(['DAY', 'IOC']),
});

/**
 * Body of PUT /forever/orders/{order-id}: one leg per call, all of its fields.
 *
 * @throws Refusal DH-905, also for a leg name that the order does not have, and for LIMIT with price 0 as observed
 */
export function applyForeverChange(body: unknown, order: ForeverOrder, ltpPaise: number, nowMs: number): void {
  const parsed = modifyBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const change = parsed.data;
  if (change.dhanClientId !== undefined && change.dhanClientId !== order.dhanClientId) {
    throw invalidAuthentication('dhanClientId: is not the owner of the token');
  }
  if (change.orderId !== undefined && change.orderId !== order.orderId) {
    throw inputException('orderId: differs from the path');
  }
  if (change.orderFlag !== order.flag) throw inputException(`orderFlag: the order is ${order.flag}`);
  const leg = legNamed(order, change.legName);
  if (leg === undefined || !isResting(order, leg, nowMs)) {
    throw inputException(`legName: no resting leg ${change.legName}`);
  }
  const isLimit = change.orderType === 'LIMIT' || change.orderType === 'STOP_LOSS';
  if (isLimit && change.price <= 0) throw inputException('price: expected more than 0 for LIMIT');
  if (change.triggerPrice <= 0) throw inputException('triggerPrice: expected more than 0');
  leg.orderType = isLimit ? 'LIMIT' : 'MARKET';
  leg.quantity = change.quantity;
  leg.pricePaise = paiseFromRupees(change.price);
  leg.triggerPaise = paiseFromRupees(change.triggerPrice);
  leg.direction = directionOf(leg.triggerPaise, ltpPaise);
  order.validity = change.validity;
  order.disclosedQuantity = change.disclosedQuantity ?? order.disclosedQuantity;
  order.updatedMs = nowMs;
}

/**
 * The leg of a modification. A SINGLE answers to the stored name of its row, which live users send, and to TARGET_LEG, which the page
 * and the official client's data call it. An OCO answers to TARGET_LEG and STOP_LOSS_LEG: no source calls one of its legs ENTRY_LEG.
 */
function legNamed(order: ForeverOrder, legName: ForeverLeg['legName']): ForeverLeg | undefined {
  if (order.flag === 'SINGLE' && legName === 'TARGET_LEG') return order.legs[0];
  return order.legs.find((one) => one.legName === legName);
}
