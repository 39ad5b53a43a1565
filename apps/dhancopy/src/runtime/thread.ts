import { Worker } from 'node:worker_threads';
import { EngineError } from './plain-error.ts';
import type { PlainError } from './plain-error.ts';

/** What a thread with one task posts: how far it is, any number of times, then its end. */
export type ThreadMessage<Result, Progress = never> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly error: PlainError };

export interface TaskThread<Result> {
  /** @throws what the task throws, by name and code; and when the thread ends before */
  readonly done: Promise<Result>;
  /** Ends the thread, whatever it does. */
  readonly end: () => Promise<void>;
}

export interface ThreadOptions<Progress> {
  readonly name: string;
  /** What the thread gets as its `workerData`. */
  readonly data: unknown;
  readonly onProgress?: (progress: Progress) => void;
}

/** Runs a task in a thread of its own, which lives until `end`. @param file - next to the caller: `new URL('./x-thread.ts', import.meta.url)` */
export function runInThread<Result, Progress = never>(
  file: URL,
  { name, data, onProgress }: ThreadOptions<Progress>,
): TaskThread<Result> {
  const worker = new Worker(file, { name, workerData: data });
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  // Whoever awaits it hears of it; the thread may have been ended before that.
  promise.catch(() => undefined);
  worker.on('message', (message: ThreadMessage<Result, Progress>) => {
    if (message.type === 'progress') onProgress?.(message.progress);
    else if (message.type === 'done') resolve(message.result);
    else reject(new EngineError(message.error));
  });
  worker.on('error', (error) => reject(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => reject(new Error(`the thread "${name}" was ended (code ${code})`)));
  return {
    done: promise,
    async end() {
      await worker.terminate();
    },
  };
}
