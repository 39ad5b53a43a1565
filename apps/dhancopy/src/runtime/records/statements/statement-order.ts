import { z } from 'zod';
import type { StatementsApi } from '@dhancopy/dhan/rest/statements/api';
import type { StatementKind } from '../../../store/money/statement-days.ts';
import type { Store } from '../../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import { OperationError } from '../../operations/errors.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { daysBetween, dueDays, historyRange, isStatementDay } from './days.ts';
import { fetchStatement } from './fetch-statement.ts';
import type { StatementAccount } from './statement-account.ts';

/** A statement that the operator asks for. Without days: those of the last month that are due. Indian days, `YYYY-MM-DD`. */
export interface AskedStatement {
  readonly clientId: string;
  readonly kind: StatementKind;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** More is several questions: one call of the broker for each day. */
const DAYS_MAX = 370;
const day = z.iso.date();

/**
 * Fetches what was asked for. @returns what was fetched, in words
 * @throws {OperationError} for an account that cannot be asked or days that are none
 * @throws {DhanError} {@link WireError}; the days before the failure are kept
 */
export async function fetchAsked(
  store: Store,
  source:
    { readonly account: StatementAccount; readonly api: StatementsApi; readonly turn: () => Promise<void> } | undefined,
  asked: AskedStatement,
  clock: Clock,
): Promise<string> {
  if (!source) {
    throw new OperationError(
      `account ${asked.clientId} is not registered, or the broker refuses its login; see "dhancopy status"`,
    );
  }
  const days = askedDays(store, asked, clock.nowMs());
  const fetched = await fetchStatement({
    ...source,
    clock,
    kind: asked.kind,
    days,
    // Lost with the power, the day has no mark, and is fetched again.
    write: (write) => store.transaction(() => write(store), 'normal'),
  });
  const what = asked.kind === 'ledger' ? 'ledger' : 'trade history';
  if (fetched.days === 0) return `the ${what} of ${asked.clientId} is up to date`;
  return `${what} of ${asked.clientId}: ${fetched.days} days fetched, ${fetched.rows} rows`;
}

function askedDays(store: Store, { clientId, kind, from, to }: AskedStatement, nowMs: number): string[] {
  const today = istDate(nowMs);
  if (from === undefined && to === undefined) {
    const range = historyRange(nowMs);
    const days = dueDays(kind, range, store.statementDays.since(clientId, kind, range.from), nowMs);
    // The operator wants today's rows, too.
    return days.includes(today) || !isStatementDay(kind, today) ? days : [...days, today];
  }
  const first = from ?? to ?? today;
  const last = to ?? today;
  if (!day.safeParse(first).success || !day.safeParse(last).success) {
    throw new OperationError(`expected days YYYY-MM-DD, found ${first} to ${last}`);
  }
  if (first > last || first > today) {
    throw new OperationError(`expected days in order and not after today, found ${first} to ${last}`);
  }
  const days = daysBetween(first, last < today ? last : today);
  if (days.length > DAYS_MAX) {
    throw new OperationError(`expected at most ${DAYS_MAX} days at once, found ${days.length}`);
  }
  return days.filter((each) => isStatementDay(kind, each));
}
