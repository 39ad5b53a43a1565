import type { StatementsApi } from '@dhancopy/dhan/rest/statements/api';
import type { LedgerEntry, TradeHistoryEntry } from '@dhancopy/dhan/rest/statements/response';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { StatementKind } from '../../../store/money/statement-days.ts';
import type { Store } from '../../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { recordLedger } from './record-ledger.ts';
import { recordTrades } from './record-trades.ts';
import type { ToldOrder } from './record-trades.ts';
import type { StatementAccount } from './statement-account.ts';

/** The page size is not documented: this many pages are more than a day can fill, and end a broker that repeats itself. */
const PAGES_MAX = 1_000;

/** A day of trades is written a few orders at a time: what one transaction may take of the engine's thread, and the pause after it, ms. */
const STEP_MS = 2;
const PAUSE_MS = 5;

export interface StatementRequest {
  readonly clock: Clock;
  readonly account: StatementAccount;
  readonly api: Pick<StatementsApi, 'getLedger' | 'getTradeHistory'>;
  readonly kind: StatementKind;
  readonly days: readonly string[];
  /** Resolves when the account may be asked again. */
  readonly turn: () => Promise<void>;
  /** Writes in a transaction of its own, at once. */
  readonly write: (write: (store: Store) => void) => void;
}

export interface FetchedStatement {
  readonly days: number;
  /** As the broker gave them. */
  readonly rows: number;
}

/**
 * Fetches days of a statement, one by one and page by page. A day has the mark that it was fetched when all of it is written: one that was
 * broken off is fetched again, and one that is fetched again changes only what the broker changed.
 * @throws {DhanError} {@link WireError}; the days before it are kept
 */
export async function fetchStatement(request: StatementRequest): Promise<FetchedStatement> {
  let rows = 0;
  for (const day of request.days) {
    rows += request.kind === 'ledger' ? await fetchLedgerDay(request, day) : await fetchTradesDay(request, day);
  }
  return { days: request.days.length, rows };
}

async function fetchLedgerDay({ clock, account, api, turn, write }: StatementRequest, day: string): Promise<number> {
  await turn();
  const atMs = clock.nowMs();
  const rows = await api.getLedger({ fromDate: day, toDate: day });
  checkOwner(account, rows, 'ledger');
  write((store) => {
    reportDifference(store, account, recordLedger(store, account, day, rows));
    mark(store, account, 'ledger', day, rows.length, atMs);
  });
  return rows.length;
}

async function fetchTradesDay({ clock, account, api, turn, write }: StatementRequest, day: string): Promise<number> {
  const atMs = clock.nowMs();
  const rows: TradeHistoryEntry[] = [];
  for (let page = 0; ; page += 1) {
    if (page === PAGES_MAX) {
      throw new WireError(`trade history of ${day}: expected an empty page after at most ${PAGES_MAX}, found none`);
    }
    await turn();
    const found = await api.getTradeHistory({ fromDate: day, toDate: day }, page);
    if (found.length === 0) break;
    rows.push(...found);
  }
  checkOwner(account, rows, 'trade history');
  const isToday = day === istDate(atMs);
  const orders = [...Map.groupBy(rows, ({ orderId }) => orderId)];
  while (orders.length > 0) {
    write((store) => {
      const endMs = clock.steadyMs() + STEP_MS;
      do {
        const next = orders.shift();
        if (!next) return;
        recordOrder(store, account, { orderId: next[0], day, rows: next[1], isToday });
      } while (clock.steadyMs() < endMs);
    });
    await clock.sleep(PAUSE_MS);
  }
  write((store) => mark(store, account, 'trades', day, rows.length, atMs));
  return rows.length;
}

function recordOrder(store: Store, account: StatementAccount, order: ToldOrder): void {
  reportDifference(store, account, recordTrades(store, account, order), order.orderId);
}

function reportDifference(
  store: Store,
  account: StatementAccount,
  problem: string | null,
  orderId: string | null = null,
): void {
  if (problem === null) return;
  store.errors.add({
    error_type: 'STATEMENT_DIFFERS',
    error_message: problem,
    severity: 'WARNING',
    account_type: account.role,
    account_id: account.id,
    order_id: orderId,
  });
}

/** Money of another account is never written to this one. */
function checkOwner({ id }: StatementAccount, rows: readonly (LedgerEntry | TradeHistoryEntry)[], what: string): void {
  const other = rows.find(({ dhanClientId }) => dhanClientId !== id);
  if (other) throw new WireError(`${what}: expected rows of client ${id}, found one of ${other.dhanClientId}`);
}

function mark(
  store: Store,
  account: StatementAccount,
  kind: StatementKind,
  day: string,
  rowCount: number,
  atMs: number,
): void {
  store.statementDays.fetched({
    account_id: account.id,
    kind,
    day,
    row_count: rowCount,
    fetched_at: Math.floor(atMs / 1000),
  });
}
