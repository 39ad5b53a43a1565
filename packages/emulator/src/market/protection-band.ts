import type { InstrumentMarket } from './instrument-market.ts';
import type { Side } from '../orders/order.ts';

/**
 * The limit that the broker sets on a market order sent by API.
 *
 * Since 21 Mar 2026 every such order becomes a limit order inside a protection band. Source: announcement at
 * https://madefortrade.in/t/61689. The width is not published. 10 % for options is from the broker's help pages. The slabs for the rest
 * are those that another large broker publishes. The band is limited by the circuit limits, rounded inwards.
 */
export function protectedLimitPaise(market: InstrumentMarket, side: Side): number {
  const { ltpPaise } = market;
  const { tickPaise, lowerLimitPaise, upperLimitPaise } = market.instrument;
  const bandPaise = ltpPaise * bandShare(ltpPaise, market.instrument.optionType !== 'XX');
  // Never inside the quote: the band of a cheap instrument can be narrower than a tick.
  const limit =
    side === 'BUY'
      ? Math.max(market.quotePaise('BUY'), Math.floor((ltpPaise + bandPaise) / tickPaise) * tickPaise)
      : Math.min(market.quotePaise('SELL'), Math.ceil((ltpPaise - bandPaise) / tickPaise) * tickPaise);
  return Math.min(upperLimitPaise, Math.max(lowerLimitPaise, limit));
}

function bandShare(ltpPaise: number, isOption: boolean): number {
  if (isOption) return 0.1;
  if (ltpPaise < 100_00) return 0.02;
  return ltpPaise <= 500_00 ? 0.01 : 0.005;
}
