import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TestedCanary } from './canary-table.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')));

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Runs the canary's test with the bug in the engine.
 * @returns the first test that fails, null when all pass
 * @throws when no test ran
 */
export async function firstFailure({ name, test }: TestedCanary): Promise<string | null> {
  const child = spawn(
    process.execPath,
    [VITEST, 'run', '--config', 'test/play/canary-vitest.ts', '--reporter', 'json', `apps/dhancopy/src/engine/${test}`],
    { cwd: ROOT, env: { ...process.env, CANARY: name }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const start = stdout.indexOf('{');
  if (start === -1) throw new Error(`${name}: ${test} did not run\n${stdout}\n${stderr}`);
  const { numTotalTests, testResults } = JSON.parse(stdout.slice(start)) as Report;
  const results = testResults.flatMap((file) => file.assertionResults);
  if (numTotalTests === 0)
    throw new Error(`${name}: ${test} has no test that ran\n${testResults[0]?.message ?? stderr}`);
  return results.find(({ status }) => status === 'failed')?.fullName ?? null;
}
