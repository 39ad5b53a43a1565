import { Chance } from './chance.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/all.ts';

/** One input that was read incorrectly. */
export interface Found {
  readonly run: number;
  readonly target: string;
  readonly why: string;
  /** Shortened. The seed and the run number produce it again. */
  readonly input: string;
}

/** A run that takes more of the processor than this hangs, ms. Time on the clock would say how busy the machine is. */
const SLOW_MS = 2_000;
const INPUT_SHOWN = 2_000;

const WEIGHT = TARGETS.reduce((sum, { weight }) => sum + weight, 0);

/** One run by its number. The same seed and number give the same input. @returns the finding, null when there is none */
export async function runOne(seed: number, run: number): Promise<Found | null> {
  const chance = new Chance(seed, run);
  const target = targetOf(chance);
  let input: string | Buffer = '';
  const before = process.threadCpuUsage();
  let why: string | null = null;
  try {
    await target.run(chance, (given) => (input = given));
  } catch (error) {
    why = error instanceof Error ? `${error.name}: ${error.message.slice(0, 500)}` : String(error);
  }
  const { user, system } = process.threadCpuUsage(before);
  const tookMs = (user + system) / 1_000;
  if (why === null && tookMs > SLOW_MS) why = `took ${Math.round(tookMs)} ms of the processor`;
  if (why === null) return null;
  return { run, target: target.name, why, input: shown(input) };
}

function targetOf(chance: Chance): Target {
  let left = chance.below(WEIGHT);
  for (const target of TARGETS) {
    left -= target.weight;
    if (left < 0) return target;
  }
  throw new Error('no target');
}

function shown(input: string | Buffer): string {
  return (typeof input === 'string' ? input : input.toString('hex')).slice(0, INPUT_SHOWN);
}
