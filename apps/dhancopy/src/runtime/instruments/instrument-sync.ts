import { join } from 'node:path';
import type { Connect } from '@dhancopy/dhan/rest/connector';
import { accountId, isAccountId } from '@dhancopy/domain/ids';
import type { ExchangeSegment, InstrumentId } from '@dhancopy/domain/instrument';
import { removeStaging } from '../../store/instruments/instrument-staging.ts';
import type { ChangeRow, SyncRow } from '../../store/instruments/instrument-syncs.ts';
import type { Store } from '../../store/store.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import type { Clock } from '../time/clock.ts';
import { after, every } from '../time/every.ts';
import { SerialQueue } from '../time/serial-queue.ts';
import type { RuntimeNotice } from '../notices.ts';
import type { Settings } from '../settings.ts';
import { applyInSteps, applyWhole } from './apply.ts';
import type { Holders } from './apply.ts';
import { retryMs, isDue, isStale } from './morning.ts';
import { stageList } from './stage.ts';
import type { Staged, StageRequest } from './stage.ts';
import { workerThreads } from '../threads.ts';
import type { Threads } from '../threads.ts';
import { heldWords, syncWords } from './words.ts';

export interface InstrumentSyncOptions {
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'home' | 'databasePath' | 'instrumentsUrl' | 'apiUrl'>;
  readonly store: Store;
  /** Where a list is read while the engine trades; a thread when absent. */
  readonly threads?: Threads | undefined;
  /** Opens the connection of a download, where that is not TCP. */
  readonly connect?: Connect | undefined;
  /** What was read of the table before may be old. */
  readonly onCommitted: () => void;
  readonly holders: () => Holders;
  /** While true nothing may hold the thread or the write connection for long. */
  readonly isTrading: () => boolean;
  readonly notify: (notice: RuntimeNotice) => void;
  readonly onProgress: (text: string) => void;
}

export interface SyncAsked {
  /** Only this segment, from the broker's segment-wise list. */
  readonly segment?: ExchangeSegment | undefined;
  /** Take a list that is implausibly short. */
  readonly acceptFewer?: boolean | undefined;
}

/** How often it is looked whether the list is due, ms. */
const CHECK_EVERY_MS = 5_000;
/** A start waits so long for the list of the day when there is one of an earlier day; then it trades, and tries again. */
const START_WITHIN_MS = 30_000;
/** The list is not asked again for a contract that it did not have, ms. */
const MISSING_AGAIN_MS = 300_000;
/** Between two lists that are taken because of missing contracts, ms. */
const MISSING_GAP_MS = 60_000;
/** Old changes are dropped so many at a time. */
const FORGET_ROWS = 200;

/**
 * Keeps the table of instruments in step with the broker's list: at the start, each morning, and when the operator asks. While
 * the engine trades the list is read in a thread of its own, and what it changes is written in short transactions.
 */
export class InstrumentSync {
  readonly #options: InstrumentSyncOptions;
  readonly #stopping = new AbortController();
  readonly #queue = new SerialQueue();
  #failures = 0;
  #failedMs = 0;
  /** Contracts that the list did not have, and when it was asked for them, epoch ms. */
  readonly #missing = new Map<InstrumentId, number>();
  #isMissingDue = false;
  #missingMs = 0;

  constructor(options: InstrumentSyncOptions) {
    this.#options = options;
  }

  /** When the list of every segment was last taken, epoch ms; null when never, or when a later one broke off. */
  get syncedMs(): number | null {
    const { instrumentSyncs } = this.#options.store;
    const finished = instrumentSyncs.list(1)[0]?.finished_at === null ? null : instrumentSyncs.lastWhole()?.finished_at;
    return finished === null || finished === undefined ? null : finished * 1000;
  }

  /**
   * Synchronises now, after one that is under way.
   * @throws {InstrumentSyncError} when the list is not taken; the table is then as it was
   */
  run(asked: SyncAsked = {}): Promise<SyncRow> {
    return this.#inTurn(asked, this.#stopping.signal);
  }

