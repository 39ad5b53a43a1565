import { z } from 'zod';
import { wireNumber, wireUnixSeconds } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';
import type { RollingColumn } from './request.ts';

const column = z.array(wireNumber).nullish();

/** Arrays of equal length. Arrays that were not requested are empty or missing. Source: https://dhanhq.co/docs/v2/expired-options-data/ */
const columns = z
  .object({
    timestamp: z.array(wireUnixSeconds).nullish(),
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
  .transform(({ timestamp, ...named }) =>
    (timestamp ?? []).map((startMs, index) => {
      const at = (name: RollingColumn): number | null => named[name]?.[index] ?? null;
      return {
        startMs,
        open: at('open'),
        high: at('high'),
        low: at('low'),
        close: at('close'),
        iv: at('iv'),
        volume: at('volume'),
        strike: at('strike'),
        oi: at('oi'),
        spot: at('spot'),
      };
    }),
  );

export const rollingOptions = z
  .object({ data: z.object({ ce: columns.nullish(), pe: columns.nullish() }) })
  .transform(({ data }) => ({ ce: data.ce ?? [], pe: data.pe ?? [] }));

/** Rupees, units, `iv` in percent, `startMs` epoch ms; null for fields that were not requested. A side that was not requested is empty. */
export type RollingOptions = WithRaw<z.infer<typeof rollingOptions>>;
export type RollingCandle = RollingOptions['ce'][number];
