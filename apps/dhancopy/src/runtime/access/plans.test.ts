import { describe, expect, it } from 'vitest';
import { dueCheckMs, whyNotForToday } from './morning-check.ts';
import { renewalMs } from './renewal-plan.ts';

const ist = (text: string): number => Date.parse(`${text}+05:30`);
const shown = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms + 19_800_000).toISOString().slice(0, 16);

describe('when a token is replaced', () => {
  it.each([
    ['made in the evening: the next morning', '2026-11-26T20:00', '2026-11-25T20:01', '2026-11-26T07:45'],
    ['made in the morning: ten minutes before its end', '2026-11-26T07:45', '2026-11-25T07:46', '2026-11-26T07:35'],
    ['made in the night: the same morning', '2026-11-26T02:00', '2026-11-25T02:01', '2026-11-25T07:45'],
    ['found in the middle of the session, ending in it', '2026-11-25T11:00', '2026-11-25T10:00', '2026-11-25T10:50'],
    ['found within its last minutes: at once', '2026-11-25T11:00', '2026-11-25T10:55', '2026-11-25T10:50'],
    ['lives for days, as in the sandbox', '2026-12-25T11:00', '2026-11-25T10:00', '2026-12-25T07:45'],
  ])('%s', (_what, expires, now, expected) => {
    expect(shown(renewalMs(ist(expires), ist(now), 0))).toBe(expected);
  });

  it('keeps accounts apart in the morning, and never puts off the last moment', () => {
    expect(shown(renewalMs(ist('2026-11-26T20:00'), ist('2026-11-25T20:01'), 240_000))).toBe('2026-11-26T07:49');
    expect(shown(renewalMs(ist('2026-11-26T07:58'), ist('2026-11-25T20:00'), 240_000))).toBe('2026-11-26T07:48');
  });
});

describe('the morning check', () => {
  it.each([
    ['2026-11-25T07:59', null],
    ['2026-11-25T08:00', '2026-11-25T08:00'],
    ['2026-11-25T08:49', '2026-11-25T08:30'],
    ['2026-11-25T09:14', '2026-11-25T08:50'],
    ['2026-11-25T09:15', null],
    ['2026-11-22T08:30', null],
  ])('at %s is that of %s', (now, expected) => {
    expect(shown(dueCheckMs(ist(now)))).toBe(expected);
  });

  it('asks whether the token sees the close', () => {
    const now = ist('2026-11-25T08:00');
    expect(whyNotForToday(ist('2026-11-25T15:30'), now)).toBeNull();
    expect(whyNotForToday(null, now)).toBeNull();
    expect(whyNotForToday(ist('2026-11-25T11:05'), now)).toBe(
      'the token expires 2026-11-25 11:05:00 Indian time, before the market closes at 15:30',
    );
    expect(whyNotForToday(ist('2026-11-25T07:00'), now)).toBe('the token expired 2026-11-25 07:00:00 Indian time');
  });
});
