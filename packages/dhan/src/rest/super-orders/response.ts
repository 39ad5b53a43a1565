import { z } from 'zod';
import { PRODUCT_TYPES, TRANSACTION_TYPES } from '../../enums.ts';
import type { OrderStatus } from '../../enums.ts';
import {
  wireBoolean,
  wireId,
  wireNumberOrNull,
  wireNumberOrZero,
  wireOrderNumberOrNull,
  wireQuantity,
  wireText,
  wireTextOrNull,
  wireTimeMs,
} from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

const status = wireText.transform((word): OrderStatus => word);

/** The wire misspells the total (`totalQuatity`) and leaves it out on some legs. */
const leg = z
  .object({
    orderId: wireId,
    legName: wireId,
    transactionType: z.enum(TRANSACTION_TYPES),
    totalQuatity: wireNumberOrNull,
    totalQuantity: wireNumberOrNull,
    remainingQuantity: wireQuantity,
    triggeredQuantity: wireQuantity,
    price: wireNumberOrZero,
    orderStatus: status,
    trailingJump: wireNumberOrZero,
  })
  .transform(({ totalQuatity, totalQuantity, ...rest }) => ({ ...rest, totalQuantity: totalQuantity ?? totalQuatity }));

/** Source: https://dhanhq.co/docs/v2/super-order/ */
export const superOrderRow = z
  .object({
    dhanClientId: wireText,
    orderId: wireId,
    exchangeOrderId: wireOrderNumberOrNull,
    correlationId: wireTextOrNull,
    orderStatus: status,
    transactionType: z.enum(TRANSACTION_TYPES),
    exchangeSegment: wireId,
    productType: z.enum(PRODUCT_TYPES),
    orderType: wireText,
    validity: wireText,
    tradingSymbol: wireTextOrNull,
    securityId: wireId,
    quantity: wireQuantity,
    remainingQuantity: wireQuantity,
    filledQty: wireQuantity,
    ltp: wireNumberOrZero,
    price: wireNumberOrZero,
    averageTradedPrice: wireNumberOrZero,
    afterMarketOrder: wireBoolean,
    legName: wireTextOrNull,
    trailingJump: wireNumberOrZero,
    createTime: wireTimeMs,
    updateTime: wireTimeMs,
    exchangeTime: wireTimeMs,
    omsErrorDescription: wireTextOrNull,
    algoId: wireOrderNumberOrNull,
    legDetails: z.array(leg).nullish(),
  })
  .transform(({ createTime, updateTime, exchangeTime, legDetails, ...row }) => ({
    ...row,
    createTimeMs: createTime,
    updateTimeMs: updateTime,
    exchangeTimeMs: exchangeTime,
    legDetails: legDetails ?? [],
  }));

/**
 * The entry with its exit legs. Prices in rupees, quantities in units, times epoch ms. CLOSED: entry and one exit are complete for the
 * whole quantity. A REJECTED or CANCELLED row was seen although the plain book had a filled entry: check the plain book as well.
 */
export type SuperOrder = WithRaw<z.infer<typeof superOrderRow>>;
export type SuperOrderLeg = z.infer<typeof leg>;
