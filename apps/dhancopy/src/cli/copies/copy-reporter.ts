import type { Logger } from 'pino';
import { systemClock } from '../../runtime/time/clock.ts';
import { every } from '../../runtime/time/every.ts';
import { DatabaseError } from '../../store/file/errors.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { CopyTail, LOOK_MS } from './copy-tail.ts';
import { CorrectionTail } from './correction-tail.ts';
import { StateActs } from './state-acts.ts';
import { unlinkedLine, unlinkedStage } from './unlinked.ts';
import { copyWords } from './words.ts';

/** States that somebody should look at. */
const WARNED: ReadonlySet<string> = new Set(['failed', 'unknown']);

interface Watched {
  readonly store: Store;
  readonly acts: StateActs;
  /** Null when copies are not reported. */
  readonly orders: { readonly copies: CopyTail; readonly corrections: CorrectionTail } | null;
}

/** Reports each change of a trading state, and each copy, skip and correction, in the log. They are from the database: a fault here leaves the engine alone. */
export class CopyReporter {
  readonly #log: Logger;
  readonly #ending = new AbortController();
  #reporting: Promise<void> = Promise.resolve();
  #watched: Watched | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * From now on. The database must be up to date.
   * @param isQuiet - no line for copies, skips and corrections; what stops or resumes copying is reported all the same
   */
  start(databasePath: string, isQuiet: boolean): void {
    const store = openStore({ path: databasePath, readOnly: true });
    // Before the first read, so that no change falls between the two.
    store.isChangedElsewhere();
    this.#watched = {
      store,
      acts: new StateActs(store),
      orders: isQuiet ? null : { copies: new CopyTail(store, Date.now()), corrections: new CorrectionTail(store) },
    };
    this.#reporting = every(systemClock, LOOK_MS, () => this.#report(), this.#ending.signal);
  }

  /** Reports what is known by now: a message that follows from it comes after it. */
  flush(): void {
    this.#report();
  }

  /** Reports what is left. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#reporting;
    this.#report();
    this.#watched?.store.close();
    this.#watched = null;
  }

  #report(): void {
    if (!this.#watched) return;
    try {
      // Reads nothing while nobody has written.
      if (this.#watched.store.isChangedElsewhere()) this.#reportNews(this.#watched);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const text = `copies and commands cannot be shown just now: ${error.message}`;
      this.#log.warn({ event: 'copies_unread', code: error.code }, text);
    }
  }

  #reportNews({ store, acts, orders }: Watched): void {
    for (const { act, isStop, text } of acts.news()) {
      this.#log[isStop ? 'warn' : 'info']({ event: 'command', command: act }, text);
    }
    if (!orders) return;
    const { copies, corrections } = orders;
    for (const line of copies.changes(Date.now())) {
      const { stage, followerId, leaderOrderId, reasonCode } = line;
      const fields = { event: 'copy', state: stage, account: followerId, order: leaderOrderId, reason: reasonCode };
      this.#log[WARNED.has(stage) ? 'warn' : 'info'](fields, copyWords(line));
    }
    for (const order of corrections.changes()) {
      const stage = unlinkedStage(order);
      const fields = { event: 'correction', state: stage, account: order.account_id, order: order.id };
      this.#log[WARNED.has(stage) ? 'warn' : 'info'](fields, unlinkedLine(store, order));
    }
  }
}
