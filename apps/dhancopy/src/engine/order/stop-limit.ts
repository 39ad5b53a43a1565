import type { Instrument } from '@dhancopy/domain/instrument';
import type { OrderSide } from '@dhancopy/domain/order';
import { toTick } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';

/**
 * How far the limit lies beyond the trigger of a stop that the leader placed as stop-market, in hundredths of a percent.
 * Options 10 %: Dhan protects its own market orders on options at 10 % from the last price, and caps the gap at 20 %
 * (https://knowledge.dhan.co, articles 82000911330 and 82000911331). Others 1.5 %: inside the tightest exchange
 * protection for futures, 2 % (BSE notice 20260114-28).
 */
const OPTION_GAP_BPS = 1_000;
const OTHER_GAP_BPS = 150;

/**
 * The limit of a stop-limit order that stands in for a stop-market one: below the trigger for a sale, above for a purchase,
 * at least one tick away, on the tick.
 * Source: the live API does not keep a resting stop-market order; it fires at once or is refused (OpenAlgo issue 1647, July 2026).
 */
export function limitBeyondTrigger(side: OrderSide, trigger: Paise, instrument: Instrument): Paise {
  const gapBps = instrument.kind.startsWith('OPT') ? OPTION_GAP_BPS : OTHER_GAP_BPS;
  const gap = Math.max(instrument.tickSize, (trigger * gapBps) / 10_000);
  if (side === 'BUY') return toTick(trigger + gap, instrument.tickSize, 'up');
  return toTick(Math.max(instrument.tickSize, trigger - gap), instrument.tickSize, 'down');
}
