import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const MODULE = new URL('../../bin/compile-cache.js', import.meta.url).href;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dhancopy-compiled-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that keeps its code in a folder. @returns what a thread of it would find in its environment */
function processWith(cache: string, env: Record<string, string> = {}): string {
  const program = `
    import { keepCompiledCode } from ${JSON.stringify(MODULE)};
    keepCompiledCode(${JSON.stringify(cache)});
    console.log(process.env.NODE_COMPILE_CACHE ?? 'none');`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.trim();
}

it('keeps the code in the folder, also that of threads', () => {
  const cache = join(folder, 'made', 'when it is missing');
  expect(processWith(cache)).toBe(cache);
  expect(readdirSync(cache)).not.toEqual([]);
});

it('goes without where the folder cannot be made', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(processWith(join(folder, 'file', 'cache'))).toBe('none');
});

it('leaves it to a user who switched it off, or named a folder of his own', () => {
  const cache = join(folder, 'cache');
  expect(processWith(cache, { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('none');
  expect(processWith(cache, { NODE_COMPILE_CACHE: join(folder, 'own') })).toBe(join(folder, 'own'));
  expect(readdirSync(folder)).toEqual(['own']);
});
