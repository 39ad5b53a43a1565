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
  clock.heard(Math.floor((nowMs - 20 + aheadMs) / 1_000) * 1_000, 40, nowMs);
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

  it('says nothing without a Date header', () => {
    const { clock } = heard(0, 0);
    clock.heard(null, 40, START);
    clock.heard(Number.NaN, 40, START);
    expect(clock.aheadMs).toBe(0);
  });
});
