import { isStop, type OrderTerms, type Side } from './order.ts';

/**
 * The field rules that any order must meet before it gets a number, or is changed.
 *
 * @param open - units that are still to be filled: what is disclosed is a part of them. That the rule of 30 % counts from
 *   them too, once an order has filled in part, is a guess
 * @returns what is wrong, naming the field, or null. Source: https://dhanhq.co/docs/v2/orders/
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
 * A stop-limit whose limit lies on the wrong side of its trigger can never behave as a stop.
 * Observed: DH-906 "Trigger Price should be greater than Price", the same words for both sides.
 */
export function stopOnWrongSide(side: Side, terms: OrderTerms): boolean {
  if (terms.orderType !== 'STOP_LOSS') return false;
  return side === 'SELL' ? terms.triggerPaise < terms.pricePaise : terms.triggerPaise > terms.pricePaise;
}

export const STOP_ON_WRONG_SIDE = 'Trigger Price should be greater than Price';
