import { afterEach, expect, it } from 'vitest';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

/** The follower's copy of a target fills ahead of the leader's, who cancels it: 50 units are to be bought back. Nothing is heard of him by frame. */
async function soldAhead(): Promise<void> {
  play = await Case.open();
  await play.ready();
  await play.copied('BUY', { quantity: 100 });
  const target = play.leader('SELL', { quantity: 50, orderType: 'LIMIT', price: 1640 });
  await play.rig.until('the copy to rest', () => play.resting()[0]?.status === 'PENDING');
  play.control.fill(FOLLOWER, play.resting()[0]?.orderId ?? '', 50);
  await play.has(50);
  play.control.muteStream(LEADER, true);
  play.control.cancelAppOrder(LEADER, target);
  await play.rig.until('the cancel', () => play.rig.order(LEADER, target).status === 'CANCELLED');
}

it('a correction is in the price band of what was traded, not of a stop that rests far below', async () => {
  await soldAhead();
  play.leader('SELL', { quantity: 50, orderType: 'STOP_LOSS', triggerPrice: 1550, price: 1540 });
  await play.has(100);
});

it('a correction is in the price band of what was traded, not of a target that rests far above', async () => {
  await soldAhead();
  play.leader('SELL', { quantity: 50, orderType: 'LIMIT', price: 1760 });
  play.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1700);
  await play.rig.until('it to be given up', () => play.noticed('CORRECTION_GIVEN_UP').length > 0);
  expect(play.units()).toBe(50);
});
