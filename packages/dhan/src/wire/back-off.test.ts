import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.ts';

describe('the back-off', () => {
  it('waits longer each time, up to half a minute, and starts again after a reset', () => {
    const backOff = new BackOff(() => 1);
    const waits = Array.from({ length: 7 }, () => backOff.next());
    expect(waits).toEqual([500, 1_000, 2_000, 5_000, 10_000, 30_000, 30_000]);
    expect(backOff.attempt).toBe(7);
    backOff.reset();
    expect([backOff.attempt, backOff.next()]).toEqual([0, 500]);
  });

  it('spreads each wait over the upper half of its step', () => {
    expect([new BackOff(() => 0).next(), new BackOff(() => 0.5).next()]).toEqual([250, 375]);
  });
});
