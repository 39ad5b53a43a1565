import type { FeedSegment } from './segment.ts';

/** Steps of the finest price in a rupee: paise, but hundredths of a paisa for currencies (ticks of a quarter of a paisa). */
export function stepsPerRupee(segment: FeedSegment): number {
  return segment === 'NSE_CURRENCY' || segment === 'BSE_CURRENCY' ? 10_000 : 100;
}

/**
 * Rupees out of a binary float of the wire, at the nearest step: 1612.4499511… is 1612.45.
 *
 * Right for the 32-bit prices because their neighbours lie at most 1/128 rupee apart below ₹1,31,072 (2^17, 24 significant
 * bits): the wire is wrong by less than half a paisa, so the nearest paisa is the one that was sent. From there to ₹2,62,144 it may be
 * one paisa off; who knows the tick (5 paise or more) rounds to it once more and is exact again. Currencies are exact below ₹1,024.
 */
export function rupees(wire: number, steps: number): number {
  return Math.round(wire * steps) / steps;
}
