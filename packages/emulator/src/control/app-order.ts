import * as z from 'zod';
import type { Catalogue } from '../instruments/catalogue.ts';
import { ORDER_SEGMENTS } from '../instruments/segment.ts';
import { paiseFromRupees } from '../money/paise.ts';
import {
  AMO_TIMES,
  isStop,
  ORDER_TYPES,
  PRODUCTS,
  SIDES,
  VALIDITIES,
  type Order,
  type OrderTerms,
  type OrderTicket,
} from '../orders/order.ts';
import { STOP_ON_WRONG_SIDE, stopOnWrongSide, termsProblem } from '../orders/terms.ts';
import { knownInstrument } from './account-spec.ts';
import { ControlError, parseOrExplain } from './control-error.ts';

const price = z.number().nonnegative();
const quantity = z.int().positive();

export const appOrder = z.strictObject({
  transactionType: z.enum(SIDES),
  exchangeSegment: z.enum(ORDER_SEGMENTS),
  productType: z.enum(PRODUCTS),
  orderType: z.enum(ORDER_TYPES),
  validity: z.enum(VALIDITIES).default('DAY'),
  securityId: z.string(),
  quantity,
  /** Rupees. */
  price: price.default(0),
  /** Rupees. */
  triggerPrice: price.default(0),
  disclosedQuantity: z.int().nonnegative().default(0),
  afterMarketOrder: z.boolean().default(false),
  amoTime: z.enum(AMO_TIMES).optional(),
  /** `W` web (default), `N` app. */
  source: z.enum(['W', 'N']).default('W'),
});

/** An order as the account owner enters it in the broker's app, with the field names of the API. */
export type AppOrder = z.input<typeof appOrder>;

export const appOrderChanges = z.strictObject({
  orderType: z.enum(ORDER_TYPES).optional(),
  validity: z.enum(VALIDITIES).optional(),
  /** The total, not the remaining quantity. */
  quantity: quantity.optional(),
  price: price.optional(),
  triggerPrice: price.optional(),
  disclosedQuantity: z.int().nonnegative().optional(),
});

/** The fields that the account owner changes; the others stay. */
export type AppOrderChanges = z.input<typeof appOrderChanges>;

/** @throws ControlError */
export function parseAppOrder(value: unknown, catalogue: Catalogue): OrderTicket {
  const order = parseOrExplain(appOrder, value, 'placeAppOrder');
  const ticket: OrderTicket = {
    instrument: knownInstrument(catalogue, order.exchangeSegment, order.securityId),
    side: order.transactionType,
    product: order.productType,
    validity: order.validity,
    ...nativeTerms(order.orderType, paiseFromRupees(order.price), paiseFromRupees(order.triggerPrice)),
    quantity: order.quantity,
    disclosedQuantity: order.disclosedQuantity,
    afterMarketOrder: order.afterMarketOrder,
    amoTime: order.amoTime ?? null,
    correlationId: null,
    platform: 'FAST',
    source: order.source,
  };
  checkTerms(ticket, ticket.side);
  return ticket;
}

/** @throws ControlError */
export function parseAppOrderChanges(value: unknown, order: Order): OrderTerms {
  const changes = parseOrExplain(appOrderChanges, value, 'modifyAppOrder');
  const { terms } = order;
  const pricePaise = changes.price === undefined ? terms.pricePaise : paiseFromRupees(changes.price);
  const triggerPaise = changes.triggerPrice === undefined ? terms.triggerPaise : paiseFromRupees(changes.triggerPrice);
  const changed: OrderTerms = {
    ...nativeTerms(changes.orderType ?? terms.orderType, pricePaise, triggerPaise),
    validity: changes.validity ?? terms.validity,
    quantity: changes.quantity ?? terms.quantity,
    disclosedQuantity: changes.disclosedQuantity ?? terms.disclosedQuantity,
  };
  checkTerms(changed, order.ticket.side);
  return changed;
}

/** In the app every type keeps its nature: only limited types have a price, only stop types a trigger. */
function nativeTerms(
  orderType: OrderTerms['orderType'],
  pricePaise: number,
  triggerPaise: number,
): Pick<OrderTerms, 'orderType' | 'pricePaise' | 'triggerPaise'> {
  const limited = orderType === 'LIMIT' || orderType === 'STOP_LOSS';
  return { orderType, pricePaise: limited ? pricePaise : 0, triggerPaise: isStop(orderType) ? triggerPaise : 0 };
}

function checkTerms(terms: OrderTerms, side: OrderTicket['side']): void {
  const problem = termsProblem(terms) ?? (stopOnWrongSide(side, terms) ? `triggerPrice: ${STOP_ON_WRONG_SIDE}` : null);
  if (problem !== null) throw new ControlError(problem);
}
