import { z } from 'zod';
import { istDayFirstToEpochMs, wireNumber, wireNumberOrZero, wireQuantity, wireText } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** `{data: {segment: {id: …}}, status}`. Unknown and closed instruments are missing. */
export const quoteEnvelope = z.object({
  data: z.record(z.string(), z.record(z.string(), z.unknown()).nullish()),
});

/** Source: https://dhanhq.co/docs/v2/market-quote/ */
export const ltp = z.object({ last_price: wireNumber }).transform(({ last_price: lastPrice }) => ({ lastPrice }));

const prices = z.object({
  open: wireNumberOrZero,
  close: wireNumberOrZero,
  high: wireNumberOrZero,
  low: wireNumberOrZero,
});

export const ohlc = z
  .object({ last_price: wireNumber, ohlc: prices })
  .transform(({ last_price: lastPrice, ohlc: day }) => ({ lastPrice, ohlc: day }));

const level = z.object({ quantity: wireQuantity, orders: wireQuantity, price: wireNumberOrZero });

export const quote = z
  .object({
    last_price: wireNumber,
    ohlc: prices,
    average_price: wireNumberOrZero,
    buy_quantity: wireQuantity,
    sell_quantity: wireQuantity,
    depth: z.object({ buy: z.array(level), sell: z.array(level) }),
    last_quantity: wireQuantity,
    last_trade_time: wireText,
    lower_circuit_limit: wireNumberOrZero,
    upper_circuit_limit: wireNumberOrZero,
    net_change: wireNumberOrZero,
    oi: wireNumberOrZero,
    oi_day_high: wireNumberOrZero,
    oi_day_low: wireNumberOrZero,
    volume: wireNumberOrZero,
  })
  .transform((row) => ({
    lastPrice: row.last_price,
    ohlc: row.ohlc,
    averagePrice: row.average_price,
    buyQuantity: row.buy_quantity,
    sellQuantity: row.sell_quantity,
    depth: row.depth,
    lastQuantity: row.last_quantity,
    // 1980 means "none".
    lastTradeTimeMs: row.last_trade_time.includes('/1980 ') ? null : istDayFirstToEpochMs(row.last_trade_time),
    lowerCircuitLimit: row.lower_circuit_limit,
    upperCircuitLimit: row.upper_circuit_limit,
    netChange: row.net_change,
    oi: row.oi,
    oiDayHigh: row.oi_day_high,
    oiDayLow: row.oi_day_low,
    volume: row.volume,
  }));

export interface QuoteKey {
  readonly exchangeSegment: string;
  readonly securityId: string;
}
/** Rupees. */
export type Ltp = QuoteKey & WithRaw<z.infer<typeof ltp>>;
/** Rupees. `ohlc.close` is the previous close while the market is open. */
export type Ohlc = QuoteKey & WithRaw<z.infer<typeof ohlc>>;
/** Rupees, units, epoch ms. Five levels of depth a side. */
export type Quote = QuoteKey & WithRaw<z.infer<typeof quote>>;
