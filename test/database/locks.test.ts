import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openStore } from 'dhancopy/store/store';

const folder = mkdtempSync(join(tmpdir(), 'dhancopy-locks-'));
const path = join(folder, 'dhancopy.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The byte at which SQLite's shared lock begins (`SHARED_FIRST` of its source). */
const SHARED_FIRST = '1073741826';
/** Linux lists who holds which lock; other systems do not. */
const LOCKS = '/proc/locks';

/** Whether this process holds SQLite's shared lock on the file. */
function holdsLock(): boolean {
  if (!existsSync(LOCKS)) return true;
  const { ino } = statSync(path);
  return readFileSync(LOCKS, 'utf8')
    .split('\n')
    .some((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} ${SHARED_FIRST} `));
}

/**
 * A process that closes a handle of its own on a file loses its locks on it (POSIX), also those of its other connections. An older
 * SQLite (3.40 was seen) that closes the file afterwards deletes the log of a running engine, and what the engine writes then is lost.
 */
it('another connection of the process does not cost the first one its lock', () => {
  const engine = openStore({ path });
  engine.config.set('trading_state', 'ACTIVE', { data_type: 'string', category: 'risk', description: '' }, 'test');
  expect(holdsLock()).toBe(true);
  openStore({ path, withEngine: true }).close();
  expect(holdsLock()).toBe(true);
  openStore({ path, readOnly: true }).close();
  expect(holdsLock()).toBe(true);
  engine.close();
});
