import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountLimiter } from './account-limiter.ts';
import type { LimiterOptions } from './account-limiter.ts';
import { BUCKETS, BUCKET_WINDOWS } from './buckets.ts';
import type { Bucket } from './buckets.ts';

/** Time that moves only when all callers wait. Callers wake in the order of their times. */
class FakeTime {
  nowMs = 0;
  readonly #sleepers: { atMs: number; wake: () => void }[] = [];

  readonly now = (): number => this.nowMs;
  readonly wait = (ms: number): Promise<void> =>
    new Promise((wake) => void this.#sleepers.push({ atMs: this.nowMs + ms, wake }));

  /** Lets time pass, or runs until no caller waits. */
  async run(ms = Infinity): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      await new Promise((resolve) => void setImmediate(resolve));
      const next = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next || next.atMs > endMs) break;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.wake();
    }
    if (Number.isFinite(endMs)) this.nowMs = endMs;
  }
}

function limiter(options: LimiterOptions = {}): { time: FakeTime; limiter: AccountLimiter } {
  const time = new FakeTime();
  const { now, wait } = time;
  return { time, limiter: new AccountLimiter({ now, wait, random: () => 0, ...options }) };
}

/** Times at which calls were let through. */
async function letGo(count: number, bucket: Bucket, options: LimiterOptions = {}): Promise<number[]> {
  const { time, limiter: limit } = limiter(options);
  const times: number[] = [];
  const all = Array.from({ length: count }, async () => {
    await limit.take(bucket, 'GET /x');
    times.push(time.nowMs);
  });
  await time.run();
  await Promise.all(all);
  return times;
}

describe('the budget of an account', () => {
  it('lets one quote through a second, five reads of data, twenty others', async () => {
    expect(await letGo(3, 'quote')).toEqual([0, 1_050, 2_100]);
    expect(await letGo(7, 'data')).toEqual([0, 0, 0, 0, 0, 1_050, 1_050]);
    expect((await letGo(21, 'nonTrading')).filter((at) => at === 0)).toHaveLength(20);
  });

  it('counts buckets separately', async () => {
    const { limiter: limit } = limiter({ maxWaitMs: 0 });
    for (const bucket of BUCKETS) await limit.take(bucket, 'GET /x');
    await expect(limit.take('quote', 'POST /marketfeed/ltp')).rejects.toMatchObject({
      code: 'RATE_BUDGET',
      class: 'rate',
      httpStatus: null,
      retryAfterMs: 1_050,
      request: 'POST /marketfeed/ltp',
      message: 'quote budget is spent: expected a turn within 0 ms, found one in 1050 ms',
    });
  });

  it('never lets more through than any window allows, in any order of calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BUCKETS),
        fc.array(fc.nat(3_000), { minLength: 1, maxLength: 60 }),
        async (bucket, gaps) => {
          const { time, limiter: limit } = limiter({ maxWaitMs: Infinity });
          const times: number[] = [];
          const all: Promise<void>[] = [];
          for (const gap of gaps) {
            await time.run(gap);
            all.push(limit.take(bucket, 'x').then(() => void times.push(time.nowMs)));
          }
          await time.run();
          await Promise.all(all);
          times.sort((a, b) => a - b);
          for (const { lengthMs, limit: most } of BUCKET_WINDOWS[bucket]) {
            for (const [index, at] of times.entries()) {
              const after = times[index + most];
              if (after !== undefined) expect(after - at).toBeGreaterThanOrEqual(lengthMs);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses at once a call that would wait too long, and does not count it', async () => {
    const { limiter: limit } = limiter({ maxWaitMs: 2_000 });
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () =>
        Promise.race([
          limit.take('quote', 'x').then(
            () => 'sent',
            () => 'refused',
          ),
          new Promise((resolve) => void setImmediate(() => resolve('waits'))),
        ]),
      ),
    );
    expect(outcomes).toEqual(['sent', 'waits', 'refused', 'refused', 'refused', 'refused']);
  });

  it('does not limit a bucket that is limited elsewhere', async () => {
    const times = await letGo(1_000, 'order', { windows: { order: [] } });
    expect(new Set(times)).toEqual(new Set([0]));
  });

  it('spaces calls by key without delaying the bucket', async () => {
    const { time, limiter: limit } = limiter();
    const log: string[] = [];
    const ask = async (key: string): Promise<void> => {
      await limit.take('data', 'x', { key, everyMs: 3_000 });
      log.push(`${key}@${time.nowMs}`);
    };
    const all = [ask('a'), ask('a'), ask('b'), limit.take('data', 'y').then(() => log.push(`plain@${time.nowMs}`))];
    await time.run();
    await Promise.all(all);
    expect(log.toSorted()).toEqual(['a@0', 'a@3000', 'b@0', 'plain@0']);
  });
});

it('puts waiting calls in the queue again after the process was suspended', async () => {
  const { time, limiter: limit } = limiter();
  const times: number[] = [];
  const all = Array.from({ length: 4 }, () => limit.take('quote', 'x').then(() => void times.push(time.nowMs)));
  await time.run(0);
  time.nowMs = 60_000;
  await time.run();
  await Promise.all(all);
  expect(times[0]).toBe(0);
  expect(Math.min(...times.slice(1))).toBeGreaterThanOrEqual(60_000);
  for (const [index, at] of times.slice(1).entries()) {
    const next = times.slice(1)[index + 1];
    if (next !== undefined) expect(next - at).toBeGreaterThanOrEqual(1_050);
  }
});

describe('after "too many requests"', () => {
  it('pauses the bucket, longer each time, and not the others', async () => {
    const { time, limiter: limit } = limiter({ maxWaitMs: 100_000 });
    const rests: number[] = [];
    for (let breach = 0; breach < 8; breach += 1) {
      limit.breached('data');
      // A second answer to the same burst is not a second breach.
      limit.breached('data');
      const before = time.nowMs;
      const taken = limit.take('data', 'x');
      await limit.take('nonTrading', 'y');
      await time.run();
      await taken;
      rests.push(time.nowMs - before);
    }
    expect(rests).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]);
    time.nowMs += 200_000;
    limit.breached('data');
    await expect(limiterTake(limit, time)).resolves.toBe(1_500);
  });

  it('puts waiting calls in the queue again instead of sending them together', async () => {
    const { time, limiter: limit } = limiter({ maxWaitMs: 60_000 });
    const times: number[] = [];
    const all = Array.from({ length: 12 }, () => limit.take('data', 'x').then(() => void times.push(time.nowMs)));
    await new Promise((resolve) => void setImmediate(resolve));
    limit.breached('data');
    await time.run();
    await Promise.all(all);
    expect(times.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    const later = times.slice(5);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(1_500);
    for (const [index, at] of later.entries()) {
      const sixth = later[index + 5];
      if (sixth !== undefined) expect(sixth - at).toBeGreaterThanOrEqual(1_050);
    }
  });
});

async function limiterTake(limit: AccountLimiter, time: FakeTime): Promise<number> {
  const before = time.nowMs;
  const taken = limit.take('data', 'x');
  await time.run();
  await taken;
  return time.nowMs - before;
}
