import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { coveragePage, emptyCells, excusedInVain } from './page.ts';
import { ROOT } from './proven.ts';
import type { ProvenTest } from './proven.ts';

let tests: readonly ProvenTest[];
beforeAll(() => {
  // In a process of its own: vitest cannot look at itself.
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'collect.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS)/.test(name))),
    maxBuffer: 64 * 1_048_576,
  });
  if (status !== 0) throw new Error(stderr);
  tests = JSON.parse(stdout) as ProvenTest[];
}, 120_000);

it('every endpoint is documented, observed, refused and played, or says why not', () => {
  expect(emptyCells(tests)).toEqual([]);
});

it('nothing is excused that is observed', () => {
  expect(excusedInVain(tests)).toEqual([]);
});

it('docs/dhanhq-coverage.md is what the tests say; otherwise run npm run coverage:dhan', () => {
  expect(readFileSync(join(ROOT, 'docs', 'dhanhq-coverage.md'), 'utf8')).toBe(coveragePage(tests));
});
