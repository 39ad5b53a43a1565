import { describe, expect, it } from 'vitest';
import type { Notice } from '../engine/index.ts';
import { BrokerClock } from './broker-clock.ts';

const START = 1_790_000_000_000;

/** Answers of a broker who is so far ahead, one every 700 ms, each after 40 ms. @returns the difference found, and the notices */
function heard(aheadMs: number, answers = 20): { clock: BrokerClock; notices: Notice[]; nowMs: number } {
  const notices: Notice[] = [];
  const clock = new BrokerClock((notice) => notices.push(notice));
  let nowMs = START;
  for (let count = 0; count < answers; count += 1, nowMs += 700) answer(clock, aheadMs, nowMs);
  return { clock, notices, nowMs };
}

function answer(clock: BrokerClock, aheadMs: number, nowMs: number): void {
  const dateMs = Math.floor((nowMs - 20 + aheadMs) / 1_000) * 1_000;
  clock.heard({ dateMs, durationMs: 40, nowMs, steadyMs: nowMs });
}

describe("the broker's clock", () => {
  it.each([0, 150, -150])('a difference of %i ms is below what whole seconds and the way there can prove', (ahead) => {
    const { clock, notices } = heard(ahead);
    expect(Math.abs(clock.aheadMs)).toBeLessThan(200);
    expect(notices).toEqual([]);
  });

  it.each([-12_000, 3_600_000])('%i ms are known to 200 ms, and the operator is warned once', (ahead) => {
    const { clock, notices } = heard(ahead);
    expect(Math.abs(clock.aheadMs - ahead)).toBeLessThan(200);
    expect(notices.map(({ code }) => code)).toEqual(['CLOCK_OFF']);
    expect(notices[0]?.text).toMatch(ahead > 0 ? /(3599|3600)\.\d s behind/ : /1[12]\.\d s ahead of/);
  });

  it('follows a clock that is set right', () => {
    const { clock, nowMs } = heard(-12_000);
    for (let count = 0; count < 5; count += 1) answer(clock, 0, nowMs + count * 700);
    expect(clock.aheadMs).toBe(0);
  });

  it.each([0, -12_000])('does not believe one answer out of a cache (%i ms)', (ahead) => {
    const { clock, nowMs } = heard(ahead);
    const before = clock.aheadMs;
    answer(clock, -45_000, nowMs);
    expect(clock.aheadMs).toBe(before);
    answer(clock, ahead, nowMs + 700);
    answer(clock, -45_000, nowMs + 1_400);
    expect(clock.aheadMs).toBe(before);
  });

  it('does not believe the answer during which the machine slept', () => {
    const { clock, nowMs } = heard(0);
    const wokeMs = nowMs + 300_000;
    for (let count = 0; count < 3; count += 1) {
      const dateMs = Math.floor(nowMs / 1_000) * 1_000;
      if (count === 0) clock.heard({ dateMs, durationMs: 40, nowMs: wokeMs, steadyMs: nowMs });
      else answer(clock, 0, wokeMs + count * 700);
    }
    expect(clock.aheadMs).toBe(0);
  });

  it('says nothing without a Date header', () => {
    const { clock } = heard(0, 0);
    clock.heard({ dateMs: null, durationMs: 40, nowMs: START, steadyMs: START });
    clock.heard({ dateMs: Number.NaN, durationMs: 40, nowMs: START, steadyMs: START });
    expect(clock.aheadMs).toBe(0);
  });
});
