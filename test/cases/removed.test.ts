import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
let resting: string;
beforeEach(async () => {
  play = await Case.open();
  await play.ready();
  await play.copied('BUY', { quantity: 100 });
  resting = play.leader('BUY', { quantity: 50, orderType: 'LIMIT', price: 1500 });
  await play.rig.until('the copy to rest', () => play.resting().length === 1);
});
afterEach(() => play.rig.close());

const ended = (): unknown => {
  const { status, reason_code, is_open } = play.rig.mapping(resting) ?? {};
  return { status, reason_code, is_open };
};
const ENDED = { status: 'cancelled', reason_code: 'LINK_REMOVED', is_open: 0 };

it('a copy that rested when its link was removed ends with that reason, also after a restart', async () => {
  await play.do({ op: 'link.remove', leader: LEADER, follower: FOLLOWER, positions: 'leave' });
  await play.rig.until('the copy to be cancelled', () => play.resting().length === 0);
  await play.rig.until('it has an end', () => play.rig.mapping(resting)?.is_open === 0);
  expect(ended()).toEqual(ENDED);
  await play.rig.stop();
  await play.rig.start();
  await play.ready();
  expect(ended()).toEqual(ENDED);
  await play.ends({ units: 100, resting: 0 });
});

describe('an account whose links hold units or have resting copies', () => {
  it('is not removed without a choice, and the refusal names what it holds and the next step', async () => {
    const remove = play.do({ op: 'account.remove', clientId: FOLLOWER });
    await expect(remove).rejects.toThrow(/100 INTRADAY of HDFCBANK, and 1 order that may still fill.*link remove/s);
    await expect(remove).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(play.do({ op: 'account.remove', clientId: LEADER })).rejects.toThrow(/1 order that may still fill/);
    expect(play.resting()).toHaveLength(1);
    play.leader('SELL', { quantity: 100 });
    await play.has(0);
  });

  it('leave: the order is cancelled, the units stay, and nothing of it is open any more', async () => {
    const done = await play.do({ op: 'account.remove', clientId: FOLLOWER, positions: 'leave' });
    expect(done).toContain("100 INTRADAY of HDFCBANK are the follower's own now");
    expect(done).not.toContain("Dhan's app");
    expect(ended()).toEqual(ENDED);
    await play.ends({ units: 100, resting: 0 });
  });

  it('leave, where the broker does not take the cancel: the order to cancel by hand is named', async () => {
    const orderId = play.resting()[0]?.orderId;
    play.control.addFault({ accounts: FOLLOWER, operations: 'cancel', effect: { kind: 'refuse' }, times: 1_000 });
    const done = await play.do({ op: 'account.remove', clientId: FOLLOWER, positions: 'leave' });
    expect(done).toContain(`cancel in Dhan's app what was not cancelled: ${orderId}`);
    expect(ended()).toEqual(ENDED);
  });
});
