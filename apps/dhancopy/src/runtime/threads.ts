import type { Staged, StageRequest } from './instruments/stage.ts';
import type { TaskRequest } from './maintenance/tasks.ts';
import { runInThread } from './thread.ts';
import type { TaskThread } from './thread.ts';

/** The work that is done next to the engine, so that no order waits for it. */
export interface Threads {
  /** Reads a list of instruments into a staging file. @param onProgress - called with the number of rows read so far */
  stage(request: StageRequest, onProgress: (rows: number) => void): TaskThread<Staged>;
  /** Does one task of maintenance. */
  maintain(request: TaskRequest): TaskThread<string>;
}

/** Each task on a thread of its own. */
export const workerThreads: Threads = {
  stage: (data, onProgress) =>
    runInThread<Staged, number>(new URL('./instruments/stage-thread.ts', import.meta.url), {
      name: 'instruments',
      data,
      onProgress,
    }),
  maintain: (data) =>
    runInThread<string>(new URL('./maintenance/maintenance-thread.ts', import.meta.url), {
      name: 'maintenance',
      data,
    }),
};
