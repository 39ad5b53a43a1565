import { z } from 'zod';
import { ORDER_TYPES, PRODUCT_TYPES, TRANSACTION_TYPES, VALIDITIES } from '../enums.ts';
import type { OrderStatus } from '../enums.ts';
import type { WithRaw } from '../rest/read.ts';
import {
  parseWire,
  wireBoolean,
  wireDateOrNull,
  wireId,
  wireNumberOrNull,
  wireNumberOrZero,
  wireOrderNumberOrNull,
  wireQuantity,
  wireTextOrNull,
  wireTimeMs,
  WireError,
} from '../wire/parse.ts';

/** The documented payload. No real one is public. Fields that the page leaves out are null where they are missing, not 0. */
export const postback = z
  .object({
    dhanClientId: wireId,
    orderId: wireId,
    exchangeOrderId: wireOrderNumberOrNull,
    correlationId: wireTextOrNull,
    orderStatus: wireId.transform((word): OrderStatus => word),
    transactionType: z.enum(TRANSACTION_TYPES),
    exchangeSegment: wireId,
    productType: z.enum(PRODUCT_TYPES),
    orderType: z.enum(ORDER_TYPES),
    validity: z.enum(VALIDITIES),
    tradingSymbol: wireTextOrNull,
    securityId: wireId,
    quantity: wireQuantity,
    disclosedQuantity: wireQuantity,
    price: wireNumberOrZero,
    triggerPrice: wireNumberOrZero,
    afterMarketOrder: wireBoolean,
    boProfitValue: wireNumberOrZero,
    boStopLossValue: wireNumberOrZero,
    legName: wireTextOrNull,
    createTime: wireTimeMs,
    updateTime: wireTimeMs,
    exchangeTime: wireTimeMs,
    drvExpiryDate: wireDateOrNull,
    drvOptionType: wireTextOrNull,
    drvStrikePrice: wireNumberOrZero,
    omsErrorCode: wireOrderNumberOrNull,
    omsErrorDescription: wireTextOrNull,
    filled_qty: wireQuantity,
    filledQty: wireQuantity,
    remainingQuantity: wireNumberOrNull,
    averageTradedPrice: wireNumberOrNull,
    algoId: wireOrderNumberOrNull,
  })
  .transform(({ filled_qty: snake, filledQty: camel, createTime, updateTime, exchangeTime, ...order }) => ({
    ...order,
    filledQty: Math.max(snake, camel),
    createTimeMs: createTime,
    updateTimeMs: updateTime,
    exchangeTimeMs: exchangeTime,
  }));

/**
 * An order as the broker posts it to your URL. Rupees, units, epoch ms. `filledQty` is the total so far; the price is not included. A
 * postback has no signature, no repetition and no order. Use it as a hint, and read the order again.
 */
export type Postback = WithRaw<z.infer<typeof postback>>;

/**
 * Reads the body of a postback.
 *
 * Only orders placed with the token that carries your URL are posted, not the whole account. A conditional trigger posts too, in an
 * undocumented shape, which is a {@link WireError} here.
 * @param text - the body, unchanged
 * @throws {WireError} naming the field that cannot be read
 * Source: https://dhanhq.co/docs/v2/postback/
 */
export function readPostback(text: string): Postback {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new WireError('postback: expected JSON, found something else');
  }
  return { ...parseWire(postback, body, 'postback'), raw: body };
}
