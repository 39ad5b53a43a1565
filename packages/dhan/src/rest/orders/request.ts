import { z } from 'zod';
import { AMO_TIMES, LEG_NAMES, PRODUCT_TYPES, TRANSACTION_TYPES, VALIDITIES } from '../../enums.ts';
import type { AmoTime, ExchangeSegment, LegName, TransactionType } from '../../enums.ts';
import { correlationId, positivePrice, quantity, securityId, tradableSegment } from '../fields.ts';
import { checkTerms, disclosedQuantity, priceFields, report } from '../price-terms.ts';
import type { PriceTerms, ValidityTerms } from '../price-terms.ts';
import { checkRequest } from '../request.ts';

/** When the order goes to the exchange: now, or in the session of `amoTime`. */
export type SessionTerms =
  | { readonly afterMarketOrder?: false; readonly amoTime?: never }
  | { readonly afterMarketOrder: true; readonly amoTime?: AmoTime };

/** Fields of one product only. The bracket values are differences from the entry price, rupees. */
export type ProductTerms =
  | {
      readonly productType: 'CNC' | 'INTRADAY' | 'MARGIN' | 'MTF';
      readonly boProfitValue?: never;
      readonly boStopLossValue?: never;
    }
  | { readonly productType: 'CO'; readonly boProfitValue?: never; readonly boStopLossValue?: number }
  | { readonly productType: 'BO'; readonly boProfitValue: number; readonly boStopLossValue: number };

interface Order {
  /** Your own id, at most 25 letters, digits, `_` or `-`. The broker does not check that it is unique and does not deduplicate by it. */
  readonly correlationId?: string;
  readonly transactionType: TransactionType;
  readonly exchangeSegment: Exclude<ExchangeSegment, 'IDX_I'>;
  /** From the scrip master; unique only together with the segment. */
  readonly securityId: string;
  /** Units, not lots; for NSE and BSE derivatives a multiple of the lot. */
  readonly quantity: number;
}

export type PlaceOrderRequest = Order & PriceTerms & ValidityTerms & SessionTerms & ProductTerms;

/** Strict: fields that v2 removed (`tradingSymbol`, `drvExpiryDate`, …) are refused here. */
const placeOrder = z
  .strictObject({
    correlationId,
    transactionType: z.enum(TRANSACTION_TYPES),
    exchangeSegment: tradableSegment,
    productType: z.enum(PRODUCT_TYPES),
    ...priceFields,
    validity: z.enum(VALIDITIES),
    securityId,
    quantity,
    disclosedQuantity,
    afterMarketOrder: z.boolean().optional(),
    amoTime: z.enum(AMO_TIMES).optional(),
    boProfitValue: positivePrice.optional(),
    boStopLossValue: positivePrice.optional(),
  })
  .superRefine((order, ctx) => {
    checkTerms(order, ctx);
    if (order.amoTime !== undefined && order.afterMarketOrder !== true) {
      report(ctx, 'amoTime', 'expected none without afterMarketOrder');
    }
    if (order.productType === 'BO') {
      if (order.boProfitValue === undefined) report(ctx, 'boProfitValue', 'expected more than 0 rupees for BO');
      if (order.boStopLossValue === undefined) report(ctx, 'boStopLossValue', 'expected more than 0 rupees for BO');
      return;
    }
    if (order.boProfitValue !== undefined) report(ctx, 'boProfitValue', 'expected none without BO');
    if (order.productType !== 'CO' && order.boStopLossValue !== undefined) {
      report(ctx, 'boStopLossValue', 'expected none without BO or CO');
    }
  });

/** Body of a placement: numbers as numbers, unused fields left out (the broker answers DH-905 to empty ones). */
export function placeOrderBody(dhanClientId: string, request: PlaceOrderRequest, call: string): object {
  const { price = 0, afterMarketOrder = false, ...order } = checkRequest(placeOrder, request, call);
  return { dhanClientId, ...order, price, afterMarketOrder };
}

/** The changed order. Symbol, side and product cannot change. */
export type ModifyOrderRequest = PriceTerms &
  ValidityTerms & {
    /** Total placed quantity in units, never the remaining quantity. */
    readonly quantity: number;
    /** Only for CO and BO. */
    readonly legName?: LegName;
  };

const modifyOrder = z
  .strictObject({
    ...priceFields,
    quantity,
    disclosedQuantity,
    validity: z.enum(VALIDITIES),
    legName: z.enum(LEG_NAMES).optional(),
  })
  .superRefine(checkTerms);

/** Body of a modification: always all fields, because the effect of omitted fields is not documented. */
export function modifyOrderBody(
  dhanClientId: string,
  orderId: string,
  request: ModifyOrderRequest,
  call: string,
): object {
  const { orderType, quantity: units, validity, legName, ...rest } = checkRequest(modifyOrder, request, call);
  return {
    dhanClientId,
    orderId,
    orderType,
    ...(legName && { legName }),
    quantity: units,
    price: rest.price ?? 0,
    disclosedQuantity: rest.disclosedQuantity ?? 0,
    triggerPrice: rest.triggerPrice ?? 0,
    validity,
  };
}
