import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CliBench, START } from './testing/cli.ts';

/** Root may do everything: its tests ask as this user. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let bench: CliBench;
let key = '';
/** Compiled code that this user may read and write. */
let compiled = '';
beforeAll(async () => {
  bench = await CliBench.create();
  compiled = mkdtempSync(join(tmpdir(), 'dhancopy-compiled-'));
  chmodSync(compiled, 0o777);
  await bench.run('init');
  await bench.addAccount('leader', '1000000001');
  key = readFileSync(join(bench.home, 'key'), 'utf8').trim();
});
afterAll(async () => {
  await bench.close();
  rmSync(compiled, { recursive: true, force: true });
});

const database = (): string => join(bench.home, 'dhancopy.db');

/** As a user who does not own the folder; without root, as the owner. Has the key, so that it is not what is missing. */
async function ask(
  command: string,
  env: Readonly<Record<string, string>> = { DHANCOPY_KEY: key },
): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [START, ...command.split(' ')], {
    env: { ...bench.env, ...env, NODE_COMPILE_CACHE: compiled },
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  child.stdin.end();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

/** What a user sees names the path and what to do, and nothing of the program. */
function expectWords(text: string, ...words: string[]): void {
  for (const each of words) expect(text).toContain(each);
  expect(text).toMatch(/Run dhancopy as user \d+, or change the owner of the folder|Run: chmod u\+/);
  expect(text).not.toMatch(/EACCES|EPERM|unable to open|readonly database|select |insert /);
}

describe.skipIf(process.platform === 'win32')('a data folder that the system does not let us at', () => {
  const modes = new Map<string, number>();
  const change = (path: string, mode: number): void => {
    if (!modes.has(path)) modes.set(path, statSync(path).mode & 0o777);
    chmodSync(path, mode);
  };
  afterEach(() => {
    for (const [path, mode] of modes) chmodSync(path, mode);
    modes.clear();
  });

  it.each(['status', 'run', 'kill', 'doctor', 'account list', 'init'])(
    '%s names a database that may not be read',
    async (command) => {
      change(bench.home, 0o755);
      change(database(), 0o000);
      const { code, text } = await ask(command);
      expect(code).toBe(1);
      expectWords(text, `the file ${database()} cannot be opened: you may not read it`);
    },
  );

  it.each(['status', 'kill', 'doctor'])('%s names a folder that may not be entered', async (command) => {
    change(bench.home, 0o000);
    const { code, text } = await ask(command);
    expect(code).toBe(1);
    expectWords(text, `you may not enter the folder ${bench.home}`);
  });

  it('a key that may not be read is named, with what to do', async () => {
    change(bench.home, 0o755);
    change(database(), 0o644);
    change(join(bench.home, 'key'), 0o000);
    expectWords(
      (await ask('run', {})).text,
      `the key file ${join(bench.home, 'key')} cannot be read: you may not read it`,
    );
  });

  /** The file belongs to whoever asks, so that its owner is not what is refused. */
  function give(name: string): void {
    if (isRoot) chownSync(join(bench.home, name), NOBODY, NOBODY);
  }

  it('a command that writes names a folder in which nothing may be written', async () => {
    change(bench.home, 0o555);
    for (const name of ['engine.lock', 'dhancopy.db']) give(name);
    expectWords((await ask('kill')).text, bench.home, 'you may not write in the folder');
  });

  it('a command that writes names a database that may only be read', async () => {
    change(bench.home, 0o777);
    for (const name of ['engine.lock', 'dhancopy.db']) give(name);
    change(database(), 0o400);
    expectWords((await ask('kill')).text, `the file ${database()} cannot be written: you may not write it`);
  });

  it.skipIf(!existsSync('/proc/self'))('init names a folder that cannot be made', async () => {
    const { code, text } = await ask('init', { DHANCOPY_HOME: '/proc/nope' });
    expect(code).toBe(2);
    expect(text).toBe(
      'dhancopy: the folder /proc/nope cannot be made: the system does not allow folders there; choose another with DHANCOPY_HOME\n',
    );
  });
});
