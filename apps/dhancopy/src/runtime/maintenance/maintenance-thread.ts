/**
 * Does one task on a thread and a connection of its own: the engine's thread never waits for it, and its transactions are a millisecond.
 * May be ended at any moment. Started by maintenance.ts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '@dhancopy/domain/invariant';
import { Connection } from '../../store/file/connection.ts';
import { toPlainError } from '../plain-error.ts';
import type { ThreadMessage } from '../thread.ts';
import { performTask } from './tasks.ts';
import type { TaskRequest } from './tasks.ts';
import { systemClock } from '../time/clock.ts';

const port = parentPort;
invariant(port !== null, 'maintenance-thread.ts runs as a worker thread only');
const request = workerData as TaskRequest;

function post(message: ThreadMessage<string>): void {
  port?.postMessage(message);
}

try {
  // Without fsync, which would hold the write lock. If the power fails, the removal is repeated: the archive has the row.
  const { nowMs: now } = systemClock;
  const db = new Connection({ path: request.path, readOnly: false, synchronous: 'normal', now });
  try {
    post({ type: 'done', result: await performTask(db, request) });
  } finally {
    db.close();
  }
} catch (error) {
  post({ type: 'failed', error: toPlainError(error) });
}
