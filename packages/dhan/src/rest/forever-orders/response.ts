import { z } from 'zod';
import { TRANSACTION_TYPES } from '../../enums.ts';
import type { OrderStatus } from '../../enums.ts';
import {
  wireDateOrNull,
  wireId,
  wireNumberOrZero,
  wireQuantity,
  wireText,
  wireTextOrNull,
  wireTimeMs,
} from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** The wire has SINGLE or OCO in `orderType`. The real order type cannot be read. Source: https://dhanhq.co/docs/v2/forever/ */
export const foreverOrderRow = z
  .object({
    dhanClientId: wireText,
    orderId: wireId,
    orderStatus: wireText.transform((word): OrderStatus => word),
    transactionType: z.enum(TRANSACTION_TYPES),
    exchangeSegment: wireId,
    productType: wireText,
    orderType: wireText,
    tradingSymbol: wireTextOrNull,
    securityId: wireId,
    quantity: wireQuantity,
    price: wireNumberOrZero,
    triggerPrice: wireNumberOrZero,
    legName: wireTextOrNull,
    createTime: wireTimeMs,
    updateTime: wireTimeMs,
    exchangeTime: wireTimeMs,
    drvExpiryDate: wireDateOrNull,
    drvOptionType: wireTextOrNull,
    drvStrikePrice: wireNumberOrZero,
  })
  .transform(({ orderType, createTime, updateTime, exchangeTime, ...row }) => ({
    ...row,
    orderFlag: orderType,
    createTimeMs: createTime,
    updateTimeMs: updateTime,
    exchangeTimeMs: exchangeTime,
  }));

/**
 * One leg of a forever order. The two legs of an OCO share their `orderId`. CONFIRM: resting. It has no correlation id. The order that
 * it places when it fires has a new number: link them by `algoOrdNo` of the order stream.
 */
export type ForeverOrder = WithRaw<z.infer<typeof foreverOrderRow>>;
