import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIORITIES } from '../engine/index.ts';
import { RateBudget } from './rate-budget.ts';

const START = 1_800_000_000_000;

function takeAll(budget: RateBudget, priority: (typeof PRIORITIES)[number], atMs: number): number {
  let taken = 0;
  while (taken < 20_000 && budget.take(priority, atMs)) taken += 1;
  return taken;
}

describe('the order budget', () => {
  it('gives entries eight a second, and the reserve of two to exits', () => {
    const budget = new RateBudget();
    expect(takeAll(budget, 'ENTRY', START)).toBe(8);
    expect(takeAll(budget, 'STOP_MOVE', START)).toBe(1);
    expect(takeAll(budget, 'EXIT', START)).toBe(1);
    expect(takeAll(budget, 'EXIT', START + 900)).toBe(0);
    expect(takeAll(budget, 'EXIT', START + 1_051)).toBe(10);
  });

  it('never lets more than the broker allows into any second, minute, hour or day', () => {
    const step = fc.record({
      gapMs: fc.nat(2_000),
      priority: fc.constantFrom(...PRIORITIES),
      tries: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const budget = new RateBudget();
        const times: number[] = [];
        let now = START;
        for (const { gapMs, priority, tries } of steps) {
          now += gapMs;
          for (let i = 0; i < tries; i += 1) if (budget.take(priority, now)) times.push(now);
        }
        for (const [lengthMs, limit] of [
          [1_000, 10],
          [60_000, 250],
          [3_600_000, 1_000],
          [86_400_000, 7_000],
        ] as const) {
          for (const [index, from] of times.entries()) {
            const inside = times.slice(index).filter((at) => at < from + lengthMs).length;
            expect(inside).toBeLessThanOrEqual(limit);
            if (inside === times.length - index) break;
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('counts a request until its answer, as late as the broker can have counted it', () => {
    const budget = new RateBudget();
    expect(takeAll(budget, 'EXIT', START)).toBe(10);
    const answers = Array.from({ length: 10 }, () => budget.send());
    for (const [index, answered] of answers.entries()) answered(START + 40 * index);
    expect(takeAll(budget, 'EXIT', START + 1_051)).toBe(1);
    expect(takeAll(budget, 'EXIT', START + 1_051 + 80)).toBe(2);
    expect(takeAll(budget, 'EXIT', START + 1_051 + 360)).toBe(7);
    expect(budget.used(START + 1_051 + 360)).toMatchObject({ minute: 20, day: 20 });
  });

  it('always leaves a reserve of the minute, the hour and the day to exits', () => {
    const budget = new RateBudget();
    let entries = 0;
    let now = START;
    for (let second = 0; second < 3_300; second += 1) {
      now += 1_060;
      entries += takeAll(budget, 'ENTRY', now);
      if (second < 50) expect(entries).toBeLessThanOrEqual(225);
    }
    expect(entries).toBeLessThanOrEqual(1_000);
    expect(budget.used(now).hour).toBeLessThanOrEqual(900);
    expect(takeAll(budget, 'EXIT', now + 1_060)).toBeGreaterThan(0);
  });

  it('rests after the broker said "too many", also for exits', () => {
    const budget = new RateBudget();
    budget.breached(START);
    expect(budget.take('EXIT', START + 1_400)).toBe(false);
    expect(budget.take('EXIT', START + 1_500)).toBe(true);
  });

  it('remembers what was used before a restart', () => {
    const budget = new RateBudget([
      { atMs: START - 3_000_000, count: 800 },
      { atMs: START - 30_000, count: 150 },
    ]);
    expect(budget.used(START)).toEqual({ second: 0, minute: 150, hour: 950, day: 950 });
    expect(budget.take('ENTRY', START)).toBe(false);
    expect(budget.take('EXIT', START)).toBe(true);
  });
});
