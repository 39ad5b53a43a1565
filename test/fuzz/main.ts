import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { GROUPS, targetsNamed } from './fuzz.ts';
import type { Found } from './fuzz.ts';
import { makeScratch, SCRATCH_VARIABLE } from './scratch.ts';
import type { Work } from './worker.ts';

/**
 * `npm run fuzz -- --runs 1000000 --seed 7`: spoilt inputs for every reader of the client. `--target product` is the product instead, or one
 * target by its name; `--list` shows them. A run of some targets has many inputs. `--inputs N` ends after so many.
 * A finding is printed with its seed and its run number. `--target … --seed 7 --from 4711 --runs 1` repeats it.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', default: '0' },
    target: { type: 'string', default: 'client' },
    inputs: { type: 'string', default: '0' },
    list: { type: 'boolean', default: false },
  },
});
if (values.list) {
  for (const [group, targets] of Object.entries(GROUPS))
    console.log(`${group}\n${targets.map(({ name }) => `  ${name}`).join('\n')}`);
  process.exit();
}
const { target } = values;
targetsNamed(target);
const whole = (name: 'runs' | 'seed' | 'from' | 'inputs'): number => {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new Error(`--${name}: expected a whole number, found ${values[name]}`);
  return number;
};
const [runs, seed, from, inputsMax] = [whole('runs'), whole('seed'), whole('from'), whole('inputs')];

/** A run that has not ended after this time hangs, ms. */
const HANGS_MS = 20_000;
const PROGRESS_EVERY_MS = 10_000;
/** No reader needs more than about ten MB in addition to its input. The product has more to load. */
const MEMORY_MAX_MB = target === 'client' ? 256 : 768;
/** Enough to identify the error. */
const FOUND_MAX = 20;

const at = new SharedArrayBuffer(16);
const place = new BigInt64Array(at);
const work: Work = { target, seed, from, runs, at };
const scratch = makeScratch();
// Where a file of an invalid name would be made.
process.chdir(scratch);
const worker = new Worker(new URL('worker.ts', import.meta.url), {
  workerData: work,
  env: { ...process.env, [SCRATCH_VARIABLE]: scratch },
  resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB },
});

const startedMs = performance.now();
let found = 0;
const repeat = (run: number | bigint): string =>
  `--target ${JSON.stringify(target)} --seed ${seed} --from ${run} --runs 1`;
let last = { run: -1n, sinceMs: startedMs };
console.log(`${target}, seed ${seed}, ${runs.toLocaleString('en-IN')} runs from ${from}`);

const watch = setInterval(() => {
  const run = Atomics.load(place, 0);
  if (run !== last.run) last = { run, sinceMs: performance.now() };
  else if (performance.now() - last.sinceMs > HANGS_MS) end(`run ${run} hangs; make it again with ${repeat(run)}`);
  if (inputsMax > 0 && inputsDone() >= inputsMax) end(null);
}, 1_000);
const progress = setInterval(() => {
  const done = Number(Atomics.load(place, 0)) - from;
  console.log(`${done.toLocaleString('en-IN')} runs, ${inputsWords()}, ${found} found`);
}, PROGRESS_EVERY_MS);

function inputsDone(): number {
  return Number(Atomics.load(place, 1));
}

function inputsWords(): string {
  const seconds = (performance.now() - startedMs) / 1_000;
  const aSecond = Math.round(inputsDone() / seconds);
  return `${inputsDone().toLocaleString('en-IN')} inputs in ${Math.round(seconds)} s, ${aSecond.toLocaleString('en-IN')} a second`;
}

worker.on('message', (one: Found) => {
  found += 1;
  console.log(`\n${one.target}, ${repeat(one.run)}\n  ${one.why}\n  ${one.input}\n`);
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
  void worker.terminate().then(() => rmSync(scratch, { recursive: true, force: true }));
  const done = Number(Atomics.load(place, 0)) - from + 1;
  console.log(
    `${why === null ? '' : `${why}\n`}${target}, seed ${seed}: ${done.toLocaleString('en-IN')} runs, ${inputsWords()}, ${found} found`,
  );
  if (why !== null || found > 0) process.exitCode = 1;
}
