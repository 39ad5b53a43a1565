import { InvalidArgumentError } from 'commander';
import { DHAN_ID_WORDS, isAccountId } from '@dhancopy/domain/ids';
import { EXCHANGE_SEGMENTS, instrumentId } from '@dhancopy/domain/instrument';
import type { InstrumentId } from '@dhancopy/domain/instrument';

/** Readers of flag values. Each throws an InvalidArgumentError; the parser adds the flag and what was found. */

export function parseClientId(text: string): string {
  if (isAccountId(text)) return text;
  throw new InvalidArgumentError(`Expected ${DHAN_ID_WORDS}.`);
}

export function parseWholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}

export function parsePositive(text: string): number {
  const value = parseWholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}

export function parsePort(text: string): number {
  const port = parseWholeNumber(text);
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

/** Rupees with at most two decimals, or `off`. Not null for it, which the parser of flags would make "". */
export function parseRupeesOrOff(text: string): number | 'off' {
  if (text === 'off') return text;
  if (/^\d{1,12}(\.\d{1,2})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected rupees above 0 such as 25000 or 102.50, or off.');
}

/** Rupees with at most two decimals. */
export function parseRupees(text: string): number {
  if (/^\d{1,12}(\.\d{1,2})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected rupees above 0 such as 25000 or 102.50.');
}

/** Whole units, or `off`. */
export function parseUnitsOrOff(text: string): number | 'off' {
  if (text === 'off') return text;
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected whole units above 0 such as 500, or off.');
}

/** `NSE_EQ:1333`. */
export function parseSecurity(text: string): InstrumentId {
  const [segment, securityId = ''] = text.split(':');
  const known = EXCHANGE_SEGMENTS.find((each) => each === segment);
  if (known && /^\w+$/.test(securityId)) return instrumentId(known, securityId);
  throw new InvalidArgumentError(
    `Expected <segment>:<security id> such as NSE_EQ:1333; segments are ${EXCHANGE_SEGMENTS.join(', ')}.`,
  );
}

/** `2026-11-24`. */
export function parseDay(text: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('Expected a day such as 2026-11-24.');
}

/** Rupees with at most two decimals. */
export function parseStrike(text: string): number {
  if (/^\d{1,9}(\.\d{1,2})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected rupees such as 25000 or 102.50.');
}
