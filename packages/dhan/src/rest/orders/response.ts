import { z } from 'zod';
import { AMO_TIMES, ORDER_TYPES, PRODUCT_TYPES, TRANSACTION_TYPES, VALIDITIES } from '../../enums.ts';
import type { OrderStatus } from '../../enums.ts';
import {
  wireBoolean,
  wireDateOrNull,
  wireId,
  wireNumberOrZero,
  wireOrderNumberOrNull,
  wireQuantity,
  wireText,
  wireTextOrNull,
  wireTimeMs,
} from '../../wire/parse.ts';
import type { News } from '../news.ts';
import type { UnreadableRow, WithRaw } from '../read.ts';

/**
 * One row of `GET /orders`, `/orders/{id}` and `/orders/external/{correlationId}`.
 * Strict in the fields that money depends on, open in the fields that are only shown. The status enum is open.
 * Source: https://dhanhq.co/docs/v2/orders/ ; observed wire (sentinels, numbers as text, filled_qty until 2025).
 */
export const orderRow = z
  .object({
    dhanClientId: wireText,
    orderId: wireId,
    exchangeOrderId: wireOrderNumberOrNull,
    correlationId: wireTextOrNull,
    orderStatus: wireText.transform((word): OrderStatus => word),
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
    amoTime: z.enum(AMO_TIMES).nullish().catch(null),
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
    algoId: wireOrderNumberOrNull,
    remainingQuantity: wireQuantity,
    averageTradedPrice: wireNumberOrZero,
    filledQty: wireQuantity,
    filled_qty: wireQuantity,
  })
  .transform(({ filled_qty: filledBefore2025, createTime, updateTime, exchangeTime, amoTime, ...row }) => ({
    ...row,
    amoTime: amoTime ?? null,
    filledQty: Math.max(row.filledQty, filledBefore2025),
    createTimeMs: createTime,
    updateTimeMs: updateTime,
    exchangeTimeMs: exchangeTime,
  }));
export type OrderRow = z.infer<typeof orderRow>;

/**
 * An order of the day. Prices in rupees, quantities in units, times epoch ms. The broker's empty words ("NA", "0", 0001-01-01) are
 * null. `filledQty` counts, whatever the status is: a cancelled order may have fills.
 * `averageTradedPrice` was seen zero or stale on partial fills: use the average of the trades, weighted by quantity. `createTimeMs`
 * changes with later events.
 */
export type Order = WithRaw<OrderRow>;

/** The readable part of the book. Unreadable rows are returned, not dropped, because they may involve money. */
export interface OrderBook {
  readonly orders: readonly Order[];
  readonly unreadable: readonly UnreadableRow[];
}

/** The part of the book that is new to its reader. */
export type OrderBookNews = News<OrderRow>;
