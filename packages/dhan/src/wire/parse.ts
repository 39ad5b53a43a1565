import { istToMs } from '@dhancopy/domain/indian-time';
import { z } from 'zod';

/** Empty values of the broker. Source: observed wire ("NA", "0", "0001-01-01 00:00:00", null). */
const EMPTY: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'NR', 'null', 'undefined']);

/** A field that accepts any value of the wire, also an absent one; undefined is a failure. */
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

/** JavaScript also reads other forms as numbers (`0x19`, `0b11`). The broker has none of them. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** A number, or a decimal text; undefined for anything else, also for a number that is too large. */
export function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return Number.isFinite(number) ? (number as number) : undefined;
}

/** A number, or a text with a number (scientific notation too). */
export const wireNumber = wire('expected a number', numberIn);

/** A number that the wire omits, nulls or empties when it is 0. */
export const wireNumberOrZero = wire('expected a number', (value) => (isEmpty(value) ? 0 : numberIn(value)));

/** A number where the wire's empty values mean that there is none. */
export const wireNumberOrNull = wire('expected a number or nothing', (value) =>
  isEmpty(value) ? null : numberIn(value),
);

/** A quantity: a whole, non-negative number; absent is 0. */
export const wireQuantity = wireNumberOrZero.pipe(z.number().int().nonnegative());

/** A quantity with a sign. It is required. */
export const wireSignedQuantity = wireNumber.pipe(z.number().int());

/** A quantity with a sign; absent is 0. */
export const wireSignedQuantityOrZero = wireNumberOrZero.pipe(z.number().int());

/** Unix seconds, UTC, to epoch ms. */
export const wireUnixSeconds = wire('expected seconds since 1970', (value) => {
  const ms = Math.round((numberIn(value) ?? NaN) * 1_000);
  return Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
});

/** Text that may come as a number; absent is "". */
export const wireText = wire('expected a text', (value) => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
});

/** Text that may come as a number; the broker's empty words are null. */
export const wireTextOrNull = wireText.transform(textOrNull);

/** An id: a text that is not blank, or a number that JSON holds exactly. */
export const wireId = wire('expected an id', (value) => {
  // Half of a letter cannot be part of an address, and ids are.
  if (typeof value === 'string') return value.trim() === '' || !value.isWellFormed() ? undefined : value;
  return Number.isSafeInteger(value) && (value as number) >= 0 ? String(value) : undefined;
});

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

/** A date `YYYY-MM-DD`, its time of day cut off; null for the broker's empty dates and for days that do not exist. */
export const wireDateOrNull = wireText.transform((text) => {
  const date = /^\s*(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*$/.exec(text)?.[1] ?? null;
  return date === null || date.startsWith('0001') || !isDay(date) ? null : date;
});

/** Whether a day `YYYY-MM-DD` exists: Date.parse reads 30 February as 2 March. */
export function isDay(date: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/** Text with the broker's sentinels turned into null. */
export function textOrNull(value: string | null | undefined): string | null {
  const text = (value ?? '').trim();
  return EMPTY.has(text) ? null : text;
}

/** An order number that may be written "0", "123.0" or empty when there is none. */
export function orderNumberOrNull(value: string | null | undefined): string | null {
  const text = textOrNull(value)?.replace(/(?<=\d)\.0+$/, '') ?? null;
  return text === null || text === '0' ? null : text;
}

/**
 * Indian time without zone, `YYYY-MM-DD HH:mm:ss`, to epoch ms; null for the empty date and for anything else.
 * Source: https://dhanhq.co/docs/v2/ ; year 0001 is the broker's "none".
 */
export function istToEpochMs(value: string | null | undefined): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec((value ?? '').trim());
  const [, date = '', time = ''] = match ?? [];
  if (date === '' || date.startsWith('0001')) return null;
  return istToMs(`${date} ${time}`);
}

/** Indian time with the day first, `DD/MM/YYYY HH:mm[:ss]`, to epoch ms; null for anything else. */
export function istDayFirstToEpochMs(value: string | null | undefined): number | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2})(:\d{2})?$/.exec((value ?? '').trim());
  if (!match) return null;
  const [, day = '', month = '', year = '', time = '', seconds = ':00'] = match;
  return istToMs(`${year}-${month}-${day} ${time}${seconds}`);
}

/** A body or frame that does not match the broker's documentation: the expected value, the value found, and its place. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code = 'WIRE';

  constructor(message: string, options?: ErrorOptions) {
    super(message.slice(0, MESSAGE_MAX), options);
  }
}

/** The value found is shown up to this length. */
const MESSAGE_MAX = 600;

/** Parses with a schema. A failure names the field, the expected and the actual value. */
export function parseWire<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new WireError(problemOf(result.error, value, what));
}

/** Keys of the broker are part of a path, and may have any length. */
const PATH_SHOWN = 120;
const VALUE_SHOWN = 80;

/** The first error as text: `what: field: expected …, found …`. */
export function problemOf(error: z.ZodError, value: unknown, what: string): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.').slice(0, PATH_SHOWN) ?? '';
  return `${what}: ${path || 'value'}: ${issue?.message ?? 'invalid'}, found ${foundAt(value, issue?.path ?? [])}`;
}

function foundAt(value: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  try {
    const text = JSON.stringify(at) as string | undefined;
    return text === undefined ? 'nothing' : text.slice(0, VALUE_SHOWN);
  } catch {
    // Only values nested some thousand levels deep reach this.
    return 'something nested too deep to show';
  }
}
