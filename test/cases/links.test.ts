import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const pair = { leader: LEADER, follower: FOLLOWER } as const;
const remove = (positions?: 'leave' | 'close'): Promise<string> =>
  play.do({ op: 'link.remove', ...pair, ...(positions && { positions }) });
const add = (positions?: 'adopt' | 'leave'): Promise<string> =>
  play.do({ op: 'link.add', ...pair, sizing: 'fixed_ratio', ratio: '1', ...(positions && { positions }) });

describe('case 14: a link with copied units is removed and added again', () => {
  beforeEach(async () => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 100 });
  });

  it('the removal without a choice for the units is refused, and the link keeps copying', async () => {
    await expect(remove()).rejects.toThrow(/leave.*close|close.*leave/s);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -100], resting: 0 });
  });

  it('close: the units are sold, and later exits of the leader send nothing', async () => {
    expect(await remove('close')).toMatch(/ is removed; 100 INTRADAY of HDFCBANK were closed at the market$/);
    await play.ends({ units: 0, sent: [100, -100], resting: 0 });
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -100], resting: 0 });
  });

  it("leave: the units become the follower's own, whatever the leader does", async () => {
    await remove('leave');
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 100, sent: [100], resting: 0 });
  });

  it('the new link without a choice for the units is refused', async () => {
    await remove('leave');
    await expect(add()).rejects.toThrow(/adopt.*leave|leave.*adopt/s);
  });

  it('adopt: the units are copied units again, and the exit sells them', async () => {
    await remove('leave');
    await add('adopt');
    play.leader('SELL', { quantity: 40 });
    await play.has(60);
    play.leader('SELL', { quantity: 60 });
    await play.ends({ units: 0, sent: [100, -40, -60], resting: 0 });
  });

  it('added with leave: the exit of the leader is skipped, because there is nothing to sell', async () => {
    await remove('leave');
    await add('leave');
    const exit = play.leader('SELL', { quantity: 100 });
    await play.rig.until('the exit to be decided', () => play.rig.mapping(exit)?.reason_code === 'NOTHING_COPIED');
    await play.ends({ units: 100, sent: [100], resting: 0 });
  });
});

it('case 14: a link without copied units is removed and added without a choice', async () => {
  play = await Case.open();
  await remove();
  await add();
  play.leader('BUY', { quantity: 10 });
  await play.ends({ units: 10, sent: [10], resting: 0 });
});
