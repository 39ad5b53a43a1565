import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

describe('case 6: a position of the leader moves without an order', () => {
  beforeEach(async () => {
    play = await Case.open({ followers: [{ id: FOLLOWER, ratio: '0.5' }] });
    play.leader('BUY', { quantity: 100 });
    await play.has(50);
  });

  it.each<readonly [string, () => void]>([
    [
      'converted to delivery',
      () =>
        play.control.convertPosition(LEADER, {
          ...HDFC,
          fromProductType: 'INTRADAY',
          toProductType: 'CNC',
          quantity: 100,
        }),
    ],
    [
      'transferred away',
      () => play.control.transferUnits(LEADER, { ...HDFC, productType: 'INTRADAY', quantity: -100 }),
    ],
  ])('%s: it is reported at once, and nothing is sent for it', async (_what, move) => {
    move();
    await play.rig.until('the report', () => play.noticed('LEADER_POSITION_MOVED').length > 0);
    await play.ends({ units: 50, sent: [50], resting: 0 });
    const [report] = play.noticed('LEADER_POSITION_MOVED');
    expect(report?.text).toMatch(/100/);
    // With the effect on each follower.
    expect(report?.text).toContain(FOLLOWER);
    expect(play.noticed('LEADER_POSITION_MOVED')).toHaveLength(1);
  });
});
