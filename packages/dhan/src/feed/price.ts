import type { FeedSegment } from './segment.ts';

/** Steps of the finest price in a rupee: paise; for currencies hundredths of a paisa (ticks of a quarter of a paisa). */
export function stepsPerRupee(segment: FeedSegment): number {
  return segment === 'NSE_CURRENCY' || segment === 'BSE_CURRENCY' ? 10_000 : 100;
}

/**
 * Rupees from a binary float of the wire, rounded to the nearest step: 1612.4499511… is 1612.45.
 *
 * This is correct for 32-bit prices. Below ₹1,31,072 (2^17, 24 significant bits) their neighbours are at most 1/128 rupee apart. The
 * error of the wire is less than half a paisa, so the nearest paisa is the one that was sent. From there to ₹2,62,144 the result may be
 * one paisa off. A caller that knows the tick (5 paise or more) can round to it and get the exact price. Currencies are exact below
 * ₹1,024.
 */
export function rupees(wire: number, steps: number): number {
  return Math.round(wire * steps) / steps;
}
