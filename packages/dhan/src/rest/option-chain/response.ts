import { z } from 'zod';
import { isDay, numberIn, wireNumber, wireNumberOrZero, wireTextOrNull } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** Source: https://dhanhq.co/docs/v2/option-chain/ */
export const expiryList = z.object({ data: z.array(z.string().refine(isDay, 'expected a day YYYY-MM-DD')) });

const option = z
  .object({
    security_id: wireTextOrNull,
    average_price: wireNumberOrZero,
    greeks: z
      .object({ delta: wireNumberOrZero, theta: wireNumberOrZero, gamma: wireNumberOrZero, vega: wireNumberOrZero })
      .nullish(),
    implied_volatility: wireNumberOrZero,
    last_price: wireNumberOrZero,
    oi: wireNumberOrZero,
    previous_close_price: wireNumberOrZero,
    previous_oi: wireNumberOrZero,
    previous_volume: wireNumberOrZero,
    top_ask_price: wireNumberOrZero,
    top_ask_quantity: wireNumberOrZero,
    top_bid_price: wireNumberOrZero,
    top_bid_quantity: wireNumberOrZero,
    volume: wireNumberOrZero,
  })
  .transform((row) => ({
    securityId: row.security_id,
    averagePrice: row.average_price,
    greeks: row.greeks ?? null,
    impliedVolatility: row.implied_volatility,
    lastPrice: row.last_price,
    oi: row.oi,
    previousClosePrice: row.previous_close_price,
    previousOi: row.previous_oi,
    previousVolume: row.previous_volume,
    topAskPrice: row.top_ask_price,
    topAskQuantity: row.top_ask_quantity,
    topBidPrice: row.top_bid_price,
    topBidQuantity: row.top_bid_quantity,
    volume: row.volume,
  }));

/** Strikes are keys with six decimals ("25000.000000"). One side may be missing. */
export const optionChain = z
  .object({
    data: z.object({
      last_price: wireNumber,
      oc: z.record(z.string(), z.object({ ce: option.nullish(), pe: option.nullish() })),
    }),
  })
  .transform(({ data }, ctx) => {
    const strikes = Object.entries(data.oc)
      .map(([strike, { ce, pe }]) => ({ strikePrice: numberIn(strike) ?? 0, ce: ce ?? null, pe: pe ?? null }))
      .sort((a, b) => a.strikePrice - b.strikePrice);
    const isWrong = strikes.some(({ strikePrice }, index) => strikePrice <= (strikes[index - 1]?.strikePrice ?? 0));
    if (isWrong) {
      ctx.addIssue({
        code: 'custom',
        path: ['data', 'oc'],
        message: 'expected strikes above 0 rupees, each of them once',
      });
    }
    return { lastPrice: data.last_price, strikes };
  });

/** Rupees, units; implied volatility in percent. `securityId` is null where the broker leaves it out. Strikes ascend. */
export type OptionChain = WithRaw<z.infer<typeof optionChain>>;
export type OptionSide = z.infer<typeof option>;
