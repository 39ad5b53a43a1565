import { z } from 'zod';
import { AMO_TIMES, ORDER_TYPES, TRANSACTION_TYPES, VALIDITIES } from '../../enums.ts';
import type { ExchangeSegment, TransactionType } from '../../enums.ts';
import type { SessionTerms } from '../orders/request.ts';
import { correlationId, quantity, securityId, tradableSegment } from '../fields.ts';
import { checkTerms, disclosedQuantity, priceFields, report } from '../price-terms.ts';
import type { PriceTerms, ValidityTerms } from '../price-terms.ts';
import { checkRequest } from '../request.ts';
import { condition } from './condition.ts';
import type { TriggerCondition } from './condition.ts';

/** Orders in one trigger or one batch. Source: https://docs.dhanhq.co/api/v2 (14 July 2026) */
const ORDERS_MAX = 15;
const PRODUCTS = ['CNC', 'INTRADAY', 'MARGIN', 'MTF'] as const;

export type TriggeredOrder = PriceTerms &
  ValidityTerms & {
    readonly transactionType: TransactionType;
    readonly exchangeSegment: Exclude<ExchangeSegment, 'IDX_I'>;
    readonly productType: (typeof PRODUCTS)[number];
    readonly securityId: string;
    /** Units. */
    readonly quantity: number;
  };

export interface TriggerRequest {
  readonly condition: TriggerCondition;
  /** 1 to 15. */
  readonly orders: readonly TriggeredOrder[];
}

const orderFields = {
  transactionType: z.enum(TRANSACTION_TYPES),
  exchangeSegment: tradableSegment,
  productType: z.enum(PRODUCTS),
  orderType: z.enum(ORDER_TYPES),
  securityId,
  quantity,
  validity: z.enum(VALIDITIES),
  price: priceFields.price,
  disclosedQuantity,
  triggerPrice: priceFields.triggerPrice,
};

/** Only here the broker requires prices as text, and calls the disclosed quantity `discQuantity`. */
const triggeredOrder = z
  .strictObject(orderFields)
  .superRefine(checkTerms)
  .transform(({ price = 0, triggerPrice = 0, disclosedQuantity: shown = 0, ...order }) => ({
    ...order,
    price: rupeesText(price),
    discQuantity: String(shown),
    triggerPrice: rupeesText(triggerPrice),
  }));

const triggerRequest = z.strictObject({
  condition,
  orders: z.array(triggeredOrder).min(1).max(ORDERS_MAX).readonly(),
});

export function triggerBody(dhanClientId: string, request: TriggerRequest, call: string): object {
  const { condition: watched, orders } = checkRequest(triggerRequest, request, call);
  return { dhanClientId, condition: { ...watched, frequency: 'ONCE' }, orders };
}

/** "1651.00"; "0" where there is none, as in the broker's sample. */
function rupeesText(rupees: number): string {
  return rupees === 0 ? '0' : rupees.toFixed(4).replace(/00$/, '');
}

export type MultiOrderLeg = TriggeredOrder & SessionTerms & { readonly correlationId?: string };

const multiOrder = z
  .array(
    z
      .strictObject({
        ...orderFields,
        correlationId,
        afterMarketOrder: z.boolean().optional(),
        amoTime: z.enum(AMO_TIMES).optional(),
      })
      .superRefine((order, ctx) => {
        checkTerms(order, ctx);
        if (order.amoTime !== undefined && order.afterMarketOrder !== true) {
          report(ctx, 'amoTime', 'expected none without afterMarketOrder');
        }
      }),
  )
  .min(1)
  .max(ORDERS_MAX)
  .readonly();

/** Numbers as numbers here; `sequence` counts the orders from "1". */
export function multiOrderBody(dhanClientId: string, legs: readonly MultiOrderLeg[], call: string): object {
  const orders = checkRequest(multiOrder, legs, call).map(({ price = 0, triggerPrice = 0, ...leg }, index) => ({
    sequence: String(index + 1),
    ...leg,
    price,
    triggerPrice,
  }));
  return { dhanClientId, orders };
}
