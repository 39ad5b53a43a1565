import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  istDayFirstToEpochMs,
  istToEpochMs,
  numberIn,
  orderNumberOrNull,
  parseWire,
  wireDateOrNull,
  wireId,
  wireUnixSeconds,
  WireError,
} from './parse.ts';

describe('a number of the wire', () => {
  it.each([
    [25, 25],
    ['25', 25],
    [' 1.6125E3 ', 1612.5],
    ['+.5', 0.5],
    ['-0.01000', -0.01],
    ['1.7454579E7', 17_454_579],
    ['5.', 5],
  ])('is %j', (value, number) => {
    expect(numberIn(value)).toBe(number);
  });

  it.each([
    '',
    ' ',
    '0x19',
    '0b11',
    '0o7',
    '1_000',
    '1,000',
    '12 apples',
    'Infinity',
    'NaN',
    '1E400',
    '١٢',
    '１２',
    NaN,
    Infinity,
    true,
    null,
    [5],
  ])('is not %j', (value) => {
    expect(numberIn(value)).toBeUndefined();
  });
});

describe('an id', () => {
  it.each([
    ['112260915000123', '112260915000123'],
    [112260915000123, '112260915000123'],
    [0, '0'],
  ])('is %j', (value, id) => {
    expect(wireId.parse(value)).toBe(id);
  });

  // Beyond 2^53, JSON.parse has already changed the number.
  it.each(['', '  ', null, undefined, true, -1, 1.5, 2 ** 53, 1e21, {}, ['1']])('is not %j', (value) => {
    expect(wireId.safeParse(value).success).toBe(false);
  });
});

describe('an order number', () => {
  it.each([
    ['123', '123'],
    ['123.0', '123'],
    ['123.00', '123'],
    ['0', null],
    ['0.0', null],
    ['', null],
    ['NA', null],
    // A text that is not a number stays unchanged.
    ['.0', '.0'],
  ])('%j is %j', (text, number) => {
    expect(orderNumberOrNull(text)).toBe(number);
  });
});

describe('a day', () => {
  it.each([
    ['2026-09-24', '2026-09-24'],
    ['2026-09-24 14:30:00', '2026-09-24'],
    ['2026-09-24T00:00:00', '2026-09-24'],
    ['2028-02-29', '2028-02-29'],
    ['2026-02-29', null],
    ['2026-02-30', null],
    ['2026-13-01', null],
    ['2026-09', null],
    ['2026-09-24 or so', null],
    ['0001-01-01', null],
    ['NA', null],
    [null, null],
  ])('of %j is %j', (value, day) => {
    expect(wireDateOrNull.parse(value)).toBe(day);
  });

  it('that does not exist has no time of day either', () => {
    expect([istToEpochMs('2026-02-30 10:00:00'), istDayFirstToEpochMs('31/02/2026 10:00')]).toEqual([null, null]);
    expect(istToEpochMs('2026-02-28 10:00:00')).toBe(Date.parse('2026-02-28T10:00:00+05:30'));
  });

  it('has seconds since 1970 inside the range of the calendar', () => {
    expect(wireUnixSeconds.parse('1.7375706E9')).toBe(1_737_570_600_000);
    expect(wireUnixSeconds.safeParse(1e300).success).toBe(false);
    expect(wireUnixSeconds.safeParse(null).success).toBe(false);
  });
});

describe('an unreadable value', () => {
  const errorText = (value: unknown): string => {
    try {
      parseWire(z.object({ price: z.number() }), value, 'row');
    } catch (error) {
      if (error instanceof WireError) return error.message;
      throw error;
    }
    return '';
  };

  it('is reported in a short form, whatever its size', () => {
    expect(errorText({ price: 'x'.repeat(100_000) }).length).toBeLessThan(300);
  });

  it('is reported even when it is nested deeper than JSON.stringify supports', () => {
    const deep: unknown = JSON.parse('{"0":'.repeat(50_000) + '1' + '}'.repeat(50_000));
    expect(errorText({ price: deep })).toMatch(/row: price: .*found something nested too deep to show/);
  });
});
