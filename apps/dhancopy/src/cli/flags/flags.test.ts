import { describe, expect, it } from 'vitest';
import { displayName, ratio } from '../../runtime/operations/fields.ts';
import { flagOf } from '../operation-command.ts';
import { parseDuration } from './duration.ts';
import {
  collectProduct,
  parseClientId,
  parsePercent,
  parsePort,
  parseRupeesOrOff,
  parseSecurity,
  parseUnitsOrOff,
} from './values.ts';

describe('flag values', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads the time %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['5', 's', '-5s', '5 sec', '1e3s', ''])('refuses the time %j', (text) => {
    expect(() => parseDuration(text)).toThrow('5s');
  });

  it('reads percentages as hundredths of a percent, exactly', () => {
    expect([parsePercent('0.5%'), parsePercent('0.07%'), parsePercent('12%')]).toEqual([50, 7, 1200]);
    for (const text of ['0.5', '%', '0.005%', '-1%']) expect(() => parsePercent(text)).toThrow('0.5%');
  });

  it('reads securities, products, ids and ports', () => {
    expect(parseSecurity('NSE_EQ:1333')).toBe('NSE_EQ:1333');
    expect(collectProduct('MTF=CNC', { CNC: 'MTF' })).toEqual({ CNC: 'MTF', MTF: 'CNC' });
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
    () => collectProduct('CNC'),
    () => collectProduct('CNC=MTF=CNC'),
    () => parseClientId('a b'),
    () => parsePort('65536'),
  ])('refuses %s', (read) => expect(read).toThrow('Expected'));
});
