import { isStop, type OrderTerms, type Side } from './order.ts';

/**
 * The field rules for any order before it gets a number, or before it is changed.
 *
 * @param open - units that are still to be filled; the disclosed quantity is a part of them. It is a guess that the rule of 30 % counts
 * from them after a partial fill
 * @returns the error, naming the field, or null. Source: https://dhanhq.co/docs/v2/orders/
 */
export function termsProblem(terms: OrderTerms, open = terms.quantity): string | null {
  const { orderType, disclosedQuantity, pricePaise, triggerPaise } = terms;
  const limited = orderType === 'LIMIT' || orderType === 'STOP_LOSS';
  if (limited && pricePaise <= 0) return `price: expected more than 0 for ${orderType}`;
  if (isStop(orderType) && triggerPaise <= 0) return `triggerPrice: expected more than 0 for ${orderType}`;
  if (disclosedQuantity > open) return 'disclosedQuantity: expected at most the open quantity';
  if (disclosedQuantity > 0 && disclosedQuantity <= open * 0.3) {
    return 'disclosedQuantity: expected more than 30 % of the quantity';
  }
  return null;
}

/**
 * A stop-limit whose limit is on the wrong side of its trigger can never behave as a stop.
 * Observed: DH-906 "Trigger Price should be greater than Price", the same words for both sides.
 */
export function stopOnWrongSide(side: Side, terms: OrderTerms): boolean {
  if (terms.orderType !== 'STOP_LOSS') return false;
  return side === 'SELL' ? terms.triggerPaise < terms.pricePaise : terms.triggerPaise > terms.pricePaise;
}

export const STOP_ON_WRONG_SIDE = 'Trigger Price should be greater than Price';
