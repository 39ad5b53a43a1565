import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CheckpointRequest, CheckpointThreadData } from '../store/file/checkpoint-thread.ts';

/** Keeps the log of the database short. */
export interface Checkpoints {
  /** Nothing is waited for just now: a good moment. */
  idle(): void;
  stop(): Promise<void>;
}

/** Keeps the log of the database short from a thread of its own, see store/file/checkpoint-thread.ts. */
export class Checkpointer implements Checkpoints {
  readonly #worker: Worker;
  #isRunning = true;

  /** @param onFailure - the thread is gone; from then on commits write the log back themselves, some of them slowly */
  constructor(databasePath: string, onFailure: (why: string) => void) {
    this.#worker = new Worker(new URL('../store/file/checkpoint-thread.ts', import.meta.url), {
      name: 'checkpoints',
      workerData: { path: databasePath } satisfies CheckpointThreadData,
    });
    this.#worker.unref();
    this.#worker.on('error', (error) => onFailure(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => (this.#isRunning = false));
  }

  /** Nothing is waited for just now: a good moment. */
  idle(): void {
    this.#ask('now');
  }

  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    // Now the process does wait for it.
    this.#worker.ref();
    const gone = once(this.#worker, 'exit');
    this.#ask('stop');
    await gone;
  }

  #ask(request: CheckpointRequest): void {
    this.#worker.postMessage(request);
  }
}
