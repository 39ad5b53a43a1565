import { z } from 'zod';

/** Empty values of the broker. Source: observed wire ("NA", "0", "0001-01-01 00:00:00", null). */
const EMPTY: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'NR', 'null', 'undefined']);

/** A number, or a text that is one (scientific notation too). */
export const wireNumber = z.union([z.number(), z.string()]).transform((value, ctx) => {
  const number = typeof value === 'number' ? value : value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number)) return number;
  ctx.addIssue({ code: 'custom', message: `expected a number, found ${JSON.stringify(value)}` });
  return z.NEVER;
});

/** A number that the wire omits, nulls or empties when it is 0. */
export const wireNumberOrZero = z.preprocess(
  (value) => (value === null || value === undefined || value === '' || value === 'NA' ? 0 : value),
  wireNumber,
);

/** A quantity: a whole, non-negative number; absent is 0. */
export const wireQuantity = wireNumberOrZero.pipe(z.number().int().nonnegative());

/** Text that may come as a number; absent is "". */
export const wireText = z.preprocess(
  (value) => value ?? '',
  z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value)),
);

/** Text with the broker's sentinels turned into null. */
export function textOrNull(value: string | null | undefined): string | null {
  const text = (value ?? '').trim();
  return EMPTY.has(text) ? null : text;
}

/** An order number that may be written "0", "123.0" or empty when there is none. */
export function orderNumberOrNull(value: string | null | undefined): string | null {
  const text = textOrNull(value)?.replace(/\.0+$/, '') ?? null;
  return text === null || text === '0' ? null : text;
}

/**
 * Indian time without zone, `YYYY-MM-DD HH:mm:ss`, to epoch ms; null for the empty date and for anything else.
 * Source: https://dhanhq.co/docs/v2/ ; year 0001 is the broker's "none".
 */
export function istToEpochMs(value: string | null | undefined): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec((value ?? '').trim());
  if (!match || match[1]?.startsWith('0001')) return null;
  const ms = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}+05:30`);
  return Number.isNaN(ms) ? null : ms;
}

/** A body or frame that is not what the broker's sheet says: what was expected, what was found, where. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code = 'WIRE';
}

/** Parses with a schema; a failure names the field, what was expected and what was found. */
export function parseWire<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const found = foundAt(value, issue?.path ?? []);
  throw new WireError(`${what}: ${path || 'value'}: ${issue?.message ?? 'invalid'}, found ${found}`);
}

function foundAt(value: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  const text = JSON.stringify(at) as string | undefined;
  return text === undefined ? 'nothing' : text.slice(0, 80);
}
