import type { Logger } from 'pino';
import { systemClock } from '../../runtime/time/clock.ts';
import { every } from '../../runtime/time/every.ts';
import { DatabaseError } from '../../store/file/errors.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { CopyTail } from './copy-tail.ts';
import type { CopyLine } from './read.ts';
import { copyWords } from './words.ts';

/** How often changes are looked for, ms. */
const LOOK_MS = 250;
/** States that somebody should look at. */
const WARNED: ReadonlySet<CopyLine['stage']> = new Set(['failed', 'unknown']);

/** Tells each copy and each skip in the log, read from the database: a fault here leaves the engine alone. */
export class CopyTeller {
  readonly #log: Logger;
  readonly #ending = new AbortController();
  #telling: Promise<void> = Promise.resolve();
  #tail: CopyTail | null = null;
  #store: Store | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** From now on. The database must be up to date. */
  start(databasePath: string): void {
    this.#store = openStore({ path: databasePath, readOnly: true });
    // Before the first look, so that no change falls between the two.
    this.#store.isChangedElsewhere();
    this.#tail = new CopyTail(this.#store, Date.now());
    const look = (): unknown => this.#store?.isChangedElsewhere() === true && this.#tell();
    this.#telling = every(systemClock, LOOK_MS, () => this.#unlessUnread(look), this.#ending.signal);
  }

  /** Tells what is left. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#telling;
    this.#unlessUnread(() => this.#tell());
    this.#store?.close();
    this.#store = null;
    this.#tail = null;
  }

  #tell(): void {
    for (const line of this.#tail?.changes(Date.now()) ?? []) {
      const { stage, followerId, leaderOrderId, reasonCode } = line;
      const fields = { event: 'copy', state: stage, account: followerId, order: leaderOrderId, reason: reasonCode };
      this.#log[WARNED.has(stage) ? 'warn' : 'info'](fields, copyWords(line));
    }
  }

  #unlessUnread(read: () => unknown): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const text = `copies cannot be shown just now: ${error.message}`;
      this.#log.warn({ event: 'copies_unread', code: error.code }, text);
    }
  }
}
