import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';

/**
 * A whole number from the configuration, for what removes something: a typing error must not empty a table or a folder.
 *
 * @throws {RangeError} naming the key, what was expected and what was found
 */
export function configNumber(db: Connection, key: string, least: number): number {
  const value = new Statement<{ value: string }>(db, 'select value from config where key = ?').get(key)?.value ?? '';
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new RangeError(
    `config ${key}: expected a whole number from ${least}, and found "${value}"; nothing was removed`,
  );
}
