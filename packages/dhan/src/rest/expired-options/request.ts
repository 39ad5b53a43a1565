import { z } from 'zod';
import { OPTION_TYPES } from '../../enums.ts';
import type { ExchangeSegment, OptionType } from '../../enums.ts';
import { date, securityId, segment } from '../fields.ts';
import { INTERVALS } from '../historical-data/request.ts';
import { checkRequest } from '../request.ts';

export const ROLLING_COLUMNS = ['open', 'high', 'low', 'close', 'iv', 'volume', 'strike', 'oi', 'spot'] as const;
export type RollingColumn = (typeof ROLLING_COLUMNS)[number];

export interface ExpiredOptionsRequest {
  /** Of the underlying. */
  readonly securityId: string;
  readonly exchangeSegment: ExchangeSegment;
  readonly instrument: 'OPTIDX' | 'OPTSTK';
  readonly expiryFlag: 'WEEK' | 'MONTH';
  /** Nearest first. */
  readonly expiryCode: 1 | 2 | 3;
  /** Steps from the strike at the money: up to 10 either way for the nearest index expiry, 3 otherwise. */
  readonly strikesFromAtm: number;
  readonly drvOptionType: OptionType;
  readonly requiredData: readonly RollingColumn[];
  /** Minutes. */
  readonly interval: (typeof INTERVALS)[number];
  /** `YYYY-MM-DD`, at most five years back. */
  readonly fromDate: string;
  /** `YYYY-MM-DD`, not included, at most 30 days on. */
  readonly toDate: string;
}

const DAYS_MAX = 30;
const DAY_MS = 86_400_000;

const rolling = z
  .strictObject({
    securityId,
    exchangeSegment: segment,
    instrument: z.enum(['OPTIDX', 'OPTSTK']),
    expiryFlag: z.enum(['WEEK', 'MONTH']),
    expiryCode: z.literal([1, 2, 3]),
    strikesFromAtm: z.int().min(-10).max(10),
    drvOptionType: z.enum(OPTION_TYPES),
    requiredData: z.array(z.enum(ROLLING_COLUMNS)).min(1).readonly(),
    interval: z.literal(INTERVALS),
    fromDate: date,
    toDate: date,
  })
  .refine(({ fromDate, toDate }) => fromDate < toDate, { path: ['toDate'], message: 'expected a day after fromDate' })
  .refine(({ fromDate, toDate }) => Date.parse(toDate) - Date.parse(fromDate) <= DAYS_MAX * DAY_MS, {
    path: ['toDate'],
    message: `expected at most ${DAYS_MAX} days after fromDate`,
  });

/** `strike` is "ATM", "ATM+1", "ATM-1". The interval is text. */
export function rollingBody(request: ExpiredOptionsRequest, call: string): object {
  const { strikesFromAtm: steps, interval, ...rest } = checkRequest(rolling, request, call);
  const strike = steps === 0 ? 'ATM' : `ATM${steps > 0 ? '+' : ''}${steps}`;
  return { ...rest, interval: String(interval), strike };
}
