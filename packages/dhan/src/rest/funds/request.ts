import { z } from 'zod';
import { PRODUCT_TYPES, TRANSACTION_TYPES } from '../../enums.ts';
import type { ExchangeSegment, ProductType, TransactionType } from '../../enums.ts';
import { positivePrice, price, quantity, securityId, tradableSegment } from '../fields.ts';
import { checkRequest } from '../request.ts';

export interface MarginOrder {
  readonly exchangeSegment: Exclude<ExchangeSegment, 'IDX_I'>;
  readonly transactionType: TransactionType;
  /** Units. */
  readonly quantity: number;
  readonly productType: ProductType;
  readonly securityId: string;
  /** Rupees; for a market order the last traded price. */
  readonly price: number;
  /** Rupees, for stop orders. */
  readonly triggerPrice?: number;
}

const marginOrder = z.strictObject({
  exchangeSegment: tradableSegment,
  transactionType: z.enum(TRANSACTION_TYPES),
  quantity,
  productType: z.enum(PRODUCT_TYPES),
  securityId,
  price: positivePrice,
  triggerPrice: price.optional(),
});

export function marginBody(dhanClientId: string, order: MarginOrder, call: string): object {
  return { dhanClientId, ...checkRequest(marginOrder, order, call) };
}

export interface MultiMarginRequest {
  /** Includes the open positions. */
  readonly includePosition: boolean;
  /** Includes the pending orders. */
  readonly includeOrder: boolean;
  readonly orders: readonly MarginOrder[];
}

const multiMargin = z.strictObject({
  includePosition: z.boolean(),
  includeOrder: z.boolean(),
  orders: z.array(marginOrder).min(1).readonly(),
});

/** The names that the broker's own client sends. One page has `includeOrders` and `scripts`. */
export function multiMarginBody(dhanClientId: string, request: MultiMarginRequest, call: string): object {
  const { orders, ...flags } = checkRequest(multiMargin, request, call);
  return { dhanClientId, ...flags, scripList: orders.map((order) => ({ triggerPrice: 0, ...order })) };
}
