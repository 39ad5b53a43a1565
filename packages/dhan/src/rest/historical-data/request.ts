import { istToMs } from '@dhancopy/domain/indian-time';
import { z } from 'zod';
import { INSTRUMENTS } from '../../enums.ts';
import type { ExchangeSegment, Instrument } from '../../enums.ts';
import { date, dateTime, inOrder, securityId, segment } from '../fields.ts';
import { checkRequest } from '../request.ts';

interface Contract {
  readonly securityId: string;
  readonly exchangeSegment: ExchangeSegment;
  readonly instrument: Instrument;
  /** Includes the open interest of each candle. */
  readonly oi?: boolean;
}

export interface DailyCandlesRequest extends Contract {
  /** The expiry of a derivative, nearest first. The documentation contradicts itself on whether it counts from 0 or 1. */
  readonly expiryCode?: 0 | 1 | 2 | 3;
  /** `YYYY-MM-DD`. */
  readonly fromDate: string;
  /** `YYYY-MM-DD`, not included. */
  readonly toDate: string;
}

export const INTERVALS = [1, 5, 15, 25, 60] as const;

export interface IntradayCandlesRequest extends Contract {
  /** Minutes. */
  readonly interval: (typeof INTERVALS)[number];
  /** `YYYY-MM-DD HH:mm:ss`, Indian time. */
  readonly fromDate: string;
  /** `YYYY-MM-DD HH:mm:ss`, Indian time; at most 90 days after the start. */
  readonly toDate: string;
}

const contract = {
  securityId,
  exchangeSegment: segment,
  instrument: z.enum(INSTRUMENTS),
  oi: z.boolean().optional(),
};

const daily = z
  .strictObject({ ...contract, expiryCode: z.literal([0, 1, 2, 3]).optional(), fromDate: date, toDate: date })
  .refine(({ fromDate, toDate }) => fromDate < toDate, { path: ['toDate'], message: 'expected a day after fromDate' });

/** Wider ranges were answered DH-905. */
const DAYS_MAX = 90;
const DAY_MS = 86_400_000;

const intraday = z
  .strictObject({ ...contract, interval: z.literal(INTERVALS), fromDate: dateTime, toDate: dateTime })
  .refine(({ fromDate, toDate }) => inOrder(fromDate, toDate), {
    path: ['toDate'],
    message: 'expected a time after fromDate',
  })
  .refine(({ fromDate, toDate }) => msOf(toDate) - msOf(fromDate) <= DAYS_MAX * DAY_MS, {
    path: ['toDate'],
    message: `expected at most ${DAYS_MAX} days after fromDate`,
  });

function msOf(text: string): number {
  return istToMs(text) ?? NaN;
}

export function dailyBody(request: DailyCandlesRequest, call: string): object {
  return checkRequest(daily, request, call);
}

/** The broker requires the interval as text. */
export function intradayBody(request: IntradayCandlesRequest, call: string): object {
  const { interval, ...rest } = checkRequest(intraday, request, call);
  return { ...rest, interval: String(interval) };
}
