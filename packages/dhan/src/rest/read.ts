import type { z } from 'zod';
import { DhanError } from '../errors.ts';
import { isEmptyList } from '../wire/error-body.ts';
import { parseWire, WireError } from '../wire/parse.ts';
import { unreadable } from './answer.ts';
import type { Answer } from './answer.ts';
import { requestOf } from './call.ts';
import type { Call } from './call.ts';
import type { DhanHttp } from './http.ts';

/** The parsed value, together with the broker's JSON. */
export type WithRaw<T> = T & { readonly raw: unknown };

/** An unreadable row, with the reason. */
export interface UnreadableRow {
  readonly row: unknown;
  readonly why: string;
}

/** One object. @throws {DhanError} {@link WireError} */
export async function readOne<T extends object>(http: DhanHttp, call: Call, schema: z.ZodType<T>): Promise<WithRaw<T>> {
  const answer = await http.call(call);
  return objectIn(call, answer, schema);
}

function objectIn<T extends object>(call: Call, answer: Answer, schema: z.ZodType<T>): WithRaw<T> {
  const { body } = answer;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unreadable(call, answer, 'an object');
  return { ...parseWire(schema, body, requestOf(call)), raw: body };
}

/** A list, or one object where the wire has shown both. "No data" errors are an empty list. @throws {DhanError} {@link WireError} */
export async function readRows<T extends object>(
  http: DhanHttp,
  call: Call,
  schema: z.ZodType<T>,
  options?: ListOptions,
): Promise<readonly WithRaw<T>[]> {
  const { rows, unreadable: bad } = await scanRows(http, call, schema, options);
  if (bad[0]) throw new WireError(bad[0].why);
  return rows;
}

export interface ListOptions {
  /** One object counts as a list of one. */
  readonly orOne?: boolean;
  /** Further errors that mean "no data". */
  readonly isEmpty?: (error: DhanError) => boolean;
}

/** As {@link readRows}, but unreadable rows are returned together with the others. @throws {DhanError} */
export async function scanRows<T extends object>(
  http: DhanHttp,
  call: Call,
  schema: z.ZodType<T>,
  options: ListOptions = {},
): Promise<{ readonly rows: readonly WithRaw<T>[]; readonly unreadable: readonly UnreadableRow[] }> {
  const rows: WithRaw<T>[] = [];
  const bad: UnreadableRow[] = [];
  for (const [index, row] of (await rawRows(http, call, options)).entries()) {
    try {
      rows.push({ ...parseWire(schema, row, `${requestOf(call)}: row ${index}`), raw: row });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      bad.push({ row, why: error.message });
    }
  }
  return { rows, unreadable: bad };
}

async function rawRows(http: DhanHttp, call: Call, options: ListOptions): Promise<readonly unknown[]> {
  let answer: Answer;
  try {
    answer = await http.call(call);
  } catch (error) {
    if (error instanceof DhanError && isNoData(error, options)) return [];
    throw error;
  }
  const { body } = answer;
  if (Array.isArray(body)) return body as readonly unknown[];
  const isOne = options.orOne === true && typeof body === 'object' && body !== null && Object.keys(body).length > 0;
  if (!isOne) throw unreadable(call, answer, 'a list');
  return [body];
}

/** A refused token or address gives no information about the data. A failed server does not either. */
export function isNoData(error: DhanError, { isEmpty }: ListOptions = {}): boolean {
  if (error.class === 'auth' || error.class === 'rate' || error.httpStatus === null) return false;
  // An empty demat account has a special code, with any status. "No data" from a failed server does not count.
  if (error.code === 'DH-907' && error.class === 'unknown') return false;
  return isEmptyList(error) || (isEmpty?.(error) ?? false);
}
