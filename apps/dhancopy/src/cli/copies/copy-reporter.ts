import type { Logger } from 'pino';
import { systemClock } from '../../runtime/time/clock.ts';
import { every } from '../../runtime/time/every.ts';
import { DatabaseError } from '../../store/file/errors.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { CopyTail, LOOK_MS } from './copy-tail.ts';
import type { CopyLine } from './read.ts';
import { copyWords } from './words.ts';

/** States that somebody should look at. */
const WARNED: ReadonlySet<CopyLine['stage']> = new Set(['failed', 'unknown']);

/** Reports each copy and each skip in the log, read from the database: a fault here leaves the engine alone. */
export class CopyReporter {
  readonly #log: Logger;
  readonly #ending = new AbortController();
  #reporting: Promise<void> = Promise.resolve();
  #tail: CopyTail | null = null;
  #store: Store | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** From now on. The database must be up to date. */
  start(databasePath: string): void {
    this.#store = openStore({ path: databasePath, readOnly: true });
    this.#tail = new CopyTail(this.#store, Date.now());
    this.#reporting = every(systemClock, LOOK_MS, () => this.#report(), this.#ending.signal);
  }

  /** Reports what is left. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#reporting;
    this.#report();
    this.#store?.close();
    this.#store = null;
    this.#tail = null;
  }

  #report(): void {
    try {
      for (const line of this.#tail?.changes(Date.now()) ?? []) {
        const { stage, followerId, leaderOrderId, reasonCode } = line;
        const fields = { event: 'copy', state: stage, account: followerId, order: leaderOrderId, reason: reasonCode };
        this.#log[WARNED.has(stage) ? 'warn' : 'info'](fields, copyWords(line));
      }
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const text = `copies cannot be shown just now: ${error.message}`;
      this.#log.warn({ event: 'copies_unread', code: error.code }, text);
    }
  }
}
