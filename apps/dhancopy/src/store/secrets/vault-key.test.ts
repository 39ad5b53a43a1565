import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KeyError } from '../file/errors.ts';
import { tempFolder, TEST_KEY } from '../testing.ts';
import { createKeyFile, loadKey } from './vault-key.ts';

const BASE64 = TEST_KEY.bytes().toString('base64');

function failure(work: () => unknown): KeyError {
  try {
    work();
  } catch (error) {
    if (error instanceof KeyError) return error;
    throw error;
  }
  throw new Error('expected a KeyError, and nothing was thrown');
}

describe('loadKey', () => {
  it('takes DHANCOPY_KEY first, then DHANCOPY_KEY_FILE, then the key in the data folder', () => {
    const home = tempFolder();
    const own = createKeyFile(join(home, 'key'));
    const named = createKeyFile(join(home, 'named'));
    expect(loadKey({}, home).id).toBe(own.id);
    expect(loadKey({ DHANCOPY_KEY_FILE: join(home, 'named') }, home).id).toBe(named.id);
    expect(loadKey({ DHANCOPY_KEY: ` ${BASE64}\n`, DHANCOPY_KEY_FILE: join(home, 'named') }, home).id).toBe(
      TEST_KEY.id,
    );
    expect(loadKey({ DHANCOPY_KEY: '' }, home).id).toBe(own.id);
  });

  it('without any, names both ways to give one', () => {
    const error = failure(() => loadKey({}, tempFolder()));
    expect(error.code).toBe('KEY_MISSING');
    expect(error.message).toMatch(/DHANCOPY_KEY.*dhancopy init/);
  });

  it('without the one of a database that is there, advises no new one', () => {
    const home = tempFolder();
    writeFileSync(join(home, 'dhancopy.db'), '');
    const { message } = failure(() => loadKey({}, home));
    expect(message).toContain('restore the key of this database from its backup');
    expect(message).not.toContain('dhancopy init');
  });

  it.each([
    ['too short', Buffer.alloc(31, 1).toString('base64'), '31 bytes'],
    ['too long', Buffer.alloc(33, 1).toString('base64'), '33 bytes'],
    ['not base64', 'correct horse battery staple!', 'other characters'],
  ])('a key that is %s is refused and not repeated', (_, value, found) => {
    const error = failure(() => loadKey({ DHANCOPY_KEY: value }, tempFolder()));
    expect(error.code).toBe('KEY_INVALID');
    expect(error.message).toContain(found);
    expect(error.message).not.toContain(value);
  });

  it.each([0o600, 0o400])('a file of mode %o is fine', (mode) => {
    const home = tempFolder();
    createKeyFile(join(home, 'key'));
    chmodSync(join(home, 'key'), mode);
    expect(() => loadKey({}, home)).not.toThrow();
  });

  it.each([0o640, 0o604, 0o660, 0o644])('a file of mode %o is refused with the command that mends it', (mode) => {
    const home = tempFolder();
    const path = join(home, 'key');
    createKeyFile(path);
    chmodSync(path, mode);
    const error = failure(() => loadKey({}, home));
    expect(error.code).toBe('KEY_FILE_MODE');
    expect(error.message).toContain(`found mode 0${mode.toString(8)}`);
    expect(error.message).toContain(`chmod 600 ${path}`);
  });

  it('a folder or a named pipe in its place is refused at once', () => {
    const home = tempFolder();
    mkdirSync(join(home, 'folder'), { mode: 0o700 });
    execFileSync('mkfifo', ['-m', '600', join(home, 'pipe')]);
    for (const name of ['folder', 'pipe']) {
      expect(failure(() => loadKey({ DHANCOPY_KEY_FILE: join(home, name) }, home)).code).toBe('KEY_FILE_MODE');
    }
  });

  it('follows a link to a regular file, as secret mounts make them', () => {
    const home = tempFolder();
    const key = createKeyFile(join(home, 'real'));
    symlinkSync(join(home, 'real'), join(home, 'key'));
    expect(loadKey({}, home).id).toBe(key.id);
  });
});

describe('createKeyFile', () => {
  it('makes a file that only its owner may read, whatever the umask', () => {
    const path = join(tempFolder(), 'key');
    const before = process.umask(0);
    try {
      createKeyFile(path);
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('never overwrites a key', () => {
    const path = join(tempFolder(), 'key');
    writeFileSync(path, 'the only copy');
    expect(failure(() => createKeyFile(path)).code).toBe('KEY_FILE_EXISTS');
    expect(readFileSync(path, 'utf8')).toBe('the only copy');
  });

  it('makes another key each time', () => {
    const home = tempFolder();
    expect(createKeyFile(join(home, 'a')).id).not.toBe(createKeyFile(join(home, 'b')).id);
  });
});

describe('a key in memory', () => {
  it('cannot be printed or serialised', () => {
    for (const shown of [
      inspect(TEST_KEY),
      inspect({ key: TEST_KEY }, { showHidden: true }),
      JSON.stringify({ key: TEST_KEY }),
    ]) {
      expect(shown).toContain(TEST_KEY.id);
      expect(shown).not.toContain(BASE64);
      expect(shown).not.toContain('07 07');
    }
  });
});
