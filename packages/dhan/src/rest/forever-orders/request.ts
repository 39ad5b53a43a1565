import { z } from 'zod';
import { LEG_NAMES, TRANSACTION_TYPES, VALIDITIES } from '../../enums.ts';
import type { LegName, TransactionType } from '../../enums.ts';
import { correlationId, positivePrice, price, quantity, securityId } from '../fields.ts';
import { disclosedQuantity, disclosureProblem, report } from '../price-terms.ts';
import type { ValidityTerms } from '../price-terms.ts';
import { checkRequest } from '../request.ts';

const SEGMENTS = ['NSE_EQ', 'NSE_FNO', 'BSE_EQ', 'BSE_FNO'] as const;

interface Trigger {
  readonly orderType: 'LIMIT' | 'MARKET';
  /** Rupees; 0 with LIMIT was answered DH-905. */
  readonly price: number;
  /** Rupees. */
  readonly triggerPrice: number;
  /** Units. */
  readonly quantity: number;
}

/**
 * An order that rests at the broker and places an exchange order when its price is reached. SINGLE has one trigger. OCO has two, and
 * the first to fire ends the other. The documentation contradicts itself on which leg of an OCO is the target: OpenAlgo, live, sends
 * the stop first and the target in the `…1` fields. Read the list back and use `legName`.
 */
export type PlaceForeverOrderRequest = Trigger &
  ValidityTerms & {
    readonly correlationId?: string;
    readonly transactionType: TransactionType;
    readonly exchangeSegment: (typeof SEGMENTS)[number];
    readonly productType: 'CNC' | 'MTF' | 'MARGIN';
    readonly securityId: string;
  } & (
    | {
        readonly orderFlag: 'SINGLE';
        readonly price1?: never;
        readonly triggerPrice1?: never;
        readonly quantity1?: never;
      }
    | { readonly orderFlag: 'OCO'; readonly price1: number; readonly triggerPrice1: number; readonly quantity1: number }
  );

const trigger = {
  orderType: z.enum(['LIMIT', 'MARKET']),
  price,
  triggerPrice: positivePrice,
  quantity,
  disclosedQuantity,
  validity: z.enum(VALIDITIES),
};

const placeForeverOrder = z
  .strictObject({
    correlationId,
    orderFlag: z.enum(['SINGLE', 'OCO']),
    transactionType: z.enum(TRANSACTION_TYPES),
    exchangeSegment: z.enum(SEGMENTS),
    productType: z.enum(['CNC', 'MTF', 'MARGIN']),
    securityId,
    ...trigger,
    price1: price.optional(),
    triggerPrice1: positivePrice.optional(),
    quantity1: quantity.optional(),
  })
  .superRefine((order, ctx) => {
    checkLimit(order.orderType, 'price', order.price, ctx);
    report(ctx, 'disclosedQuantity', disclosureProblem(order));
    for (const field of ['price1', 'triggerPrice1', 'quantity1'] as const) {
      if (order.orderFlag === 'OCO' && order[field] === undefined) report(ctx, field, 'expected a number for OCO');
      if (order.orderFlag === 'SINGLE' && order[field] !== undefined) report(ctx, field, 'expected none for SINGLE');
    }
    if (order.orderFlag === 'OCO') checkLimit(order.orderType, 'price1', order.price1 ?? 0, ctx);
  });

function checkLimit(orderType: 'LIMIT' | 'MARKET', field: string, limit: number, ctx: z.RefinementCtx): void {
  if (orderType === 'LIMIT' && limit <= 0) report(ctx, field, 'expected more than 0 rupees for LIMIT');
}

export function placeForeverOrderBody(dhanClientId: string, request: PlaceForeverOrderRequest, call: string): object {
  return { dhanClientId, ...checkRequest(placeForeverOrder, request, call) };
}

/** One leg with its new terms. Take `legName` from the list: single orders are stored under any of the three names. */
export type ModifyForeverOrderRequest = Trigger &
  ValidityTerms & { readonly orderFlag: 'SINGLE' | 'OCO'; readonly legName: LegName };

const modifyForeverOrder = z
  .strictObject({ orderFlag: z.enum(['SINGLE', 'OCO']), legName: z.enum(LEG_NAMES), ...trigger })
  .superRefine((order, ctx) => {
    checkLimit(order.orderType, 'price', order.price, ctx);
    report(ctx, 'disclosedQuantity', disclosureProblem(order));
  });

export function modifyForeverOrderBody(
  dhanClientId: string,
  id: string,
  request: ModifyForeverOrderRequest,
  call: string,
): object {
  const { disclosedQuantity: shown = 0, ...order } = checkRequest(modifyForeverOrder, request, call);
  return { dhanClientId, orderId: id, ...order, disclosedQuantity: shown };
}
