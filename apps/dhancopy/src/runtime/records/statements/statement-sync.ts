import type { AccountId } from '@dhancopy/domain/ids';
import { DhanError } from '@dhancopy/dhan/errors';
import type { StatementsApi } from '@dhancopy/dhan/rest/statements/api';
import { WireError } from '@dhancopy/dhan/wire/parse';
import { DatabaseError } from '../../../store/file/errors.ts';
import type { StatementKind } from '../../../store/money/statement-days.ts';
import type { Store } from '../../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import { after } from '../../time/every.ts';
import { errorColumns } from '../../notices.ts';
import type { Recorder } from '../../recorder.ts';
import { wordsFor } from '../../words.ts';
import { dueDays, historyRange, isCalm } from './days.ts';
import { fetchStatement } from './fetch-statement.ts';
import type { StatementAccount } from './statement-account.ts';
import { fetchAsked } from './statement-order.ts';
import type { AskedStatement } from './statement-order.ts';

/** An account whose statements can be fetched just now. */
export interface StatementSource {
  readonly account: StatementAccount & { readonly id: AccountId };
  readonly api: StatementsApi;
  readonly turn: () => Promise<void>;
}

export interface StatementSyncOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly recorder: Recorder;
  /** Accounts that the broker lets in. */
  readonly sources: () => readonly StatementSource[];
  /** How long after the start missing days are looked for, ms. */
  readonly firstMs?: number | undefined;
  /** Between two reads of one account, ms. */
  readonly gapMs?: number | undefined;
}

/** The start has more urgent reads, ms. */
const FIRST_MS = 60_000;
/** How often it is looked for days that are due; a failure waits as long, ms. */
const TICK_MS = 15 * 60_000;
/** Between two reads of one account, ms. Nothing waits for them. */
const GAP_MS = 1_000;
/** Accounts that are read at the same time. */
const AT_ONCE = 4;
const KINDS: readonly StatementKind[] = ['ledger', 'trades'];

/** Keeps ledger and trade history of all accounts filled up: at calm moments, and at the start where a past day is missing. */
export class StatementSync {
  readonly #options: StatementSyncOptions;
  readonly #stop = new AbortController();
  #ticking: Promise<void> = Promise.resolve();

  constructor(options: StatementSyncOptions) {
    this.#options = options;
  }

  start(): void {
    this.#later(this.#options.firstMs ?? FIRST_MS, true);
  }

  /** Resolves when nothing reads or writes the database any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ticking;
  }

  /** Fetches what the operator asks for, at once. @returns what was fetched, in words @throws {OperationError} {@link DhanError} {@link WireError} */
  async fetch(asked: AskedStatement): Promise<string> {
    const { store } = this.#options;
    const source = this.#options.sources().find(({ account }) => account.id === asked.clientId);
    return fetchAsked(store, source, asked, this.#options.clock);
  }

  #later(ms: number, isFirst: boolean): void {
    const tick = (): void => {
      this.#ticking = this.#tick(isFirst).finally(() => this.#later(TICK_MS, false));
    };
    void after(this.#options.clock, ms, tick, this.#stop.signal);
  }

  async #tick(isFirst: boolean): Promise<void> {
    const only = isCalm(this.#options.clock.nowMs()) ? 'all' : isFirst ? 'missing' : null;
    if (only === null) return;
    const queue = [...this.#options.sources()];
    const worker = async (): Promise<void> => {
      for (let source = queue.shift(); source && !this.#isStopping(); source = queue.shift()) {
        await this.#fill(source, only);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** Fetches the days of one account that are due. A failure is reported, and tried again at the next occasion. */
  async #fill({ account, api, turn }: StatementSource, only: 'missing' | 'all'): Promise<void> {
    const { store, clock } = this.#options;
    for (const kind of KINDS) {
      if (this.#isStopping()) return;
      const range = historyRange(clock.nowMs());
      const days = dueDays(kind, range, store.statementDays.since(account.id, kind, range.from), clock.nowMs(), only);
      try {
        await fetchStatement({
          clock,
          account,
          api,
          kind,
          days,
          turn: async () => {
            await clock.sleep(this.#options.gapMs ?? GAP_MS, this.#stop.signal);
            await turn();
            if (this.#isStopping()) throw new WireError('the engine is stopping');
          },
          // Lost with the power, the day has no mark, and is fetched again.
          write: (write) => store.transaction(() => write(store), 'normal'),
        });
      } catch (error) {
        if (this.#isStopping()) return;
        const isExpected = error instanceof DhanError || error instanceof WireError || error instanceof DatabaseError;
        if (!isExpected) throw error;
        this.#failed(account, kind, error);
        // What refuses one statement refuses the other: not asked at once.
        return;
      }
    }
  }

  #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  #failed({ id, role }: StatementAccount, kind: StatementKind, error: unknown): void {
    const why = wordsFor(error);
    this.#options.recorder.add((store) =>
      store.errors.add({
        error_type: 'STATEMENT_FAILED',
        ...errorColumns(error),
        error_message: `${kind === 'ledger' ? 'the ledger' : 'the trade history'} could not be fetched: ${why}`,
        severity: 'WARNING',
        account_type: role,
        account_id: id,
      }),
    );
  }
}
