import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coveragePage, emptyCells, excusedInVain } from './page.ts';
import { FOLDERS, provenIn, ROOT } from './proven.ts';
import type { Report } from './proven.ts';

/** `npm run coverage:dhan`: runs the tests and writes docs/dhanhq-coverage.md from their report. */
const PAGE = join(ROOT, 'docs', 'dhanhq-coverage.md');

const folder = mkdtempSync(join(tmpdir(), 'dhancopy-coverage-'));
try {
  const file = join(folder, 'report.json');
  const cli = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['run', ...FOLDERS, '--reporter=json', `--outputFile=${file}`];
  spawnSync(process.execPath, [cli, ...options], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const failed = failedFiles(report);
  if (failed.length > 0) throw new Error(`tests failed, so the page is unchanged: ${failed.join(', ')}`);
  const tests = provenIn(report);
  const problems = [
    ...emptyCells(tests),
    ...excusedInVain(tests).map((endpoint) => `${endpoint}: excused, but observed`),
  ];
  if (problems.length > 0) console.error(`not proved:\n  ${problems.join('\n  ')}`);
  writeFileSync(PAGE, coveragePage(tests));
  console.log(`${PAGE}: ${tests.length} tests`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Without the test of the page itself, which cannot pass before the page is written. */
function failedFiles({ testResults }: Report): string[] {
  return testResults
    .filter(({ name, status }) => status === 'failed' && !name.includes('/test/conformance/proofs/'))
    .map(({ name }) => name);
}
