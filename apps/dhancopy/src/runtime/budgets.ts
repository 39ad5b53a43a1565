import type { AccountId } from '@dhancopy/domain/ids';
import type { AccountRole } from '@dhancopy/domain/account';
import type { Priority } from '../engine/index.ts';
import type { Store } from '../store/store.ts';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { RateBudget } from './rate-budget.ts';
import type { PastRequests } from './rate-budget.ts';
import type { Recorder } from './recorder.ts';

/** Every request about an order counts in one budget, whatever it asks for. */
const ORDERS = 'orders';
const MINUTE_SEC = 60;
/** Of single calls an hour is enough: nothing is limited by these counts. */
const HOUR_SEC = 3_600;

interface Counted {
  readonly account: AccountId;
  readonly role: AccountRole;
  readonly endpoint: string;
  /** The window, epoch seconds. */
  readonly start: number;
  readonly end: number;
}

/**
 * The order budgets of all accounts, and what each account asked for, in `rate_limit_tracking`: what counts in the budget by the minute, as
 * `orders`, because it has to survive a restart; every call by its name and the hour.
 */
export class Budgets {
  readonly #store: Store;
  readonly #recorder: Recorder;
  readonly #budgets = new Map<AccountId, RateBudget>();
  readonly #uncounted = new Map<string, Counted & { count: number }>();

  constructor(store: Store, recorder: Recorder) {
    this.#store = store;
    this.#recorder = recorder;
  }

  /** Loads what the account has used today. */
  open(account: AccountId, role: AccountRole, nowMs: number): RateBudget {
    const budget = new CountedBudget(this.#past(account, nowMs), (atMs) =>
      this.#count(account, role, ORDERS, MINUTE_SEC, atMs),
    );
    this.#budgets.set(account, budget);
    return budget;
  }

  get(account: AccountId): RateBudget | undefined {
    return this.#budgets.get(account);
  }

  close(account: AccountId): void {
    this.#budgets.delete(account);
  }

  /** A call has left. @param action - `get_order_book`, `place_order`, … */
  called(account: AccountId, role: AccountRole, action: string, atMs: number): void {
    this.#count(account, role, action, HOUR_SEC, atMs);
  }

  /** Requests of one flush are added up first: a thousand followers are a thousand rows, not one for each request. */
  #count(account: AccountId, role: AccountRole, endpoint: string, windowSec: number, atMs: number): void {
    const start = startOf(Math.floor(atMs / 1000), windowSec);
    if (this.#uncounted.size === 0) this.#recorder.add((store) => this.#write(store));
    const key = `${account}/${endpoint}/${start}`;
    const waiting = this.#uncounted.get(key);
    if (waiting) waiting.count += 1;
    else this.#uncounted.set(key, { account, role, endpoint, start, end: start + windowSec, count: 1 });
  }

  #write(store: Store): void {
    for (const { account, role, endpoint, start, end, count } of this.#uncounted.values()) {
      store.rateLimits.addRequestCounts(account, role, endpoint, start, end, count);
    }
    this.#uncounted.clear();
  }

  /**
   * Counts of the last minute, hour and day, taken as late as they can have been: the budget is then never too generous.
   */
  #past(account: AccountId, nowMs: number): PastRequests[] {
    const nowSec = Math.floor(nowMs / 1000);
    const since = (sec: number): number =>
      this.#store.rateLimits
        .countsSince(account, sec)
        .filter(({ endpoint }) => endpoint === ORDERS)
        .reduce((sum, { request_count: count }) => sum + count, 0);
    const minute = since(startOf(nowSec - MINUTE_SEC, MINUTE_SEC));
    const hour = since(startOf(nowSec - 3_600, MINUTE_SEC));
    const day = Math.max(hour, since(Math.floor(istDayStart(nowMs) / 1000)));
    return [
      { atMs: nowMs - 3_600_000, count: day - hour },
      { atMs: nowMs - 60_000, count: hour - minute },
      { atMs: nowMs - 1_050, count: minute },
    ];
  }
}

class CountedBudget extends RateBudget {
  readonly #count: (atMs: number) => void;

  constructor(past: readonly PastRequests[], count: (atMs: number) => void) {
    super(past);
    this.#count = count;
  }

  override take(priority: Priority, nowMs: number): boolean {
    const taken = super.take(priority, nowMs);
    if (taken) this.#count(nowMs);
    return taken;
  }
}

/** Start of the window that a time falls into, epoch seconds: a window counts whole. */
function startOf(sec: number, windowSec: number): number {
  return Math.floor(sec / windowSec) * windowSec;
}
