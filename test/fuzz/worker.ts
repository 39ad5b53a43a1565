import { parentPort, workerData } from 'node:worker_threads';
import { runOne, targetsNamed, uncaught } from './fuzz.ts';

/** Executes the runs in a separate thread. The main thread sees their progress in `at`. */
export interface Work {
  /** The name of a target, or of a group of them. */
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  /** The number of the current run, and the inputs so far. */
  readonly at: SharedArrayBuffer;
}

const { target, seed, from, runs, at } = workerData as Work;
const targets = targetsNamed(target);
const place = new BigInt64Array(at);
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => void uncaught.push(error));
for (let run = from; run < from + runs; run += 1) {
  Atomics.store(place, 0, BigInt(run));
  const { inputs, found } = await runOne(targets, seed, run);
  Atomics.add(place, 1, BigInt(inputs));
  if (found) parentPort?.postMessage(found);
}
// What a target keeps open does not keep the thread.
process.exit();
