import { parentPort, workerData } from 'node:worker_threads';
import { runOne } from './fuzz.ts';

/** Executes the runs in a separate thread. The main thread sees their progress in `at`. */
export interface Work {
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  /** The number of the current run. */
  readonly at: SharedArrayBuffer;
}

const { seed, from, runs, at } = workerData as Work;
const place = new BigInt64Array(at);
for (let run = from; run < from + runs; run += 1) {
  Atomics.store(place, 0, BigInt(run));
  const found = await runOne(seed, run);
  if (found) parentPort?.postMessage(found);
}
