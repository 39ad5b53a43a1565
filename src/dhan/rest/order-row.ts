import { z } from 'zod';
import { wireNumberOrZero, wireQuantity, wireText } from '../wire/parse.ts';

/**
 * One row of `GET /orders`, `/orders/{id}` and `/orders/external/{correlationId}`.
 * Strict where money depends on it, open where it is only shown; the status enum is open.
 * Source: https://dhanhq.co/docs/v2/orders/ ; observed wire (sentinels, numbers as text, filled_qty until 2025).
 */
export const orderRow = z.object({
  dhanClientId: wireText,
  orderId: wireText.pipe(z.string().min(1)),
  exchangeOrderId: wireText,
  correlationId: wireText,
  orderStatus: wireText,
  transactionType: z.enum(['BUY', 'SELL']),
  exchangeSegment: z.string().min(1),
  productType: z.enum(['CNC', 'INTRADAY', 'MARGIN', 'MTF', 'CO', 'BO']),
  orderType: z.enum(['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_MARKET']),
  validity: z.enum(['DAY', 'IOC']),
  tradingSymbol: wireText,
  securityId: wireText.pipe(z.string().min(1)),
  quantity: wireQuantity,
  disclosedQuantity: wireQuantity,
  price: wireNumberOrZero,
  triggerPrice: wireNumberOrZero,
  afterMarketOrder: z.preprocess((value) => value ?? false, z.boolean()),
  amoTime: z.enum(['PRE_OPEN', 'OPEN', 'OPEN_30', 'OPEN_60']).nullish().catch(null),
  legName: wireText,
  createTime: wireText,
  updateTime: wireText,
  exchangeTime: wireText,
  omsErrorDescription: wireText,
  algoId: wireText,
  averageTradedPrice: wireNumberOrZero,
  filledQty: wireQuantity,
  filled_qty: wireQuantity,
});
export type OrderRow = z.infer<typeof orderRow>;
