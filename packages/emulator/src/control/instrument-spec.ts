import * as z from 'zod';
import type { InstrumentSpec } from '../instruments/instrument.ts';
import { ORDER_SEGMENTS } from '../instruments/segment.ts';

const amount = z.number().nonnegative();

/** An instrument for the list, in the words of the option `instruments`. */
export const instrumentSpec: z.ZodType<InstrumentSpec> = z.strictObject({
  exchangeSegment: z.enum([...ORDER_SEGMENTS, 'IDX_I']),
  securityId: z.string().min(1),
  tradingSymbol: z.string().min(1),
  priceRupees: z.number().positive(),
  kind: z.string().exactOptional(),
  displayName: z.string().exactOptional(),
  underlyingSymbol: z.string().exactOptional(),
  underlyingSecurityId: z.string().exactOptional(),
  isin: z.string().exactOptional(),
  series: z.string().exactOptional(),
  lotSize: z.int().positive().exactOptional(),
  tickRupees: z.number().positive().exactOptional(),
  multiplier: z.number().positive().exactOptional(),
  freezeQuantity: z.int().positive().exactOptional(),
  expiry: z.iso.date().exactOptional(),
  expiryFlag: z.string().exactOptional(),
  strikeRupees: amount.exactOptional(),
  optionType: z.enum(['CE', 'PE']).exactOptional(),
  lowerLimitRupees: amount.exactOptional(),
  upperLimitRupees: amount.exactOptional(),
  intradayAllowed: z.boolean().exactOptional(),
  mtfLeverage: amount.exactOptional(),
});
