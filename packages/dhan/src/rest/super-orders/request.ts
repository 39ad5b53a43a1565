import { z } from 'zod';
import { TRANSACTION_TYPES } from '../../enums.ts';
import type { ExchangeSegment, TransactionType } from '../../enums.ts';
import { correlationId, positivePrice, price, quantity, securityId, tradableSegment } from '../fields.ts';
import { report } from '../price-terms.ts';
import { checkRequest } from '../request.ts';

/** Absolute prices, rupees. A buy needs its target above and its stop below its price, a sell the reverse. Always for the day. */
export interface PlaceSuperOrderRequest {
  /** Your own id, at most 25 letters, digits, `_` or `-`. */
  readonly correlationId?: string;
  readonly transactionType: TransactionType;
  readonly exchangeSegment: Exclude<ExchangeSegment, 'IDX_I'>;
  readonly productType: 'CNC' | 'INTRADAY' | 'MARGIN' | 'MTF';
  readonly orderType: 'LIMIT' | 'MARKET';
  readonly securityId: string;
  /** Units. */
  readonly quantity: number;
  /** Also for MARKET: the broker's value there is not documented, and its own client refuses 0. */
  readonly price: number;
  readonly targetPrice: number;
  readonly stopLossPrice: number;
  /** Step by which the stop follows the price; 0 or absent means no trail. */
  readonly trailingJump?: number;
}

const placeSuperOrder = z
  .strictObject({
    correlationId,
    transactionType: z.enum(TRANSACTION_TYPES),
    exchangeSegment: tradableSegment,
    productType: z.enum(['CNC', 'INTRADAY', 'MARGIN', 'MTF']),
    orderType: z.enum(['LIMIT', 'MARKET']),
    securityId,
    quantity,
    price: positivePrice,
    targetPrice: positivePrice,
    stopLossPrice: positivePrice,
    trailingJump: price.default(0),
  })
  .superRefine(({ transactionType, price: entry, targetPrice, stopLossPrice }, ctx) => {
    const sign = transactionType === 'BUY' ? 1 : -1;
    const [better, worse] = sign === 1 ? ['above', 'below'] : ['below', 'above'];
    if ((targetPrice - entry) * sign <= 0) report(ctx, 'targetPrice', `expected ${better} the price, ${entry}`);
    if ((entry - stopLossPrice) * sign <= 0) report(ctx, 'stopLossPrice', `expected ${worse} the price, ${entry}`);
  });

export function placeSuperOrderBody(dhanClientId: string, request: PlaceSuperOrderRequest, call: string): object {
  return { dhanClientId, ...checkRequest(placeSuperOrder, request, call) };
}

/**
 * One leg with its new terms. `trailingJump` is required when the stop is changed, because the broker reads a missing one as "no trail
 * any more". 0 says so explicitly.
 */
export type ModifySuperOrderRequest =
  | {
      /** Only while the entry is pending or part traded. */
      readonly legName: 'ENTRY_LEG';
      readonly orderType: 'LIMIT' | 'MARKET';
      readonly quantity: number;
      readonly price: number;
      readonly targetPrice: number;
      readonly stopLossPrice: number;
      readonly trailingJump: number;
    }
  | { readonly legName: 'TARGET_LEG'; readonly targetPrice: number }
  | { readonly legName: 'STOP_LOSS_LEG'; readonly stopLossPrice: number; readonly trailingJump: number };

const modifySuperOrder = z.discriminatedUnion('legName', [
  z.strictObject({
    legName: z.literal('ENTRY_LEG'),
    orderType: z.enum(['LIMIT', 'MARKET']),
    quantity,
    price: positivePrice,
    targetPrice: positivePrice,
    stopLossPrice: positivePrice,
    trailingJump: price,
  }),
  z.strictObject({ legName: z.literal('TARGET_LEG'), targetPrice: positivePrice }),
  z.strictObject({ legName: z.literal('STOP_LOSS_LEG'), stopLossPrice: positivePrice, trailingJump: price }),
]);

/** The short form of each leg, as the broker's own client sends it. */
export function modifySuperOrderBody(
  dhanClientId: string,
  orderId: string,
  request: ModifySuperOrderRequest,
  call: string,
): object {
  return { dhanClientId, orderId, ...checkRequest(modifySuperOrder, request, call) };
}
