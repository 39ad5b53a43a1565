import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { detailed, market, share } from '../kit/scrip-list.ts';
import { InstrumentSyncRig } from '../kit/instrument-sync-rig.ts';

const MINUTE_MS = 60_000;
/** 2026-11-24, 08:15 in India. */
const MORNING_MS = Date.UTC(2026, 10, 24, 2, 45);

let rig: InstrumentSyncRig;
beforeEach(async () => {
  rig = await InstrumentSyncRig.create();
  rig.nowMs = MORNING_MS - 20 * 3_600_000;
  rig.server.serves(detailed(market(50, 50)));
  await rig.sync.atStart();
  rig.isTrading = true;
});
afterEach(() => rig.close());

const downloads = (): number => rig.server.asked.length;

it('imports the list once each morning, and at a start only when the list is of an earlier day', async () => {
  expect(downloads()).toBe(1);
  await rig.sync.atStart();
  rig.nowMs = MORNING_MS - 1;
  await rig.sync.check();
  expect(downloads()).toBe(1);
  rig.server.serves(detailed([...market(50, 50), share('7', 'NEW')]));
  rig.nowMs = MORNING_MS;
  await rig.sync.check();
  expect(downloads()).toBe(2);
  expect(rig.rows()).toHaveLength(101);
  rig.nowMs += 23 * 3_600_000;
  await rig.sync.check();
  expect(downloads()).toBe(2);
  rig.nowMs += 3_600_000;
  await rig.sync.check();
  expect(downloads()).toBe(3);
  expect(rig.notices).toEqual([]);
});

it('reports a failure, and tries again after one minute, two, four … up to fifteen, until it succeeds', async () => {
  rig.server.status(503);
  rig.nowMs = MORNING_MS;
  const triedAfter: number[] = [];
  for (let minute = 0; minute <= 50; minute += 1) {
    const before = downloads();
    await rig.sync.check();
    if (downloads() > before) triedAfter.push(minute);
    rig.nowMs += MINUTE_MS;
  }
  expect(triedAfter).toEqual([0, 1, 3, 7, 15, 30, 45]);
  expect(rig.notices).toHaveLength(7);
  expect(rig.notices[0]).toMatchObject({ severity: 'WARNING', code: 'INSTRUMENTS_NOT_SYNCED', accountId: null });
  expect(rig.notices[0]?.text).toMatch(/found 503.*the list of 2026-11-23 12:15:00 IST is used. Next try in 1 min/);
  expect(rig.notices[6]?.text).toContain('Next try in 15 min');

  rig.server.serves(detailed(market(50, 51)));
  rig.nowMs += 10 * MINUTE_MS;
  await rig.sync.check();
  expect(rig.rows()).toHaveLength(101);
  expect(rig.notices.at(-1)).toMatchObject({ severity: 'INFO', code: 'INSTRUMENTS_SYNCED' });
  // The next bad morning begins with a minute again.
  rig.server.status(503);
  rig.nowMs = MORNING_MS + 24 * 3_600_000;
  await rig.sync.check();
  expect(rig.notices.at(-1)?.text).toContain('Next try in 1 min');
});

it('refuses an implausible list each time, and never imports it by itself', async () => {
  rig.server.serves(detailed(market(5, 5)));
  rig.nowMs = MORNING_MS;
  await rig.sync.check();
  rig.nowMs += 10 * MINUTE_MS;
  await rig.sync.check();
  expect(rig.rows()).toHaveLength(100);
  expect(rig.notices.map(({ text }) => text)).toEqual([
    expect.stringContaining('--accept-fewer'),
    expect.stringContaining('--accept-fewer'),
  ]);
});

it('prints a critical notice when there is no list at all', async () => {
  const empty = await InstrumentSyncRig.create();
  await empty.sync.atStart();
  expect(empty.notices).toMatchObject([{ severity: 'CRITICAL' }]);
  expect(empty.notices[0]?.text).toContain('UNKNOWN_INSTRUMENT');
  await empty.close();
});

it('runs two requests one after the other, without another run for the check', async () => {
  rig.nowMs = MORNING_MS;
  const goOn = rig.server.stopsAfter(detailed(market(50, 52)), 2_000);
  const asked = rig.sync.run();
  const second = rig.sync.run();
  await rig.sync.check();
  goOn();
  expect((await asked).added).toBe(2);
  expect((await second).added).toBe(0);
  expect(downloads()).toBe(3);
});

it('stops a download that hangs, and leaves no files', async () => {
  rig.server.stopsAfter(detailed(market(50, 52)), 2_000);
  const running = rig.sync.run();
  const ended = expect(running).rejects.toThrow();
  await vi.waitUntil(() => downloads() === 2, { timeout: 10_000 });
  await rig.sync.stop();
  await ended;
  expect(rig.hasLeftovers).toBe(false);
  expect(rig.rows()).toHaveLength(100);
});
