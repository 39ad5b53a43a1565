import { z } from 'zod';
import { wireNumber, wireUnixSeconds } from '../../wire/parse.ts';

const column = z.array(wireNumber).nullish();

/** Parallel arrays. Numbers were recorded in scientific notation. Source: https://dhanhq.co/docs/v2/historical-data/ */
export const candleColumns = z
  .object({
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column,
    timestamp: z.array(wireUnixSeconds),
    open_interest: column,
  })
  .transform((columns, ctx) => {
    const times = columns.timestamp;
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      const length = columns[name]?.length ?? 0;
      if (length === times.length) continue;
      const message = `expected ${times.length} numbers, one for each timestamp; there are ${length}`;
      ctx.addIssue({ code: 'custom', path: [name], message });
    }
    return times.map((startMs, index) => ({
      startMs,
      open: at(columns.open, index),
      high: at(columns.high, index),
      low: at(columns.low, index),
      close: at(columns.close, index),
      volume: at(columns.volume, index),
      openInterest: columns.open_interest?.[index] ?? null,
    }));
  });

function at(numbers: readonly number[] | null | undefined, index: number): number {
  return numbers?.[index] ?? 0;
}

/** Rupees; `startMs` epoch ms. The candle of the current minute is included, and changes. */
export type Candle = z.infer<typeof candleColumns>[number];

/** The candles, and the broker's arrays that they were made from. */
export interface Candles {
  readonly candles: readonly Candle[];
  readonly raw: unknown;
}
