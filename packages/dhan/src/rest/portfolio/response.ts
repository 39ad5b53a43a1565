import { z } from 'zod';
import { PRODUCT_TYPES } from '../../enums.ts';
import {
  wireBoolean,
  wireDateOrNull,
  wireId,
  wireNumberOrZero,
  wireSignedQuantity,
  wireSignedQuantityOrZero,
  wireText,
  wireTextOrNull,
} from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** Source: https://dhanhq.co/docs/v2/portfolio/ */
export const positionRow = z.object({
  dhanClientId: wireText,
  tradingSymbol: wireText,
  securityId: wireId,
  positionType: wireText,
  exchangeSegment: wireId,
  productType: z.enum(PRODUCT_TYPES),
  buyAvg: wireNumberOrZero,
  buyQty: wireSignedQuantityOrZero,
  sellAvg: wireNumberOrZero,
  sellQty: wireSignedQuantityOrZero,
  netQty: wireSignedQuantity,
  costPrice: wireNumberOrZero,
  realizedProfit: wireNumberOrZero,
  unrealizedProfit: wireNumberOrZero,
  rbiReferenceRate: wireNumberOrZero,
  multiplier: wireNumberOrZero,
  carryForwardBuyQty: wireSignedQuantityOrZero,
  carryForwardSellQty: wireSignedQuantityOrZero,
  carryForwardBuyValue: wireNumberOrZero,
  carryForwardSellValue: wireNumberOrZero,
  dayBuyQty: wireSignedQuantityOrZero,
  daySellQty: wireSignedQuantityOrZero,
  dayBuyValue: wireNumberOrZero,
  daySellValue: wireNumberOrZero,
  drvExpiryDate: wireDateOrNull,
  drvOptionType: wireTextOrNull,
  drvStrikePrice: wireNumberOrZero,
  crossCurrency: wireBoolean,
});

/** Units signed, prices and profits in rupees. Unique by segment, security id and product. No last price. */
export type Position = WithRaw<z.infer<typeof positionRow>>;

export const holdingRow = z
  .object({
    exchange: wireText,
    tradingSymbol: wireText,
    securityId: wireId,
    isin: wireText,
    totalQty: wireSignedQuantity,
    dpQty: wireSignedQuantityOrZero,
    t1Qty: wireSignedQuantityOrZero,
    mtf_t1_qty: wireSignedQuantityOrZero,
    mtf_qty: wireSignedQuantityOrZero,
    availableQty: wireSignedQuantityOrZero,
    collateralQty: wireSignedQuantityOrZero,
    avgCostPrice: wireNumberOrZero,
    lastTradedPrice: wireNumberOrZero,
  })
  .transform(({ mtf_t1_qty: mtfT1Qty, mtf_qty: mtfQty, ...row }) => ({ ...row, mtfT1Qty, mtfQty }));

/** Units; prices in rupees, `lastTradedPrice` 0 where the broker left it out. `exchange` is mostly "ALL". */
export type Holding = WithRaw<z.infer<typeof holdingRow>>;

/** `status` is SUCCESS or ERROR; on another page the body is empty (202). */
export const exitAnswer = z.object({ status: wireText, message: wireText });
