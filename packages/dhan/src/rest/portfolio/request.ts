import { z } from 'zod';
import { PRODUCT_TYPES } from '../../enums.ts';
import type { ExchangeSegment, ProductType } from '../../enums.ts';
import { quantity, securityId, tradableSegment } from '../fields.ts';
import { report } from '../price-terms.ts';
import { checkRequest } from '../request.ts';

export interface ConvertPositionRequest {
  readonly fromProductType: ProductType;
  readonly toProductType: ProductType;
  readonly exchangeSegment: Exclude<ExchangeSegment, 'IDX_I'>;
  readonly positionType: 'LONG' | 'SHORT';
  readonly securityId: string;
  /** Units. */
  readonly convertQty: number;
}

const convertPosition = z
  .strictObject({
    fromProductType: z.enum(PRODUCT_TYPES),
    toProductType: z.enum(PRODUCT_TYPES),
    exchangeSegment: tradableSegment,
    positionType: z.enum(['LONG', 'SHORT']),
    securityId,
    convertQty: quantity,
  })
  .superRefine(({ fromProductType, toProductType }, ctx) => {
    if (fromProductType === toProductType) report(ctx, 'toProductType', `expected another than ${fromProductType}`);
  });

export function convertPositionBody(dhanClientId: string, request: ConvertPositionRequest, call: string): object {
  return { dhanClientId, ...checkRequest(convertPosition, request, call) };
}
