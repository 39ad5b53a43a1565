import { Readable } from 'node:stream';
import { readScripMaster } from '@dhancopy/dhan/instruments/scrip-master';
import type { ScripRow } from '@dhancopy/dhan/instruments/scrip-row';
import { COMPACT_CSV, DOCUMENTED_DETAILED_CSV, LIVE_DETAILED_CSV } from '@dhancopy/dhan/testing/samples/scrip-masters';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { Chance } from '../chance.ts';
import { mutateText } from '../mutate.ts';
import { decimal, Finding, isDay, show } from '../oracle.ts';
import type { Target } from '../target.ts';

const FILES = [COMPACT_CSV, DOCUMENTED_DETAILED_CSV, LIVE_DETAILED_CSV];
const FIELDS = [
  '',
  '0',
  '-1',
  '0.4',
  '1e3',
  '0x19',
  'many',
  '65.5',
  '1e400',
  'NA',
  '2026-02-30',
  '"',
  '"a,b"',
  'ÿ',
  '\0',
  '9007199254740993',
  'x'.repeat(3_000),
] as const;

function mutateCsv(csv: string, chance: Chance): string {
  let text = csv;
  for (let count = chance.below(3); count > 0; count -= 1) {
    const lines = text.split('\n');
    const at = chance.below(lines.length);
    const fields = (lines[at] ?? '').split(',');
    const place = chance.below(fields.length);
    switch (chance.below(7)) {
      case 0:
        fields[place] = chance.pick(FIELDS);
        break;
      case 1:
        fields.splice(place, 1);
        break;
      case 2:
        fields.splice(place, 0, chance.pick(FIELDS));
        break;
      case 3:
        lines.push(lines[at] ?? '');
        break;
      case 4:
        fields[place] = mutateText(fields[place] ?? '', chance);
        break;
      case 5:
        [fields[place], fields[0]] = [fields[0] ?? '', fields[place] ?? ''];
        break;
      default:
        text = mutateText(text, chance);
        continue;
    }
    lines[at] = fields.join(',');
    text = lines.join(chance.percent(95) ? '\n' : '\r\n');
  }
  return text;
}

/** The properties of a contract, for any file. @throws {Finding} */
function judge(row: ScripRow, text: string, words: ReadonlySet<string>): void {
  const check = (isRight: boolean, what: string): void => {
    if (!isRight) throw new Finding(`${what}: ${show(row)}`);
  };
  const isIn = (text: string): boolean => words.has(text);
  const numbers = (value: number): boolean => [...words].some((word) => decimal(word) === value);
  const { securityId, exchangeSegment, lotSize, tickSizePaise, strikePrice, expiryDate, optionType, freezeQty } = row;
  check(securityId !== '' && isIn(securityId), 'security id');
  check(/^(NSE|BSE|MCX|IDX)_/.test(exchangeSegment), 'segment');
  check(Number.isSafeInteger(lotSize) && lotSize > 0 && numbers(lotSize), 'lot size');
  check(Number.isFinite(tickSizePaise) && tickSizePaise >= 0 && numbers(tickSizePaise), 'tick size');
  check(
    exchangeSegment === 'IDX_I' || exchangeSegment.endsWith('CURRENCY') || Number.isInteger(tickSizePaise),
    'tick size in paise',
  );
  check(strikePrice === null || (strikePrice > 0 && numbers(strikePrice)), 'strike');
  check(expiryDate === null || (isDay(expiryDate) && [...words].some((word) => word.startsWith(expiryDate))), 'expiry');
  check(
    optionType === null || [...words].some((word) => word.toUpperCase() === (optionType === 'CALL' ? 'CE' : 'PE')),
    'option type',
  );
  check(freezeQty === null || (Number.isSafeInteger(freezeQty) && freezeQty > 0), 'freeze quantity');
  // It may contain a comma between quotes.
  check(row.isin === null || text.toWellFormed().includes(row.isin), 'isin');
}

/** Both scrip masters, as a stream in chunks. */
export const CSV_TARGET: Target = {
  name: 'scrip masters',
  weight: 5,
  async run(chance, note) {
    const text = mutateCsv(chance.pick(FILES), chance);
    note(text);
    const cut = chance.below(text.length + 1);
    const words = new Set(
      text.split(/[,\r\n]/).flatMap((field) => [field, field.trim(), field.replaceAll('"', '').trim()]),
    );
    try {
      for await (const row of readScripMaster(Readable.from([text.slice(0, cut), text.slice(cut)])).rows)
        judge(row, text, words);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.message.length > 1_500) throw new Finding(`an error of ${error.message.length} characters`);
    }
  },
};
