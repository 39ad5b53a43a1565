import { Chance } from './chance.ts';
import { Finding } from './oracle.ts';
import type { Target } from './target.ts';
import { PRODUCT_TARGETS } from './product/all.ts';
import { CLIENT_TARGETS } from './targets/all.ts';

/** One input that was read incorrectly. */
export interface Found {
  readonly run: number;
  readonly target: string;
  readonly why: string;
  /** Shortened. The seed and the run number produce it again. */
  readonly input: string;
}

export interface Done {
  /** How many spoilt inputs it read. */
  readonly inputs: number;
  readonly found: Found | null;
}

/** A run that takes more of the processor than this hangs, ms. Time on the clock would say how busy the machine is. */
const SLOW_MS = 2_000;
const INPUT_SHOWN = 2_000;

/** Targets that are run together. */
export const GROUPS: Readonly<Record<string, readonly Target[]>> = { client: CLIENT_TARGETS, product: PRODUCT_TARGETS };

/** The targets with this name: of a group, or one. @throws for a name that does not exist */
export function targetsNamed(name: string): readonly Target[] {
  const found =
    GROUPS[name] ??
    Object.values(GROUPS)
      .flat()
      .filter((target) => target.name === name);
  if (found.length === 0) throw new Error(`there is no target "${name}"; --list shows them`);
  return found;
}

/** Exceptions that nobody caught: in the product, each of them ends the process. */
export const uncaught: unknown[] = [];

/** One run of targets by its number. The same seed and number give the same input. */
export async function runOne(targets: readonly Target[], seed: number, run: number): Promise<Done> {
  const chance = new Chance(seed, run);
  const target = targetOf(targets, chance);
  let input: string | Buffer = '';
  let inputs = 0;
  const before = process.threadCpuUsage();
  let why: string | null = null;
  try {
    await target.run(chance, (given) => {
      input = given;
      inputs += 1;
    });
  } catch (error) {
    why = wordsOf(error);
  }
  const stray = uncaught.splice(0);
  if (stray.length > 0) why = `nobody caught ${wordsOf(stray[0])}`;
  const { user, system } = process.threadCpuUsage(before);
  const tookMs = (user + system) / 1_000;
  if (why === null && tookMs > SLOW_MS) why = `took ${Math.round(tookMs)} ms of the processor`;
  return { inputs, found: why === null ? null : { run, target: target.name, why, input: shown(input) } };
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const at = error instanceof Finding ? '' : `\n  ${(error.stack ?? '').split('\n').slice(1, 4).join('\n  ')}`;
  return `${error.name}: ${error.message.slice(0, 500)}${at}`;
}

function targetOf(targets: readonly Target[], chance: Chance): Target {
  if (targets[0] && targets.length === 1) return targets[0];
  let left = chance.below(targets.reduce((sum, { weight }) => sum + weight, 0));
  for (const target of targets) {
    left -= target.weight;
    if (left < 0) return target;
  }
  throw new Error('no target');
}

function shown(input: string | Buffer): string {
  return (typeof input === 'string' ? input : input.toString('hex')).slice(0, INPUT_SHOWN);
}
