import { istToMs } from '@dhancopy/domain/indian-time';
import { quoted } from '../care/health.ts';

/** Numbers from here on are not seconds: 1e11 seconds are in the year 5138, 1e11 milliseconds in 1973. */
const MILLIS_FROM = 1e11;
const MICROS_FROM = 1e14;
const NANOS_FROM = 1e17;

/** SQL of a time as epoch seconds, whatever the older file has: seconds, ms, µs, ns, or text. What cannot be read stays as it is. */
export function secondsSql(column: string): string {
  const name = quoted(column);
  // A whole number in SQL: in JavaScript, nanoseconds would lose their last digits.
  return `case typeof(${name})
    when 'text' then coalesce(seconds_of(${name}), ${name})
    when 'null' then null
    when 'blob' then ${name}
    else case
      when abs(${name}) < ${MILLIS_FROM} then ${name}
      when abs(${name}) < ${MICROS_FROM} then ${name} / 1e3
      when abs(${name}) < ${NANOS_FROM} then ${name} / 1e6
      when abs(${name}) < 1e20 then ${name} / 1e9
      else ${name}
    end
  end`;
}

const TEXT =
  /^(?:(\d{4})-(\d{2})-(\d{2})|(\d{2})[-/](\d{2})[-/](\d{4}))(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A time as text, in epoch seconds: ISO, day first (`20/11/2026 09:15:00`), or digits. Without a zone it is Indian time, as in everything
 * that the broker writes.
 * @returns null for a text that is no time
 */
export function secondsOf(text: string): number | null {
  const trimmed = text.trim();
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return scaled(Number(trimmed));
  const match = TEXT.exec(trimmed);
  if (!match) return null;
  const [, y1, m1, d1, d2, m2, y2, hour = '00', minute = '00', second = '00', part = '', zone = ''] = match;
  const wall = `${y1 ?? y2 ?? ''}-${m1 ?? m2 ?? ''}-${d1 ?? d2 ?? ''}T${hour}:${minute}:${second}`;
  // Also where there is a zone: a day that does not exist has no time anywhere.
  const indian = istToMs(wall);
  if (indian === null) return null;
  const ms = zone === '' ? indian : Date.parse(`${wall}${isoZone(zone)}`);
  return Number.isNaN(ms) ? null : ms / 1000 + (part === '' ? 0 : Number(part));
}

function scaled(value: number): number {
  const size = Math.abs(value);
  if (size < MILLIS_FROM) return value;
  return value / (size < MICROS_FROM ? 1e3 : size < NANOS_FROM ? 1e6 : 1e9);
}

function isoZone(zone: string): string {
  return /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^(...):?(..)$/, '$1:$2');
}
