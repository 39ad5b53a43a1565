import { Worker } from 'node:worker_threads';
import { play, scriptOf } from 'dhancopy/engine/testing/play/run';
import { print, runCanaries } from '../kit/run-canaries.ts';
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

interface Catch {
  /** Null: not within the canary's sessions. */
  readonly first: Suspect | null;
  /** Earlier sessions that also fail without the bug, and prove nothing. */
  readonly wrongAnyway: number;
}

/** Plays with the bug until a session fails that passes without it. */
function firstCatch(canary: PlayedCanary, seed: number): Promise<Catch> {
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

async function checkByPlay(canary: PlayedCanary, seed: number): Promise<boolean> {
  const { first, wrongAnyway } = await firstCatch(canary, seed);
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

function check(canary: Canary, seed: number): Promise<boolean> {
  return 'test' in canary ? checkByTest(canary) : checkByPlay(canary, seed);
}

await runCanaries(HELP, CANARIES, check, (chosen) => {
  const byTest = chosen.filter((canary) => 'test' in canary).length;
  return `; ${byTest} of them are for a test, the others for the play`;
});
