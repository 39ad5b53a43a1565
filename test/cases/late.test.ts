import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const LATE_MS = 3_000;
/** How long the machine sleeps. The frames are that late, and nothing is read in between. */
const ASLEEP_MS = 6_000;

describe('lateness is measured by the time of the broker', () => {
  const openAsleep = async (lateEntryMs = LATE_MS, asleepMs = ASLEEP_MS): Promise<void> => {
    play = await Case.open({
      start: false,
      followers: [{ id: FOLLOWER, ratio: '1', settings: { lateEntryMs, priceBandBps: 50, fillTimeoutMs: 2_000 } }],
    });
    // Polls are far apart, and the first snapshot is a minute away. After it wakes, the product reads the leader's order only from
    // the stream.
    await play.rig.start({ pollMs: 600_000, clock: { ...systemClock, random: () => 0 } });
    await play.ready();
    play.control.delayFrames(LEADER, asleepMs);
  };

  it('the machine slept while the leader bought and the price rose by 5 %: nothing is bought outside the price band', async () => {
    await openAsleep();
    const entry = play.leader('BUY', { quantity: 100 });
    await play.rig.until('the leader to fill', () => play.rig.order(LEADER, entry).status === 'TRADED');
    play.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1693);
    await play.rig.until('the entry to be reported', () => play.rig.mapping(entry) !== undefined, ASLEEP_MS + 4_000);
    await play.rig.until('the entry to be decided', () => play.rig.mapping(entry)?.is_open === 0);
    await play.ends({ units: 0, resting: 0 });
    // Half a percent above the leader's price is 1620.6.
    expect(play.ours().filter(({ priceRupees }) => priceRupees > 1620.7)).toEqual([]);
    expect(play.rig.mapping(entry)?.reason_code).not.toBe('FILLED');
  });

  it('the machine heard of it in time for a late entry: the copy waits inside the price band, is never moved to the market, and is given up', async () => {
    await openAsleep(10_000, 3_500);
    const entry = play.leader('BUY', { quantity: 100 });
    await play.rig.until('the leader to fill', () => play.rig.order(LEADER, entry).status === 'TRADED');
    play.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1693);
    await play.rig.until('the copy to be placed', () => play.ours().length > 0);
    await play.rig.until('the entry to be given up', () => play.rig.mapping(entry)?.is_open === 0);
    expect(play.rig.mapping(entry)?.reason_code).toBe('FILL_TIMEOUT');
    await play.ends({ units: 0, sent: [100], resting: 0 });
    expect(play.ours().map(({ orderType, priceRupees }) => [orderType, priceRupees])).toEqual([['LIMIT', 1620.6]]);
  });

  it('an exit is never too late', async () => {
    await openAsleep();
    play.control.delayFrames(LEADER, 0);
    await play.copied('BUY', { quantity: 100 });
    play.control.delayFrames(LEADER, ASLEEP_MS);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -100], resting: 0 }, HDFC, ASLEEP_MS + 4_000);
  });
});
