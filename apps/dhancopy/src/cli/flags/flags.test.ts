import { describe, expect, it } from 'vitest';
import { linkSettings } from '../../runtime/link-settings.ts';
import { displayName, ratio } from '../../runtime/operations/fields.ts';
import { flagOf } from '../operation-command.ts';
import { parseClientId, parsePort, parseRupeesOrOff, parseSecurity, parseUnitsOrOff } from './values.ts';

/** What the flag of a link's setting reads. */
function readSetting(key: keyof typeof linkSettings.shape, text: string, before?: unknown): unknown {
  return flagOf(key, linkSettings.shape[key]).parseArg?.(text, before);
}

describe('flag values', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads the time %s', (text, ms) => expect(readSetting('fillTimeoutMs', text)).toBe(ms));

  it.each(['5', 's', '-5s', '5 sec', '1e3s', ''])('refuses the time %j', (text) => {
    expect(() => readSetting('fillTimeoutMs', text)).toThrow(
      `--fill-timeout: expected a time such as 500ms, 5s or 2m, and found ${JSON.stringify(text)}`,
    );
  });

  it('reads percentages as hundredths of a percent, exactly', () => {
    expect(['0.5%', '0.07%', '12%'].map((text) => readSetting('priceBandBps', text))).toEqual([50, 7, 1200]);
    for (const text of ['0.5', '%', '0.005%', '-1%']) {
      expect(() => readSetting('priceBandBps', text)).toThrow('--price-band: expected a percentage with its sign');
    }
  });

  it('reads the products of a link from as many flags as there are', () => {
    const first = readSetting('products', 'CNC=MTF');
    expect(readSetting('products', 'MTF=CNC', first)).toEqual({ CNC: 'MTF', MTF: 'CNC' });
  });

  it.each([
    ['CNC', 'expected <leader\'s>=<follower\'s> such as CNC=MTF, and found "CNC"'],
    ['CNC=MTF=CNC', 'and found "CNC=MTF=CNC"'],
    ['CNC=GOLD', 'and found "CNC=GOLD"; products are CNC, INTRADAY, MARGIN, MTF, CO, BO'],
    ['GOLD=CNC', 'and found "GOLD=CNC"; products are CNC, INTRADAY, MARGIN, MTF, CO, BO'],
    ['CNC=INTRADAY', 'and found "CNC=INTRADAY"; CNC cannot be copied as INTRADAY: delivery nets by the share'],
  ])('refuses the product %s', (text, words) => {
    expect(() => readSetting('products', text)).toThrow(/^--product: expected /);
    expect(() => readSetting('products', text)).toThrow(words);
  });

  it('reads securities, ids and ports', () => {
    expect(parseSecurity('NSE_EQ:1333')).toBe('NSE_EQ:1333');
    expect(parseClientId('1100012345')).toBe('1100012345');
    expect(parsePort('0')).toBe(0);
  });

  it('reads the ratio of a link as its operation does', () => {
    const read = flagOf('ratio', ratio).parseArg;
    expect(read?.('0.1', '')).toBe('0.1');
    expect(() => read?.('-1', '')).toThrow('--ratio: expected a decimal');
    expect(() => read?.('0', '')).toThrow(
      '--ratio: expected a decimal above 0, and found "0"; to copy nothing for a while, run "dhancopy link pause --leader ID --follower ID"',
    );
  });

  it('says how long a text is that is too long, and nothing of one that may be a secret', () => {
    const read = flagOf('name', displayName).parseArg;
    expect(() => read?.('x'.repeat(75), '')).toThrow(
      '--name: expected a name of at most 40 characters, and found 75 characters',
    );
    const address = flagOf('ratio', ratio).parseArg;
    expect(() => address?.('https://me:hunter2@host', '')).toThrow(/and found a text that may be a secret$/);
  });

  it('reads limits, and off', () => {
    expect(['250000.50', '0.05', '999999999999.99', 'off'].map(parseRupeesOrOff)).toEqual([
      250_000.5,
      0.05,
      999_999_999_999.99,
      'off',
    ]);
    expect(['1', '999999999', 'off'].map(parseUnitsOrOff)).toEqual([1, 999_999_999, 'off']);
    for (const text of ['0', '0.00', '-5', '10.505', '1e5', '1,000', ' 5', '', 'OFF', '1000000000000']) {
      expect(() => parseRupeesOrOff(text)).toThrow('Expected rupees above 0');
    }
    for (const text of ['0', '-5', '1.5', '1e5', '0x10', '', 'none', '1000000000']) {
      expect(() => parseUnitsOrOff(text)).toThrow('Expected whole units above 0');
    }
  });

  it.each([
    () => parseSecurity('1333'),
    () => parseSecurity('NYSE:1333'),
    () => parseClientId('a b'),
    () => parsePort('65536'),
  ])('refuses %s', (read) => expect(read).toThrow('Expected'));
});
