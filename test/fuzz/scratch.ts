import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the thread that runs finds the folder that the main thread removes: a thread that is ended removes nothing itself. */
export const SCRATCH_VARIABLE = 'DHANCOPY_FUZZ_SCRATCH';

let own: string | undefined;

/** A folder for the files of this process, in memory where the machine has such a place. It is removed at the end. */
export function scratchFolder(): string {
  const given = process.env[SCRATCH_VARIABLE];
  if (given) return given;
  if (own === undefined) {
    own = makeScratch();
    process.once('exit', () => own !== undefined && rmSync(own, { recursive: true, force: true }));
  }
  return own;
}

export function makeScratch(): string {
  const memory = '/dev/shm';
  return mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'dhancopy-fuzz-'));
}
