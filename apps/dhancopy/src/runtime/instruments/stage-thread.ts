/**
 * Stages a list in a thread of its own, so that reading 30 MB never holds an order up. Then it writes the log of the database
 * back while the engine writes the difference: a commit that finds the log full would have to wait for that. It is ended
 * from outside. Started by instrument-sync.ts.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '@dhancopy/domain/invariant';
import { toPlainError } from '../plain-error.ts';
import { stageList } from './stage.ts';
import type { Staged, StageRequest } from './stage.ts';
import type { ThreadMessage } from '../thread.ts';
import { systemClock } from '../time/clock.ts';
import { every } from '../time/every.ts';

const CHECKPOINT_EVERY_MS = 50;
const NEVER = new AbortController();

const port = parentPort;
invariant(port !== null, 'stage-thread.ts runs as a worker thread only');
const request = workerData as StageRequest;

function post(message: ThreadMessage<Staged, number>): void {
  port?.postMessage(message);
}

try {
  const staged = await stageList(request, (rows) => post({ type: 'progress', progress: rows }));
  post({ type: 'done', result: staged });
  const db = new DatabaseSync(request.databasePath, { timeout: 0 });
  await every(systemClock, CHECKPOINT_EVERY_MS, () => db.exec('pragma wal_checkpoint(passive)'), NEVER.signal);
} catch (error) {
  post({ type: 'failed', error: toPlainError(error) });
}
