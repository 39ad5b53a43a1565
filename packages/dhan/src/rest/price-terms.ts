import { z } from 'zod';
import { ORDER_TYPES } from '../enums.ts';
import { price } from './fields.ts';

/**
 * Prices by order type, rupees. A limit order has a price, a stop-loss also a trigger, a market order neither.
 * A sell stop-loss needs its trigger at or above the price, a buy at or below (DH-906 otherwise).
 * A MARKET order sent by API becomes a limit order inside a protection band and may rest. STOP_LOSS_MARKET was seen filled at once or
 * refused: send STOP_LOSS with a price beyond the trigger.
 */
export type PriceTerms =
  | { readonly orderType: 'LIMIT'; readonly price: number; readonly triggerPrice?: never }
  | { readonly orderType: 'MARKET'; readonly price?: never; readonly triggerPrice?: never }
  | { readonly orderType: 'STOP_LOSS'; readonly price: number; readonly triggerPrice: number }
  | { readonly orderType: 'STOP_LOSS_MARKET'; readonly price?: never; readonly triggerPrice: number };

/** The part of an order that is visible in the market depth, units. An order that does not rest has none. */
export type ValidityTerms =
  | {
      readonly validity: 'DAY';
      /** More than 30 % of the quantity, at most the whole quantity. */
      readonly disclosedQuantity?: number;
    }
  | { readonly validity: 'IOC'; readonly disclosedQuantity?: never };

export const priceFields = {
  orderType: z.enum(ORDER_TYPES),
  price: price.optional(),
  triggerPrice: price.optional(),
};

export const disclosedQuantity = z.int('expected a whole number of units').nonnegative().optional();

interface Terms {
  readonly orderType: (typeof ORDER_TYPES)[number];
  readonly price?: number | undefined;
  readonly triggerPrice?: number | undefined;
}

/** The error in the prices of an order: the field, and the expected value. */
function priceProblem(terms: Terms, side?: 'BUY' | 'SELL'): [field: keyof Terms, expected: string] | null {
  const { orderType, price: limit = 0, triggerPrice: trigger = 0 } = terms;
  const isLimited = orderType === 'LIMIT' || orderType === 'STOP_LOSS';
  const isStop = orderType === 'STOP_LOSS' || orderType === 'STOP_LOSS_MARKET';
  if (isLimited && limit <= 0) return ['price', `expected more than 0 rupees for ${orderType}`];
  if (!isLimited && limit > 0) return ['price', `expected none for ${orderType}`];
  if (isStop && trigger <= 0) return ['triggerPrice', `expected more than 0 rupees for ${orderType}`];
  if (!isStop && trigger > 0) return ['triggerPrice', `expected none for ${orderType}`];
  if (orderType !== 'STOP_LOSS') return null;
  if (side === 'SELL' && trigger < limit) return ['triggerPrice', `expected at least the price, ${limit}, for a sell`];
  if (side === 'BUY' && trigger > limit) return ['triggerPrice', `expected at most the price, ${limit}, for a buy`];
  return null;
}

interface Disclosure {
  readonly quantity: number;
  readonly validity: 'DAY' | 'IOC';
  readonly disclosedQuantity?: number | undefined;
}

/** The error in a disclosed quantity, as text. */
export function disclosureProblem({
  quantity: units,
  validity,
  disclosedQuantity: shown = 0,
}: Disclosure): string | null {
  if (shown === 0) return null;
  if (validity === 'IOC') return 'expected none for IOC';
  if (shown > units) return `expected at most the quantity, ${units}`;
  return shown > units * 0.3 ? null : `expected more than 30 % of the quantity, ${units}`;
}

/** Reports a problem at its field. */
export function report(ctx: z.RefinementCtx, field: string, message: string | null): void {
  if (message !== null) ctx.addIssue({ code: 'custom', path: [field], message });
}

/** Both rules as one check of a schema. */
export function checkTerms(
  terms: Terms & Disclosure & { readonly transactionType?: 'BUY' | 'SELL' },
  ctx: z.RefinementCtx,
): void {
  const problem = priceProblem(terms, terms.transactionType);
  if (problem) report(ctx, ...problem);
  report(ctx, 'disclosedQuantity', disclosureProblem(terms));
}
