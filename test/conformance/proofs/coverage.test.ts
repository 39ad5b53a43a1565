import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { coveragePage, emptyCells, excusedInVain } from './page.ts';
import { ROOT } from './proven.ts';
import type { ProvenTest } from './proven.ts';

let tests: readonly ProvenTest[];
beforeAll(() => {
  // In a separate process: vitest cannot inspect itself.
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'collect.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS)/.test(name))),
    maxBuffer: 64 * 1_048_576,
  });
  if (status !== 0) throw new Error(stderr);
  tests = JSON.parse(stdout) as ProvenTest[];
}, 120_000);

it('every endpoint is documented, observed, refused and played, or has a reason', () => {
  expect(emptyCells(tests)).toEqual([]);
});

it('an observed endpoint has no excuse', () => {
  expect(excusedInVain(tests)).toEqual([]);
});

it('docs/dhanhq-coverage.md matches the tests; otherwise run npm run coverage:dhan', () => {
  expect(readFileSync(join(ROOT, 'docs', 'dhanhq-coverage.md'), 'utf8')).toBe(coveragePage(tests));
});
