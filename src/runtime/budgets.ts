import type { AccountId } from '../domain/ids.ts';
import type { AccountRole } from '../domain/account.ts';
import type { Priority } from '../engine/commands.ts';
import type { Store } from '../store/store.ts';
import { istDayStart } from './clock.ts';
import { RateBudget } from './rate-budget.ts';
import type { PastRequests } from './rate-budget.ts';
import type { Recorder } from './recorder.ts';

const ENDPOINT = 'orders';
const MINUTE_SEC = 60;

/** The order budgets of all accounts, and their counts in `rate_limit_tracking`, which survive a restart. */
export class Budgets {
  readonly #store: Store;
  readonly #recorder: Recorder;
  readonly #budgets = new Map<AccountId, RateBudget>();
  readonly #uncounted = new Map<string, { account: AccountId; role: AccountRole; start: number; count: number }>();

  constructor(store: Store, recorder: Recorder) {
    this.#store = store;
    this.#recorder = recorder;
  }

  /** Loads what the account has used today. */
  open(account: AccountId, role: AccountRole, nowMs: number): RateBudget {
    const budget = new CountedBudget(this.#past(account, nowMs), (atMs) => this.#count(account, role, atMs));
    this.#budgets.set(account, budget);
    return budget;
  }

  get(account: AccountId): RateBudget | undefined {
    return this.#budgets.get(account);
  }

  close(account: AccountId): void {
    this.#budgets.delete(account);
  }

  /** Requests of one flush are added up first: a thousand followers are a thousand rows, not one for each request. */
  #count(account: AccountId, role: AccountRole, atMs: number): void {
    const start = startOf(Math.floor(atMs / 1000));
    if (this.#uncounted.size === 0) this.#recorder.add((store) => this.#write(store));
    const key = `${account}/${start}`;
    const waiting = this.#uncounted.get(key);
    if (waiting) waiting.count += 1;
    else this.#uncounted.set(key, { account, role, start, count: 1 });
  }

  #write(store: Store): void {
    for (const { account, role, start, count } of this.#uncounted.values()) {
      store.rateLimits.addRequestCounts(account, role, ENDPOINT, start, start + MINUTE_SEC, count);
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
        .filter(({ endpoint }) => endpoint === ENDPOINT)
        .reduce((sum, { request_count: count }) => sum + count, 0);
    const minute = since(startOf(nowSec - MINUTE_SEC));
    const hour = since(startOf(nowSec - 3_600));
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

/** Start of the minute that a time falls into, epoch seconds: a window counts whole. */
function startOf(sec: number): number {
  return Math.floor(sec / MINUTE_SEC) * MINUTE_SEC;
}
