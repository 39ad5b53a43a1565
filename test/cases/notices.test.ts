import { afterEach, expect, it } from 'vitest';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

/** What notices say is right: which units, of what, and what becomes of them. */

let play: Case;
afterEach(() => play.rig.close());

const halt = (on: boolean): void => play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, on);
const firstResting = (): string => play.resting()[0]?.orderId ?? '';

async function open(): Promise<void> {
  play = await Case.open({ clock: new FastClock() });
  await play.ready();
}

it('the leader closes with a super order: what stays open is reported', async () => {
  await open();
  await play.copied('BUY', { quantity: 100 });
  const { accessToken } = play.control.mintToken(LEADER);
  await play.do({ op: 'account.token', clientId: LEADER, token: accessToken });
  await play.ready();
  const answer = await fetch(`${play.rig.emulator.restUrl}/super/orders`, {
    method: 'POST',
    headers: { 'access-token': accessToken, 'content-type': 'application/json' },
    body: JSON.stringify({
      dhanClientId: LEADER,
      transactionType: 'SELL',
      exchangeSegment: 'NSE_EQ',
      productType: 'INTRADAY',
      orderType: 'LIMIT',
      securityId: HDFC.securityId,
      quantity: 50,
      price: 1612,
      targetPrice: 1590,
      stopLossPrice: 1625,
      trailingJump: 0,
    }),
  });
  expect(answer.ok).toBe(true);
  await play.rig.until(
    'the notice',
    () => play.noticed('EXIT_NOT_COPIED', /SELL of HDFCBANK.* 100 copied/).length === 1,
  );
});

it('an exit fills in part and is rejected: the units that were not traded are named', async () => {
  await open();
  await play.copied('BUY', { quantity: 100 });
  halt(true);
  const sale = play.leader('SELL', { quantity: 100 });
  await play.rig.until('it to wait', () => play.rig.order(LEADER, sale).status === 'PENDING');
  play.control.fill(LEADER, sale, 100);
  await play.rig.until('the copy to rest', () => play.resting()[0]?.status === 'PENDING');
  play.control.fill(FOLLOWER, firstResting(), 30);
  await play.has(70);
  play.control.rejectOrder(FOLLOWER, firstResting(), 'EXCH:16283 order rejected');
  await play.rig.until('the notice', () => play.noticed('EXIT_REJECTED', /^SELL 70 of HDFCBANK/).length === 1);
  halt(false);
  await play.ends({ units: 0, resting: 0 }, HDFC, 15_000);
});

it('the follower cancels a copy that has filled in part: the units that become his own are named', async () => {
  await open();
  const entry = play.leader('BUY', { quantity: 100, orderType: 'LIMIT', price: 1500 });
  await play.rig.until('the copy to rest', () => play.resting()[0]?.status === 'PENDING');
  play.control.fill(FOLLOWER, firstResting(), 40);
  await play.has(40);
  play.control.cancelAppOrder(FOLLOWER, firstResting());
  await play.rig.until('the notice', () => play.noticed('FOLLOWER_DETACHED').length === 1);
  play.control.fill(LEADER, entry, 100);
  await play.rig.until('what is his', () => play.noticed('RELEASED', /^40 copied units .*took over/).length === 1);
  play.leader('SELL', { quantity: 100 });
  await play.ends({ units: 40, resting: 0 });
});

it('the follower sells copied units and buys others: no exit is named that was never sent', async () => {
  await open();
  await play.copied('BUY', { quantity: 100 });
  play.byHand('SELL', { quantity: 60 });
  await play.has(40);
  play.byHand('BUY', { quantity: 10 });
  await play.has(50);
  play.leader('SELL', { quantity: 100 });
  await play.ends({ units: 10, sent: [100, -40], resting: 0 });
  expect(play.noticed('OWN_POSITION_OPENED')).toEqual([]);
});

it('the broker refuses each change of an exit: it is cancelled and placed again', async () => {
  await open();
  await play.copied('BUY', { quantity: 100 });
  const exit = play.leader('SELL', { quantity: 100, orderType: 'LIMIT', price: 1640 });
  await play.rig.until('the copy to rest', () => play.resting()[0]?.status === 'PENDING');
  play.control.addFault({
    accounts: FOLLOWER,
    operations: 'modify',
    effect: { kind: 'refuse', errorCode: 'DH-905' },
  });
  play.control.modifyAppOrder(LEADER, exit, { orderType: 'MARKET' });
  await play.rig.until('the leader to be out', () => play.units(HDFC, LEADER) === 0);
  await play.ends({ units: 0, resting: 0 }, HDFC, 60_000);
  expect(play.noticed('CHANGE_REFUSED', /changes of the copied SELL of HDFCBANK/)).toHaveLength(1);
});
