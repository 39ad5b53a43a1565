import { RowError, StoreError } from './errors.ts';

const SHOWN_MAX = 200;

/**
 * Reads what a row holds. Another program, or a bad disk, may have left there what dhancopy never writes: that is refused, and never read
 * as something else.
 *
 * @param where - the row, in words: `link 3`
 * @throws {RowError} ROW_INVALID
 */
export function readStored<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw invalidRow(where, error instanceof Error ? error.message : String(error), error);
  }
}

/** @param why - what was expected, without the value where that may be a secret */
export function invalidRow(where: string, why: string, cause?: unknown): RowError {
  const short = why.replaceAll(/\s+/g, ' ').slice(0, SHOWN_MAX);
  return new RowError(
    'ROW_INVALID',
    `${where.slice(0, SHOWN_MAX)}: the database holds a value that dhancopy did not write (${short}); correct the row, or restore the latest backup`,
    cause,
  );
}
