import { hashOf } from '../chance/hash.ts';
import type { Instrument } from '../instruments/instrument.ts';

/** Open units of a contract: seeded, the same all day; 0 without an expiry. */
export function openInterest(
  instrument: Instrument,
  seed: number,
): { now: number; high: number; low: number; previous: number } {
  if (instrument.expiry === null) return { now: 0, high: 0, low: 0, previous: 0 };
  const lots = 1000 + (hashOf(seed, instrument.exchangeSegment, instrument.securityId, 'oi') % 50_000);
  const units = (count: number): number => count * instrument.lotSize;
  return { now: units(lots), high: units(lots + 120), low: units(lots - 90), previous: units(lots - 60) };
}
