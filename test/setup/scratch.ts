import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Memory that Linux gives as a file system. Tests write so many databases that a busy disk would slow them down. */
const IN_MEMORY = '/dev/shm';
/** The tests need a part of this, bytes. */
const ROOM = 4 * 1024 ** 3;

function scratchRoot(): string {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ROOM ? IN_MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** All that the tests write goes into one folder, which is removed at the end: Vitest ends its processes before they can clean up. */
export default function scratch(): () => void {
  const folder = mkdtempSync(join(scratchRoot(), 'dhancopy-tests-'));
  // Tests of missing rights give up their own, and work in a folder below.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
