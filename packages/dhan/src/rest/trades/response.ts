import { z } from 'zod';
import { TRANSACTION_TYPES } from '../../enums.ts';
import {
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
import type { WithRaw } from '../read.ts';

/** The common fields of the trade book of the day and the trade history. */
export const tradeFields = {
  dhanClientId: wireText,
  orderId: wireId,
  exchangeOrderId: wireOrderNumberOrNull,
  transactionType: z.enum(TRANSACTION_TYPES),
  exchangeSegment: wireId,
  productType: wireText,
  orderType: wireText,
  tradingSymbol: wireTextOrNull,
  customSymbol: wireTextOrNull,
  securityId: wireId,
  tradedQuantity: wireQuantity,
  tradedPrice: wireNumberOrZero,
  createTime: wireTimeMs,
  updateTime: wireTimeMs,
  exchangeTime: wireTimeMs,
  drvExpiryDate: wireDateOrNull,
  drvOptionType: wireTextOrNull,
  drvStrikePrice: wireNumberOrZero,
};

/** One exchange trade. Source: https://dhanhq.co/docs/v2/orders/ ; `customSymbol` is null on the wire, option type "NA" even for options. */
export const tradeRow = z
  .object({ ...tradeFields, exchangeTradeId: wireId })
  .transform(({ createTime, updateTime, exchangeTime, ...row }) => ({
    ...row,
    createTimeMs: createTime,
    updateTimeMs: updateTime,
    exchangeTimeMs: exchangeTime,
  }));

/** Prices in rupees, quantities in units, times epoch ms. Unique by segment, exchange trade id and order id. */
type TradeRow = z.infer<typeof tradeRow>;
export type Trade = WithRaw<TradeRow>;

/** The part of the trade book that is new to its reader. */
export type TradeBookNews = News<TradeRow>;
