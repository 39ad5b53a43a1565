import { statfs } from 'node:fs/promises';
import type { MaintenanceTask } from '../../store/care/maintenance-runs.ts';
import type { Store } from '../../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { every } from '../time/every.ts';
import type { RuntimeNotice } from '../notices.ts';
import { toPlainError } from '../plain-error.ts';
import type { TaskThread } from '../thread.ts';
import { workerThreads } from '../threads.ts';
import type { Threads } from '../threads.ts';
import type { Settings } from '../settings.ts';
import { mebibytes } from '../mebibytes.ts';
import { ROOM_BYTES } from './room.ts';
import { dueTasks, isQuiet, neglectedTasks } from './schedule.ts';
import type { TaskRequest } from './tasks.ts';

export interface MaintenanceOptions {
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'home' | 'databasePath'>;
  readonly store: Store;
  /** Where a task is done; a thread when absent. */
  readonly threads?: Threads | undefined;
  readonly notify: (notice: RuntimeNotice) => void;
  readonly onProgress: (text: string) => void;
  /** What the disk of a folder has left. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const CHECK_EVERY_MS = 60_000;

/** Cares for the database while nothing is traded: one task at a time, each on a thread of its own. */
export class Maintenance {
  readonly #options: MaintenanceOptions;
  readonly #stopping = new AbortController();
  #thread: TaskThread<string> | null = null;
  #running: Promise<void> | null = null;
  #isReported = false;
  #isCrowded = false;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
  }

  /** From now on; not at once, because a start has enough to do. */
  start(): void {
    void every(this.#options.clock, CHECK_EVERY_MS, () => this.check(), this.#stopping.signal);
  }

  /** Does what is due now, if anything. Never throws: a failure is reported, recorded, and tried again an hour later. */
  check(): Promise<void> {
    this.#running ??= this.#work().finally(() => (this.#running = null));
    return this.#running;
  }

  /** Ends a task that is under way: every step of it is whole. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#thread?.end();
    await this.#running;
  }

  async #work(): Promise<void> {
    const { store } = this.#options;
    try {
      await this.#checkRoom();
      if (!store.config.getBoolean('maintenance_enabled')) return;
      this.#reportNeglect();
      for (const task of dueTasks(this.#options.clock.nowMs(), store.maintenanceRuns.latest())) {
        if (this.#stopping.signal.aborted) return;
        await this.#perform(task);
      }
    } catch (error) {
      this.#report('database maintenance', error);
    }
  }

  async #perform(task: MaintenanceTask): Promise<void> {
    const { store, settings, onProgress } = this.#options;
    const id = store.maintenanceRuns.begin(task, this.#seconds());
    try {
      const detail = await this.#inThread({
        task,
        path: settings.databasePath,
        home: settings.home,
        nowMs: this.#options.clock.nowMs(),
      });
      store.maintenanceRuns.finish(id, 'DONE', detail, this.#seconds());
      onProgress(`${task} database maintenance: ${detail}`);
    } catch (error) {
      // Interrupted by a stop: it has no end, and is run again.
      if (this.#stopping.signal.aborted) return;
      store.maintenanceRuns.finish(id, 'FAILED', toPlainError(error).message, this.#seconds());
      this.#report(`the ${task} database maintenance`, error);
    }
  }

  async #inThread(request: TaskRequest): Promise<string> {
    this.#thread = (this.#options.threads ?? workerThreads).maintain(request);
    try {
      return await this.#thread.done;
    } finally {
      this.#thread = null;
    }
  }

  /** Nothing can be sent that cannot be written down, so the operator is warned before the disk is full. The warning is repeated after the space had been enough for a while. */
  async #checkRoom(): Promise<void> {
    const { home } = this.#options.settings;
    const free = await (this.#options.freeBytes ?? freeBytesOf)(home);
    if (free >= ROOM_BYTES * 2) this.#isCrowded = false;
    if (free >= ROOM_BYTES || this.#isCrowded) return;
    this.#isCrowded = true;
    this.#options.notify({
      code: 'DISK_LOW',
      severity: 'CRITICAL',
      text: `${mebibytes(free)} are left on the disk of ${home}. Free some space: when the disk is full, entries are not copied`,
      accountId: null,
      venueOrderId: null,
    });
  }

  /** Once in a run, and not where it is about to be done. */
  #reportNeglect(): void {
    if (this.#isReported || isQuiet(this.#options.clock.nowMs())) return;
    this.#isReported = true;
    const tasks = neglectedTasks(this.#options.clock.nowMs(), this.#options.store.maintenanceRuns.caredForSince());
    if (tasks.length === 0) return;
    this.#options.notify({
      code: 'MAINTENANCE_OVERDUE',
      severity: 'WARNING',
      text:
        `the ${tasks.join(', ')} database maintenance is overdue: leave the engine running overnight, ` +
        'or run "dhancopy db maintain" from a timer',
      accountId: null,
      venueOrderId: null,
    });
  }

  #report(what: string, error: unknown): void {
    const { code, message } = toPlainError(error);
    this.#options.notify({
      code: 'MAINTENANCE_FAILED',
      severity: code === 'DATABASE_CORRUPT' || message.includes('is damaged') ? 'CRITICAL' : 'WARNING',
      text: `${what} failed: ${message}`,
      accountId: null,
      venueOrderId: null,
      error,
    });
  }

  #seconds(): number {
    return Math.floor(this.#options.clock.nowMs() / 1000);
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
