import { Worker } from 'node:worker_threads';
import { EngineError } from '../plain-error.ts';
import type { PlainError } from '../plain-error.ts';
import type { Staged, StageRequest } from './stage.ts';

/** Thread to engine. */
export type StageMessage =
  | { readonly type: 'progress'; readonly rows: number }
  | { readonly type: 'staged'; readonly staged: Staged }
  | { readonly type: 'failed'; readonly error: PlainError };

/** `stageList` in a thread of its own, which lives until `end`. */
export interface StageWorker {
  /** @throws what `stageList` throws, by name and code; and when the thread ends before */
  readonly staged: Promise<Staged>;
  end(): Promise<void>;
}

export function stageInThread(request: StageRequest, progress: (rows: number) => void): StageWorker {
  const worker = new Worker(new URL('./stage-thread.ts', import.meta.url), {
    name: 'instruments',
    workerData: request,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Staged>();
  // Whoever awaits it is told; it may have been ended before that.
  promise.catch(() => undefined);
  worker.on('message', (message: StageMessage) => {
    if (message.type === 'progress') progress(message.rows);
    else if (message.type === 'staged') resolve(message.staged);
    else reject(new EngineError(message.error));
  });
  worker.on('error', (error) => reject(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => reject(new Error(`the thread that reads the list ended unexpectedly (code ${code})`)));
  return {
    staged: promise,
    async end() {
      await worker.terminate();
    },
  };
}
