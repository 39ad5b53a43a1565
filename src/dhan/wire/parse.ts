import { z } from 'zod';

/** Empty values of the broker. Source: observed wire ("NA", "0", "0001-01-01 00:00:00", null). */
const EMPTY: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'NR', 'null', 'undefined']);

/** A field that is read from whatever the wire has there, also from nothing; undefined is a failure. */
function wire<T>(expected: string, read: (value: unknown) => T | undefined): z.ZodType<T> {
  return z.transform<unknown, T>((value, ctx) => {
    const found = read(value);
    if (found !== undefined) return found;
    ctx.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && EMPTY.has(value.trim()));
}

function numberIn(value: unknown): number | undefined {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** A number, or a text that is one (scientific notation too). */
export const wireNumber = wire('expected a number', numberIn);

/** A number that the wire omits, nulls or empties when it is 0. */
export const wireNumberOrZero = wire('expected a number', (value) => (isEmpty(value) ? 0 : numberIn(value)));

/** A number where the wire's empty values mean that there is none. */
export const wireNumberOrNull = wire('expected a number or nothing', (value) =>
  isEmpty(value) ? null : numberIn(value),
);

/** A quantity: a whole, non-negative number; absent is 0. */
export const wireQuantity = wireNumberOrZero.pipe(z.number().int().nonnegative());

/** A quantity with a sign, which must be there. */
export const wireSignedQuantity = wireNumber.pipe(z.number().int());

/** A quantity with a sign; absent is 0. */
export const wireSignedQuantityOrZero = wireNumberOrZero.pipe(z.number().int());

/** Text that may come as a number; absent is "". */
export const wireText = wire('expected a text', (value) => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
});

/** Text that may come as a number; the broker's empty words are null. */
export const wireTextOrNull = wireText.transform(textOrNull);

/** An id: a text or a number, never empty. */
export const wireId = wireText.refine((text) => text !== '', 'expected an id');

/** An order number that is "0" or empty where there is none. */
export const wireOrderNumberOrNull = wireText.transform(orderNumberOrNull);

/** True or false, also as text; absent is false. */
export const wireBoolean = wire('expected true or false', (value) => {
  if (isEmpty(value)) return false;
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : undefined;
});

/** Indian time to epoch ms; null for the empty date and for anything else. */
export const wireTimeMs = wireText.transform(istToEpochMs);

/** A date `YYYY-MM-DD`, its time of day cut off; null for the broker's empty dates. */
export const wireDateOrNull = wireText.transform((text) => {
  const date = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null;
  return date?.startsWith('0001') ? null : date;
});

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

/** Indian time with the day first, `DD/MM/YYYY HH:mm[:ss]`, to epoch ms; null for anything else. */
export function istDayFirstToEpochMs(value: string | null | undefined): number | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2})(:\d{2})?$/.exec((value ?? '').trim());
  if (!match) return null;
  const [, day = '', month = '', year = '', time = '', seconds = ':00'] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${time}${seconds}+05:30`);
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
  throw new WireError(problemOf(result.error, value, what));
}

/** The first problem in words: `what: field: expected …, found …`. */
export function problemOf(error: z.ZodError, value: unknown, what: string): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return `${what}: ${path || 'value'}: ${issue?.message ?? 'invalid'}, found ${foundAt(value, issue?.path ?? [])}`;
}

function foundAt(value: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  const text = JSON.stringify(at) as string | undefined;
  return text === undefined ? 'nothing' : text.slice(0, 80);
}
