import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** In a process of its own: its time is not the one of the tests. */
it.each([1, 2])('a minute of trading with a failing network and kills ends right (seed %i)', (seed) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, '--seed', String(seed), '--minutes', '1'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }, stdout).toMatchObject({ status: 0 });
  expect(stdout).toMatch(/[1-9]\d* actions, .* 0 wrong/);
});
