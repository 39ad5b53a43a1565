import { z } from 'zod';
import { date, inOrder } from '../fields.ts';
import { checkRequest } from '../request.ts';

/** Indian days, `YYYY-MM-DD`, both included. The maximum range is not documented. */
export interface DayRange {
  readonly fromDate: string;
  readonly toDate: string;
}

const dayRange = z
  .strictObject({ fromDate: date, toDate: date })
  .refine(({ fromDate, toDate }) => inOrder(fromDate, toDate), {
    path: ['toDate'],
    message: 'expected the day of fromDate or a later one',
  });

export function checkDays(range: DayRange, call: string): DayRange {
  return checkRequest(dayRange, range, call);
}

/** From 0. */
export function checkPage(page: number, call: string): number {
  return checkRequest(z.int('expected a page number').nonnegative(), page, call);
}
