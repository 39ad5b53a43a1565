import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
/** Many times what the runs take on a free machine. */
const TIMEOUT_MS = 400_000;

/** A process of its own, because virtual time takes the timers of the whole process. */
it.each([
  ['fixed', 1, 14, 1],
  ['fixed, with a night', 40_000, 4, 2],
] as const)(
  'nothing is wrong in the %s runs from seed %i',
  { timeout: TIMEOUT_MS },
  async (_which, seed, runs, days) => {
    const child = spawn(
      process.execPath,
      [MAIN, '--seed', String(seed), '--runs', String(runs), '--days', String(days), '--no-shrink'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line.startsWith('WRONG'))).toEqual([]);
    expect(stdout).toMatch(new RegExp(`^${runs} runs of ${days} days, \\d+ orders, 0 wrong$`, 'm'));
  },
);
