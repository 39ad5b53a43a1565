import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { print, runCanaries } from '../kit/run-canaries.ts';
import { CANARIES } from './canary-table.ts';
import type { Canary } from './canary-table.ts';

const HELP = `Put known bugs into the product, one after another, and play trading days until the simulation finds each.

  npm run sim:canaries -- [options]

  --seed S     draw the first run from S (1)
  --only TEXT  only canaries whose name contains TEXT
  --help       print this

A run counts as a catch when it goes wrong with the bug, and the same run is played without the bug and nothing is wrong.
Exit code: 0 every canary was caught, 1 one was not.
`;

interface Played {
  /** The seed of the run that went wrong, and what was wrong; null when none did. */
  readonly wrong: { readonly seed: number; readonly what: string } | null;
  readonly runs: number;
}

async function playUntilWrong(canary: Canary, isIn: boolean, seed: number, runs: number): Promise<Played> {
  const { name, days = 1, kind } = canary;
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL(isIn ? 'canary-run.ts' : 'main.ts', import.meta.url)),
      ...(isIn ? [name] : []),
      ...['--seed', String(seed), '--runs', String(runs), '--days', String(days)],
      ...(kind ? ['--kind', kind] : []),
      ...['--no-shrink', '--until-wrong'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const found = /^WRONG, seed (\d+): (.*)$/m.exec(stdout);
  const played = [...stdout.matchAll(/^seed \d+, /gm)].length;
  if (!found && played < runs)
    throw new Error(`${name}: it ended after ${played} of ${runs} runs\n${stdout}\n${stderr}`);
  return { wrong: found && { seed: Number(found[1]), what: found[2] ?? '' }, runs: played };
}

/** @returns whether the canary was caught */
async function check(canary: Canary, from: number): Promise<boolean> {
  let [seed, left] = [from, canary.within];
  while (left > 0) {
    const { wrong, runs } = await playUntilWrong(canary, true, seed, left);
    left -= runs;
    if (!wrong) break;
    if (!(await playUntilWrong(canary, false, wrong.seed, 1)).wrong) {
      print(
        `caught      ${canary.name}: run ${canary.within - left} of ${canary.within}, seed ${wrong.seed}: ${wrong.what.slice(0, 160)}`,
      );
      return true;
    }
    print(`            ${canary.name}: seed ${wrong.seed} is wrong without the bug as well`);
    seed = wrong.seed + 1;
  }
  print(`NOT CAUGHT  ${canary.name}: ${canary.within} runs`);
  return false;
}

await runCanaries(HELP, CANARIES, check);
