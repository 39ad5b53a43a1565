import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { detailed, market, share } from '../kit/scrip-list.ts';
import { SyncDesk } from '../kit/sync-desk.ts';

const MINUTE_MS = 60_000;
/** 2026-11-24, 08:15 in India. */
const MORNING_MS = Date.UTC(2026, 10, 24, 2, 45);

let desk: SyncDesk;
beforeEach(async () => {
  desk = await SyncDesk.create();
  desk.nowMs = MORNING_MS - 20 * 3_600_000;
  desk.server.serves(detailed(market(50, 50)));
  await desk.sync.atStart();
  desk.isTrading = true;
});
afterEach(() => desk.close());

const downloads = (): number => desk.server.asked.length;

it('takes the list once each morning, and at a start only when it is of an earlier day', async () => {
  expect(downloads()).toBe(1);
  await desk.sync.atStart();
  desk.nowMs = MORNING_MS - 1;
  await desk.sync.check();
  expect(downloads()).toBe(1);
  desk.server.serves(detailed([...market(50, 50), share('7', 'NEW')]));
  desk.nowMs = MORNING_MS;
  await desk.sync.check();
  expect(downloads()).toBe(2);
  expect(desk.rows()).toHaveLength(101);
  desk.nowMs += 23 * 3_600_000;
  await desk.sync.check();
  expect(downloads()).toBe(2);
  desk.nowMs += 3_600_000;
  await desk.sync.check();
  expect(downloads()).toBe(3);
  expect(desk.notices).toEqual([]);
});

it('tells a failure, and tries again after one minute, two, four … up to fifteen, until it works', async () => {
  desk.server.status(503);
  desk.nowMs = MORNING_MS;
  const triedAfter: number[] = [];
  for (let minute = 0; minute <= 50; minute += 1) {
    const before = downloads();
    await desk.sync.check();
    if (downloads() > before) triedAfter.push(minute);
    desk.nowMs += MINUTE_MS;
  }
  expect(triedAfter).toEqual([0, 1, 3, 7, 15, 30, 45]);
  expect(desk.notices).toHaveLength(7);
  expect(desk.notices[0]).toMatchObject({ severity: 'WARNING', code: 'INSTRUMENTS_NOT_SYNCED', accountId: null });
  expect(desk.notices[0]?.text).toMatch(/found 503.*the list of 2026-11-23 12:15:00 IST is used. Next try in 1 min/);
  expect(desk.notices[6]?.text).toContain('Next try in 15 min');

  desk.server.serves(detailed(market(50, 51)));
  desk.nowMs += 10 * MINUTE_MS;
  await desk.sync.check();
  expect(desk.rows()).toHaveLength(101);
  expect(desk.notices.at(-1)).toMatchObject({ severity: 'INFO', code: 'INSTRUMENTS_SYNCED' });
  // The next bad morning begins with a minute again.
  desk.server.status(503);
  desk.nowMs = MORNING_MS + 24 * 3_600_000;
  await desk.sync.check();
  expect(desk.notices.at(-1)?.text).toContain('Next try in 1 min');
});

it('an implausible list is refused each time, and never taken by itself', async () => {
  desk.server.serves(detailed(market(5, 5)));
  desk.nowMs = MORNING_MS;
  await desk.sync.check();
  desk.nowMs += 10 * MINUTE_MS;
  await desk.sync.check();
  expect(desk.rows()).toHaveLength(100);
  expect(desk.notices.map(({ text }) => text)).toEqual([
    expect.stringContaining('--accept-fewer'),
    expect.stringContaining('--accept-fewer'),
  ]);
});

it('says how bad it is when there is no list at all', async () => {
  const empty = await SyncDesk.create();
  await empty.sync.atStart();
  expect(empty.notices).toMatchObject([{ severity: 'CRITICAL' }]);
  expect(empty.notices[0]?.text).toContain('UNKNOWN_INSTRUMENT');
  await empty.close();
});

it('two at once follow one another, and one that is asked for is not done twice', async () => {
  desk.nowMs = MORNING_MS;
  const goOn = desk.server.stopsAfter(detailed(market(50, 52)), 2_000);
  const asked = desk.sync.run();
  const second = desk.sync.run();
  await desk.sync.check();
  goOn();
  expect((await asked).added).toBe(2);
  expect((await second).added).toBe(0);
  expect(downloads()).toBe(3);
});

it('a stop ends a download that hangs, and leaves nothing behind', async () => {
  desk.server.stopsAfter(detailed(market(50, 52)), 2_000);
  const running = desk.sync.run();
  const ended = expect(running).rejects.toThrow();
  await vi.waitUntil(() => downloads() === 2, { timeout: 10_000 });
  await desk.sync.stop();
  await ended;
  expect(desk.hasLeftovers).toBe(false);
  expect(desk.rows()).toHaveLength(100);
});
