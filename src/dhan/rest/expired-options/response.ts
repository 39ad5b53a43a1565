import { z } from 'zod';
import { wireNumber } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';
import type { RollingColumn } from './request.ts';

const column = z.array(wireNumber).nullish();

/** Arrays of equal length; those that were not asked for are empty or missing. Source: https://dhanhq.co/docs/v2/expired-options-data/ */
const columns = z
  .object({
    timestamp: column,
    open: column,
    high: column,
    low: column,
    close: column,
    iv: column,
    volume: column,
    strike: column,
    oi: column,
    spot: column,
  })
  .transform(({ timestamp, ...rest }) =>
    (timestamp ?? []).map((seconds, index) => {
      const values = Object.entries(rest).map(([name, numbers]) => [name, numbers?.[index] ?? null]);
      return {
        startMs: Math.round(seconds * 1_000),
        ...(Object.fromEntries(values) as Record<RollingColumn, number | null>),
      };
    }),
  );

export const rollingOptions = z
  .object({ data: z.object({ ce: columns.nullish(), pe: columns.nullish() }) })
  .transform(({ data }) => ({ ce: data.ce ?? [], pe: data.pe ?? [] }));

/** Rupees, units, `iv` in percent, `startMs` epoch ms; null for what was not asked. The side that was not asked for is empty. */
export type RollingOptions = WithRaw<z.infer<typeof rollingOptions>>;
export type RollingCandle = RollingOptions['ce'][number];
