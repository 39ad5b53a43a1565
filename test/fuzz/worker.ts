import { parentPort, workerData } from 'node:worker_threads';
import { runOne } from './fuzz.ts';

/** The runs, on a thread of their own: whoever watches sees by `at` that it goes on. */
export interface Work {
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  /** Number of the run that is under way. */
  readonly at: SharedArrayBuffer;
}

const { seed, from, runs, at } = workerData as Work;
const place = new BigInt64Array(at);
for (let run = from; run < from + runs; run += 1) {
  Atomics.store(place, 0, BigInt(run));
  const found = await runOne(seed, run);
  if (found) parentPort?.postMessage(found);
}
