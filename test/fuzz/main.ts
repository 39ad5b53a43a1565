import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Found } from './fuzz.ts';
import type { Work } from './worker.ts';

/**
 * `npm run fuzz -- --runs 1000000 --seed 7`: spoilt inputs for every reader of the client. A finding is printed with its seed and its
 * run number. `--seed 7 --from 4711 --runs 1` repeats it.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', default: '0' },
  },
});
const whole = (name: 'runs' | 'seed' | 'from'): number => {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new Error(`--${name}: expected a whole number, found ${values[name]}`);
  return number;
};
const [runs, seed, from] = [whole('runs'), whole('seed'), whole('from')];

/** A run that has not ended after this time hangs, ms. */
const HANGS_MS = 20_000;
const PROGRESS_EVERY_MS = 10_000;
/** No reader needs more than about ten MB in addition to its input. */
const MEMORY_MAX_MB = 256;
/** Enough to identify the error. */
const FOUND_MAX = 20;

const at = new SharedArrayBuffer(8);
const place = new BigInt64Array(at);
const work: Work = { seed, from, runs, at };
const worker = new Worker(new URL('worker.ts', import.meta.url), {
  workerData: work,
  resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB },
});

const startedMs = performance.now();
let found = 0;
let last = { run: -1n, sinceMs: startedMs };
console.log(`seed ${seed}, ${runs.toLocaleString('en-IN')} runs from ${from}`);

const watch = setInterval(() => {
  const run = Atomics.load(place, 0);
  if (run !== last.run) last = { run, sinceMs: performance.now() };
  else if (performance.now() - last.sinceMs > HANGS_MS)
    end(`run ${run} hangs; make it again with --seed ${seed} --from ${run} --runs 1`);
}, 1_000);
const progress = setInterval(() => {
  const done = Number(Atomics.load(place, 0)) - from;
  const aSecond = Math.round(done / ((performance.now() - startedMs) / 1_000));
  console.log(`${done.toLocaleString('en-IN')} runs, ${aSecond.toLocaleString('en-IN')} a second, ${found} found`);
}, PROGRESS_EVERY_MS);

worker.on('message', (one: Found) => {
  found += 1;
  console.log(`\n${one.target}, --seed ${seed} --from ${one.run} --runs 1\n  ${one.why}\n  ${one.input}\n`);
  if (found >= FOUND_MAX) end(`stopped after ${FOUND_MAX} findings`);
});
worker.on('error', (error) => end(`run ${Atomics.load(place, 0)} of seed ${seed} ended the thread: ${String(error)}`));
worker.on('exit', (code) => {
  if (code === 0) end(null);
});

function end(why: string | null): void {
  clearInterval(watch);
  clearInterval(progress);
  worker.removeAllListeners();
  void worker.terminate();
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  console.log(why ?? `seed ${seed}: ${runs.toLocaleString('en-IN')} runs in ${seconds} s, ${found} found`);
  if (why !== null || found > 0) process.exitCode = 1;
}
