import type { StatementKind } from '../../store/money/statement-days.ts';
import type { Store } from '../../store/store.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { daysBetween, historyRange, isStatementDay } from '../../runtime/records/statements/days.ts';
import { UsageError } from '../errors.ts';

/** Indian days, `YYYY-MM-DD`, both included. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** The last month where nothing else is said. @throws {UsageError} for days out of order */
export function rangeOf({ from, to }: { from?: string; to?: string }, nowMs: number): Range {
  const usual = historyRange(nowMs);
  const range = { from: from ?? (to !== undefined && to < usual.from ? to : usual.from), to: to ?? istDate(nowMs) };
  if (range.from > range.to) throw new UsageError(`--from ${range.from} is after --to ${range.to}`);
  return range;
}

/** Days of the range up to today that were not fetched: what is shown may lack them. */
export function daysNotFetched(
  store: Store,
  clientId: string,
  kind: StatementKind,
  { from, to }: Range,
  nowMs: number,
): string[] {
  const fetched = new Set(store.statementDays.since(clientId, kind, from).map(({ day }) => day));
  const last = to < istDate(nowMs) ? to : istDate(nowMs);
  return daysBetween(from, last).filter((day) => isStatementDay(kind, day) && !fetched.has(day));
}

export function formatNotFetched(days: readonly string[]): string {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return '';
  const which = first === last ? first : `${days.length} days from ${first} to ${last}`;
  return `not fetched yet: ${which}; add --fetch`;
}
