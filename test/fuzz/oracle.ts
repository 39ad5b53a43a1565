/** The properties of an accepted result, written independently of the tested code. */

/** A wrong accept, or an exception that no caller expects. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

export type Raw = Readonly<Record<string, unknown>>;
/** Null when the value may come from the raw object, otherwise the error. */
export type Check = (value: unknown, raw: Raw) => string | null;

const EMPTY: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'NR', 'null', 'undefined']);

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && EMPTY.has(value.trim()));
}

/** A text, or a value that JSON writes without quotes; "" for anything else. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A number as on the wire: JSON's, or text in JSON's grammar, also with a sign or a point first. */
export function decimal(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** Number of one of the fields; 0 where all are empty. */
export function num(...keys: readonly string[]): Check {
  return (value, raw) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'is no number';
    if (keys.some((key) => decimal(raw[key]) === value)) return null;
    return value === 0 && keys.every((key) => isEmpty(raw[key])) ? null : 'is not what the input says';
  };
}

/** As {@link num}, but null where there is no value. */
export function numOrNull(...keys: readonly string[]): Check {
  const check = num(...keys);
  return (value, raw) => {
    if (value !== null) return check(value, raw);
    return keys.every((key) => isEmpty(raw[key])) ? null : 'is null, but the input says something';
  };
}

/** A quantity: whole, and not negative. */
export function units(...keys: readonly string[]): Check {
  return (value, raw) =>
    Number.isSafeInteger(value) && (value as number) >= 0 ? num(...keys)(value, raw) : 'is no quantity';
}

/** A quantity with a sign. */
export function signed(...keys: readonly string[]): Check {
  return (value, raw) => (Number.isSafeInteger(value) ? num(...keys)(value, raw) : 'is no whole number');
}

/** An id: a text, or a number that JSON holds exactly. */
export function id(key: string): Check {
  return (value, raw) => {
    const given = raw[key];
    const isExact = typeof given === 'string' || (Number.isSafeInteger(given) && (given as number) >= 0);
    return typeof value === 'string' && value.trim() !== '' && isExact && value === String(given)
      ? null
      : 'is no id of the input';
  };
}

/** A text of the input, or null or "" for one of the broker's empty words. */
export function text(key: string, ...others: readonly string[]): Check {
  return (value, raw) => {
    const given = [key, ...others].map((each) => raw[each]);
    if (value === null || value === '')
      return given.every((each) => isEmpty(each) || isNone(each)) ? null : 'is empty, but the input is not';
    if (typeof value !== 'string') return 'is no text';
    const isOf = (each: unknown): boolean => {
      if (typeof each === 'object' || each === undefined) return false;
      const whole = asText(each);
      return whole === value || whole.trim() === value || whole.trim().replace(/\.0+$/, '') === value;
    };
    return given.some(isOf) ? null : 'is no text of the input';
  };
}

/** "0" and "0.0" mean no order number. */
function isNone(value: unknown): boolean {
  return /^0(\.0+)?$/.test(asText(value).trim());
}

/** One of a closed list, as in the input. */
export function word(key: string, ...words: readonly string[]): Check {
  return (value, raw) =>
    value === raw[key] && words.includes(value as string) ? null : `is not one of ${words.join(', ')}`;
}

/** True or false; absent is false. */
export function flag(...keys: readonly string[]): Check {
  return (value, raw) => {
    const says = (each: unknown): boolean =>
      each === true || (typeof each === 'string' && each.toLowerCase() === 'true');
    return value === keys.some((key) => says(raw[key])) ? null : 'is not what the input says';
  };
}

const IST_MS = 19_800_000;
const pad = (number: number, digits = 2): string => String(number).padStart(digits, '0');

/** Indian time, as in the input. Unreadable text is null. */
export function time(key: string, form: 'ymd' | 'dmy' = 'ymd'): Check {
  return (value, raw) => {
    if (value === null) return null;
    if (!Number.isSafeInteger(value)) return 'is no time';
    const date = new Date((value as number) + IST_MS);
    const day = [pad(date.getUTCFullYear(), 4), pad(date.getUTCMonth() + 1), pad(date.getUTCDate())];
    const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((part) => pad(part)).join(':');
    const given = asText(raw[key]).trim();
    const said = form === 'ymd' ? given.replace('T', ' ').replace(/\.\d+$/, '') : given;
    const shown = form === 'ymd' ? `${day.join('-')} ${clock}` : `${day.toReversed().join('/')} ${clock}`;
    return shown === said || shown === `${said}:00` ? null : `is ${shown}, which the input does not say`;
  };
}

/** A day that exists, as in the input. Unreadable text is null. */
export function day(key: string): Check {
  return (value, raw) => {
    if (value === null) return null;
    if (typeof value !== 'string' || !isDay(value)) return 'is no day';
    const rest = asText(raw[key]).trim();
    return rest.startsWith(value) && /^([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(rest.slice(value.length))
      ? null
      : 'is not what the input says';
  };
}

export function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The field is not checked. */
export const anything: Check = () => null;

export type Shape = Readonly<Record<string, Check>>;

/** Checks every field of a result. A field that the shape does not name is a finding too. @throws {Finding} */
export function fits(result: unknown, raw: unknown, shape: Shape, where: string): void {
  if (typeof result !== 'object' || result === null)
    throw new Finding(`${where}: expected an object, found ${String(result)}`);
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Raw;
  for (const [field, value] of Object.entries(result)) {
    if (field === 'raw') continue;
    const check = Object.hasOwn(shape, field) ? shape[field] : undefined;
    const wrong = check ? check(value, given) : 'is not known to the oracle';
    if (wrong !== null) throw new Finding(`${where}: ${field} ${show(value)} ${wrong}; input ${show(given[field])}`);
  }
  for (const field of Object.keys(shape)) {
    if (!Object.hasOwn(result, field)) throw new Finding(`${where}: ${field} is missing`);
  }
}

export function show(value: unknown): string {
  try {
    return (JSON.stringify(value) as string | undefined)?.slice(0, 120) ?? String(value);
  } catch {
    return 'something nested too deep to show';
  }
}
