import type { Account } from '../accounts/account.ts';
import type { Indicator } from '../candles/indicators.ts';
import type { Instrument } from '../instruments/instrument.ts';

export const COMPARISONS = [
  'TECHNICAL_WITH_VALUE',
  'TECHNICAL_WITH_INDICATOR',
  'TECHNICAL_WITH_CLOSE',
  'PRICE_WITH_VALUE',
] as const;
export const OPERATORS = [
  'CROSSING_UP',
  'CROSSING_DOWN',
  'CROSSING_ANY_SIDE',
  'GREATER_THAN',
  'LESS_THAN',
  'GREATER_THAN_EQUAL',
  'LESS_THAN_EQUAL',
  'EQUAL',
  'NOT_EQUAL',
] as const;
export const TIME_FRAMES = ['DAY', 'ONE_MIN', 'FIVE_MIN', 'FIFTEEN_MIN'] as const;

export type Operator = (typeof OPERATORS)[number];
export type AlertStatus = 'ACTIVE' | 'TRIGGERED' | 'EXPIRED' | 'CANCELLED';

/** One comparison. Source: https://dhanhq.co/docs/v2/conditional-trigger/ */
export interface Condition {
  readonly comparisonType: (typeof COMPARISONS)[number];
  readonly instrument: Instrument;
  readonly timeFrame: (typeof TIME_FRAMES)[number];
  readonly operator: Operator;
  readonly indicator: Indicator | null;
  readonly otherIndicator: Indicator | null;
  /** Rupees for a price, points for an oscillator. */
  readonly value: number;
  /** First moment after the last day, epoch milliseconds. */
  readonly endsMs: number;
}

/** A condition, and the orders that it places when it holds. */
export interface Alert {
  readonly alertId: string;
  readonly account: Account;
  condition: Condition;
  /** The request as it was received. The list returns it. */
  conditionFields: Readonly<Record<string, unknown>>;
  orderFields: readonly Readonly<Record<string, unknown>>[];
  readonly createdMs: number;
  readonly postbackUrl: string | null;
  triggeredMs: number | null;
  cancelled: boolean;
  /** Both sides of the last comparison. A crossing needs two comparisons. */
  last: readonly [left: number, right: number] | null;
}

export function alertStatus(alert: Alert, nowMs: number): AlertStatus {
  if (alert.cancelled) return 'CANCELLED';
  if (alert.triggeredMs !== null) return 'TRIGGERED';
  return nowMs >= alert.condition.endsMs ? 'EXPIRED' : 'ACTIVE';
}

/** @param before - both sides at the previous comparison, null at the first: nothing has crossed yet */
export function holds(
  operator: Operator,
  [left, right]: readonly [number, number],
  before: readonly [number, number] | null,
): boolean {
  const up = before !== null && before[0] <= before[1] && left > right;
  const down = before !== null && before[0] >= before[1] && left < right;
  switch (operator) {
    case 'CROSSING_UP':
      return up;
    case 'CROSSING_DOWN':
      return down;
    case 'CROSSING_ANY_SIDE':
      return up || down;
    case 'GREATER_THAN':
      return left > right;
    case 'LESS_THAN':
      return left < right;
    case 'GREATER_THAN_EQUAL':
      return left >= right;
    case 'LESS_THAN_EQUAL':
      return left <= right;
    case 'EQUAL':
      return left === right;
    case 'NOT_EQUAL':
      return left !== right;
  }
}