  /** Before trading: takes the list when the table is of an earlier day. A failure is reported, and tried again while trading. */
  async atStart(): Promise<void> {
    if (!isStale(this.#options.clock.nowMs(), this.syncedMs)) return;
    const late = new AbortController();
    const done = new AbortController();
    if (!this.#options.store.instruments.isEmpty()) {
      void after(this.#options.clock, START_WITHIN_MS, () => late.abort(), done.signal);
    }
    try {
      const row = await this.#inTurn({}, AbortSignal.any([late.signal, this.#stopping.signal]));
      this.#options.onProgress(syncWords(row));
    } catch (error) {
      const isLate = late.signal.aborted;
      this.#failed(
        isLate ? new Error(`the list of instruments was not read within ${START_WITHIN_MS / 1000} s`) : error,
      );
    } finally {
      done.abort();
    }
  }

  /** From now on the list is taken each morning. */
  startMornings(): void {
    void this.check();
    void every(this.#options.clock, CHECK_EVERY_MS, () => this.check(), this.#stopping.signal);
  }

  /** Takes the list when it is due. Never throws: a failure is reported, and tried again. */
  async check(): Promise<void> {
    if (this.#queue.length > 0 || this.#isStopping()) return;
    const { syncedMs } = this;
    if (!isDue(this.#options.clock.nowMs(), { syncedMs, failures: this.#failures, failedMs: this.#failedMs })) return;
    try {
      const done = await this.run();
      this.#options.onProgress(`instruments: ${syncWords(done)}`);
    } catch (error) {
      if (!this.#isStopping()) this.#failed(error);
    }
  }

  /**
   * An order names a contract that the table does not have: the broker may list it by now. Does not wait, and is bounded: contracts
   * that are missed within a minute share one list, and one that the list does not have either is not asked for again soon.
   */
  missing(id: InstrumentId): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - (this.#missing.get(id) ?? 0) < MISSING_AGAIN_MS || this.#isStopping()) return;
    for (const [each, ms] of this.#missing) if (nowMs - ms >= MISSING_AGAIN_MS) this.#missing.delete(each);
    this.#missing.set(id, nowMs);
    if (this.#isMissingDue) return;
    this.#isMissingDue = true;
    const waitMs = Math.max(0, this.#missingMs + MISSING_GAP_MS - nowMs);
    void after(this.#options.clock, waitMs, () => this.#takeForMissing(), this.#stopping.signal);
  }

  async #takeForMissing(): Promise<void> {
    this.#isMissingDue = false;
    this.#missingMs = this.#options.clock.nowMs();
    try {
      this.#options.onProgress(`instruments: ${syncWords(await this.run())}`);
    } catch (error) {
      if (!this.#isStopping()) this.#failed(error);
    }
  }

  /** Ends one that is under way: what is written stays, row by row whole. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#queue.idle();
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #inTurn(asked: SyncAsked, signal: AbortSignal): Promise<SyncRow> {
    return this.#queue.run(() => {
      signal.throwIfAborted();
      return this.#sync(asked, signal);
    });
  }

  async #sync({ segment, acceptFewer }: SyncAsked, signal: AbortSignal): Promise<SyncRow> {
    const {
      clock,
      settings,
      store,
      threads = workerThreads,
      connect,
      onProgress,
      holders,
      onCommitted,
    } = this.#options;
    const [url, setting] = segment
      ? [`${settings.apiUrl}/instrument/${segment}`, 'DHAN_API_URL']
      : [settings.instrumentsUrl, 'DHAN_INSTRUMENTS_URL'];
    const request: StageRequest = {
      url,
      setting,
      databasePath: settings.databasePath,
      stagingPath: join(settings.home, 'instruments.staging'),
      segment: segment ?? null,
      acceptFewer: acceptFewer ?? false,
      nowSec: Math.floor(this.#options.clock.nowMs() / 1000),
    };
    onProgress(`downloading the list of instruments from ${url}`);
    const report = (rows: number): void => onProgress(`${rows.toLocaleString('en-IN')} instruments read`);
    const thread = this.#options.isTrading() ? threads.stage(request, report) : null;
    const end = (): void => void thread?.end();
    signal.addEventListener('abort', end, { once: true });
    try {
      const { comparison, leftOut }: Staged = await (thread?.done ?? stageList(request, report, { signal, connect }));
      const { stagingPath } = request;
      const sync = { source: url, exchange_segment: request.segment, left_out: leftOut, comparison };
      const options = { clock, store, stagingPath, sync, holders, onCommitted };
      const id = this.#options.isTrading() ? await applyInSteps(options, signal) : applyWhole(options);
      this.#reportHeld(store.instrumentSyncs.markHeld(id, holders()));
      await this.#forgetOld(signal);
      const row = store.instrumentSyncs.get(id);
      if (!row) throw new Error(`expected the synchronisation ${id} in the database, found none`);
      if (!segment) this.#worked(row);
      return row;
    } finally {
      signal.removeEventListener('abort', end);
      await thread?.end();
      await removeStaging(request.stagingPath);
    }
  }

  /** One warning per contract that changed while somebody holds it. */
  #reportHeld(changes: readonly ChangeRow[]): void {
    const byContract = Map.groupBy(
      changes,
      ({ exchange_segment, security_id }) => `${exchange_segment}:${security_id}`,
    );
    for (const of of byContract.values()) {
      const [follower, ...others] = of[0]?.held_by ?? [];
      this.#options.notify({
        severity: 'WARNING',
        code: 'HELD_INSTRUMENT_CHANGED',
        text: heldWords(of),
        accountId: follower !== undefined && others.length === 0 && isAccountId(follower) ? accountId(follower) : null,
        venueOrderId: null,
      });
    }
  }

  async #forgetOld(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#options;
    while (!signal.aborted && store.instrumentSyncs.forget(FORGET_ROWS) === FORGET_ROWS) await clock.sleep(5);
  }

  /** After reported failures, success is reported, too. */
  #worked(row: SyncRow): void {
    const { notify } = this.#options;
    if (this.#failures > 0) {
      const text = `the list of instruments was synchronised again: ${syncWords(row)}`;
      notify({ severity: 'INFO', code: 'INSTRUMENTS_SYNCED', text, accountId: null, venueOrderId: null });
    }
    this.#failures = 0;
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    this.#failedMs = this.#options.clock.nowMs();
    const why = error instanceof Error ? error.message : String(error);
    const { syncedMs } = this;
    const isEmpty = this.#options.store.instruments.isEmpty();
    const rest = isEmpty
      ? 'until it works, orders are refused as UNKNOWN_INSTRUMENT'
      : `the list of ${syncedMs === null ? 'an unknown time' : `${istDateTime(syncedMs)} IST`} is used`;
    this.#options.notify({
      severity: isEmpty ? 'CRITICAL' : 'WARNING',
      code: 'INSTRUMENTS_NOT_SYNCED',
      text: `${why}; ${rest}. Next try in ${retryMs(this.#failures) / 60_000} min; to try now, run "dhancopy instruments sync"`,
      accountId: null,
      venueOrderId: null,
      error,
    });
  }
}
