import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CliBench } from '../testing/cli.ts';
import type { Result } from './result.ts';

/** A session at this pace takes some ten seconds, and two run side by side. */
const TIMEOUT_MS = 90_000;

let bench: CliBench;
let folder: string;
beforeEach(async () => {
  bench = await CliBench.create();
  folder = mkdtempSync(join(tmpdir(), 'dhancopy-demo-test-'));
});
afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

it('plays, proves, and leaves a database that can be asked', { timeout: TIMEOUT_MS }, async () => {
  const { code, stdout, stderr } = await bench.run(
    `demo --followers 2 --actions 60 --pace 60 --seed 3 --json --keep ${folder}/home`,
  );
  const result = JSON.parse(stdout) as Result;
  expect({ code, claims: result.proof.claims.map(({ violations }) => violations), restless: result.restless }).toEqual({
    code: 0,
    claims: [[], [], []],
    restless: [],
  });
  expect(result.actions).toBeGreaterThanOrEqual(60);
  expect(result.proof.claims.every(({ compared }) => compared > 20)).toBe(true);
  expect(result.latency.sent.count).toBeGreaterThan(20);
  expect(stderr).toContain('leader');
  const status = await bench.run('status --json', { env: { DHANCOPY_HOME: `${folder}/home` } });
  expect(JSON.parse(status.stdout)).toMatchObject({ engine: { running: false }, links: { active: 2 } });
});

// The other ways to break the books are in seed-tables.int.test.ts.
it('does not prove what was broken, and says so by its exit code', { timeout: TIMEOUT_MS }, async () => {
  const { code, stdout } = await bench.run(
    `demo --followers 2 --actions 20 --pace 60 --json --keep ${folder}/home --break duplicate`,
  );
  const { proof } = JSON.parse(stdout) as Result;
  expect({ code, broken: proof.claims.map(({ violations }) => violations.length > 0) }).toEqual({
    code: 1,
    broken: [true, expect.any(Boolean), expect.any(Boolean)],
  });
});

it('does not touch a folder that holds something', async () => {
  await bench.run('init');
  const { code, stderr } = await bench.run(`demo --keep ${bench.home}`);
  expect(code).toBe(2);
  expect(stderr).toContain('--keep');
});
