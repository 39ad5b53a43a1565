import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All that the tests write goes into one folder, which is removed at the end: Vitest ends its processes before they can clean up. */
export default function scratch(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'dhancopy-tests-'));
  // Tests of missing rights give up their own, and work in a folder below.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
