import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { play, scriptOf } from 'dhancopy/engine/testing/play/run';
import { CANARIES } from './canary-table.ts';
import type { Canary, PlayedCanary, TestedCanary } from './canary-table.ts';
import { firstFailure } from './canary-test.ts';
import type { CanaryWork, Suspect } from './canary-worker.ts';

const HELP = `Put known bugs into the engine, one after another, and see what catches each: a session of the play, or a test of the engine
where play does not meet it.

  npm run play:canaries -- [options]

  --seed S     draw the sessions from S (1)
  --only TEXT  only canaries whose name contains TEXT
  --help       print this

A session counts as a catch when it goes wrong with the bug, and the same session is played without the bug and nothing is wrong.
Exit code: 0 every canary was caught, 1 one was not.
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const seed = Number(values.seed);

interface Catch {
  /** Null: not within the canary's sessions. */
  readonly first: Suspect | null;
  /** Earlier sessions that also fail without the bug, and prove nothing. */
  readonly wrongAnyway: number;
}

/** Plays with the bug until a session fails that passes without it. */
function firstCatch(canary: PlayedCanary): Promise<Catch> {
  return new Promise((resolve, reject) => {
    const work: CanaryWork = { canary, seed };
    const worker = new Worker(new URL('canary-worker.ts', import.meta.url), { workerData: work });
    let wrongAnyway = 0;
    let isOver = false;
    const end = (first: Suspect | null): void => {
      isOver = true;
      void worker.terminate();
      resolve({ first, wrongAnyway });
    };
    worker.on('message', (suspect: Suspect | null) => {
      if (isOver) return;
      if (suspect === null) end(null);
      else if (play(scriptOf(suspect.kind, seed, suspect.session)).wrong === null) end(suspect);
      else wrongAnyway += 1;
    });
    worker.once('error', reject);
  });
}

async function checkByPlay(canary: PlayedCanary): Promise<boolean> {
  const { first, wrongAnyway } = await firstCatch(canary);
  const { name, within } = canary;
  const anyway = wrongAnyway === 0 ? '' : `; ${wrongAnyway} sessions before it are wrong without the bug too`;
  if (first) print(`caught      ${name}: ${first.kind} ${first.session} of ${within}, ${first.oracle}${anyway}`);
  else print(`NOT CAUGHT  ${name}: ${within} sessions of ${canary.kinds.join(' and ')}${anyway}`);
  return first !== null;
}

async function checkByTest(canary: TestedCanary): Promise<boolean> {
  const failed = await firstFailure(canary);
  const { name, test } = canary;
  if (failed !== null) print(`caught      ${name}: by a test of ${test}: ${failed}`);
  else print(`NOT CAUGHT  ${name}: every test of ${test} passes`);
  return failed !== null;
}

function check(canary: Canary): Promise<boolean> {
  return 'test' in canary ? checkByTest(canary) : checkByPlay(canary);
}

if (values.help) print(HELP);
else {
  const chosen = CANARIES.filter(({ name }) => name.includes(values.only));
  let missed = 0;
  for (const canary of chosen) if (!(await check(canary))) missed += 1;
  const byTest = chosen.filter((canary) => 'test' in canary).length;
  print(
    `${chosen.length - missed} of ${chosen.length} canaries caught; ${byTest} of them are for a test, the others for the play`,
  );
  process.exitCode = missed > 0 ? 1 : 0;
}
