import { parseArgs } from 'node:util';
import type { Bug } from './spoiled.ts';

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * The command line of a run of canaries: checks the chosen ones in turn, and says how many were caught.
 * @param check - puts the bug in, draws from the seed, and returns whether it was caught
 * @param more - to be said of the chosen ones, after the sum
 */
export async function runCanaries<Canary extends Bug>(
  help: string,
  canaries: readonly Canary[],
  check: (canary: Canary, seed: number) => Promise<boolean>,
  more: (chosen: readonly Canary[]) => string = () => '',
): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return;
  }
  const chosen = canaries.filter(({ name }) => name.includes(values.only));
  let missed = 0;
  for (const canary of chosen) if (!(await check(canary, Number(values.seed)))) missed += 1;
  print(`${chosen.length - missed} of ${chosen.length} canaries caught${more(chosen)}`);
  process.exitCode = missed > 0 ? 1 : 0;
}
