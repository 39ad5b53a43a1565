/**
 * Writes the log of a database back into its file from a thread and a connection of its own: whoever commits never pays for it.
 * Started by runtime/checkpointer.ts. Source: docs/decisions/0003-synchronous-level.md
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Connection } from './connection.ts';

export interface CheckpointThreadData {
  readonly path: string;
}

/** `now`: nobody is waiting, write back what there is. */
export type CheckpointRequest = 'now' | 'stop';

/** From this size of the log on it is written back also while the engine is busy: a fifth of what a commit would do it at. */
const BUSY_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 250;

const { path } = workerData as CheckpointThreadData;
const db = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });

const timer = setInterval(() => {
  const { size = 0 } = statSync(`${path}-wal`, { throwIfNoEntry: false }) ?? {};
  if (size >= BUSY_BYTES) db.checkpoint();
}, LOOK_EVERY_MS);

parentPort?.on('message', (request: CheckpointRequest) => {
  if (request === 'now') {
    db.checkpoint();
    return;
  }
  clearInterval(timer);
  db.close();
  parentPort?.close();
});
