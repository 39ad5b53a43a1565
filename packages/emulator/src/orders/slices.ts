import type { Instrument } from '../instruments/instrument.ts';

/**
 * The quantities into which the exchange's freeze limit splits an order: as few as possible, in whole lots, the remainder last.
 * Source: https://dhanhq.co/docs/v2/orders/#order-slicing
 */
export function freezeSlices(instrument: Instrument, quantity: number): number[] {
  const { freezeQuantity, lotSize } = instrument;
  if (freezeQuantity === null || quantity <= freezeQuantity) return [quantity];
  const largest = Math.max(lotSize, Math.floor(freezeQuantity / lotSize) * lotSize);
  const slices = Array.from({ length: Math.floor(quantity / largest) }, () => largest);
  const rest = quantity % largest;
  return rest === 0 ? slices : [...slices, rest];
}
