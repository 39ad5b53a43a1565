import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { ROLLING as REQUEST } from '../../testing/samples/market-data.ts';
import type { ExpiredOptionsRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

it.each([
  [0, 'ATM'],
  [3, 'ATM+3'],
  [-10, 'ATM-10'],
])('requests %i steps from the money as %s', async (strikesFromAtm, strike) => {
  dhan.says(200, { data: { ce: null, pe: null } });
  expect(await dhan.client.expiredOptions.getRollingOptions({ ...REQUEST, strikesFromAtm })).toMatchObject({
    ce: [],
    pe: [],
  });
  const { strikesFromAtm: _steps, ...rest } = REQUEST;
  expect(dhan.last.body).toEqual({ ...rest, interval: '1', strike });
});

it('reads the requested side; fields that were not requested are null', async () => {
  dhan.says(200, {
    data: {
      ce: { open: [354], close: ['360.25'], iv: [], strike: [25000], spot: [25012.3], timestamp: [1756698300] },
      pe: null,
    },
  });
  const { ce, pe } = await dhan.client.expiredOptions.getRollingOptions(REQUEST);
  expect(ce).toEqual([
    {
      startMs: 1_756_698_300_000,
      open: 354,
      high: null,
      low: null,
      close: 360.25,
      iv: null,
      volume: null,
      strike: 25_000,
      oi: null,
      spot: 25_012.3,
    },
  ]);
  expect(pe).toEqual([]);
});

it.each([
  [{ strikesFromAtm: 11 }, /strikesFromAtm: .*found 11/],
  [{ expiryCode: 0 }, /expiryCode: .*found 0/],
  [{ toDate: '2026-09-02' }, /toDate: expected at most 30 days after fromDate/],
  [{ requiredData: ['delta'] }, /requiredData.0: .*found "delta"/],
])('refuses a request with %j', async (changes, words) => {
  const request = { ...REQUEST, ...changes } as unknown as ExpiredOptionsRequest;
  await expect(dhan.client.expiredOptions.getRollingOptions(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it('names the column that it cannot read', async () => {
  dhan.says(200, { data: { ce: { open: ['x'], timestamp: [1] } } });
  await expect(dhan.client.expiredOptions.getRollingOptions(REQUEST)).rejects.toThrow(
    /POST \/charts\/rollingoption: data.ce.open.0: expected a number, found "x"/,
  );
});
