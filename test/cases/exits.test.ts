import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStory } from 'dhancopy/cli/story/read';
import { owedExitsOf } from 'dhancopy/cli/status/flattens';
import type { OwedExit } from 'dhancopy/cli/status/flattens';
import { openStore } from 'dhancopy/store/store';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const carried = (netQuantity: number) => [{ ...HDFC, productType: 'INTRADAY' as const, netQuantity }];
const openWith = async (own: number): Promise<void> => {
  play = await Case.open({ followers: [{ id: FOLLOWER, ratio: '1', account: { positions: carried(own) } }] });
};

describe('case 1: an exit never opens a position', () => {
  beforeEach(async () => {
    play = await Case.open();
    play.leader('BUY', { quantity: 100 });
    await play.has(100);
  });

  const closes: readonly (readonly [string, () => void])[] = [
    ['the follower sold all in the app', () => void play.byHand('SELL', { quantity: 100 })],
    ['the broker squared the account off', () => play.control.squareOff(FOLLOWER)],
    ['the broker squared the position off', () => play.control.squareOff(FOLLOWER, HDFC)],
  ];

  it.each(closes)('%s; the leader sells', async (_what, close) => {
    close();
    await play.has(0);
    await play.allow(() => play.noticed('RELEASED').length > 0);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100], resting: 0 });
    expect(play.noticed('RELEASED', /100/)).toHaveLength(1);
  });

  it.each(closes)('%s; the next round trip of 10 sends 10 and 10', async (_what, close) => {
    close();
    await play.has(0);
    await play.allow(() => play.noticed('RELEASED').length > 0);
    play.leader('SELL', { quantity: 100 });
    await play.allow(() => false, 500);
    play.leader('BUY', { quantity: 10 });
    await play.has(10);
    play.leader('SELL', { quantity: 10 });
    await play.ends({ units: 0, sent: [100, 10, -10], resting: 0 });
  });

  it('the follower sold a part in the app: the exit sells the remaining units of the copy', async () => {
    play.byHand('SELL', { quantity: 30 });
    await play.has(70);
    await play.allow(() => play.noticed('RELEASED').length > 0);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -70], resting: 0 });
    expect(play.noticed('RELEASED', /30/)).toHaveLength(1);
  });

  it.each<readonly [string, () => void | Promise<void>]>([
    [
      'the follower stream is mute and only the reads show it',
      () => {
        play.control.muteStream(FOLLOWER, true);
        play.byHand('SELL', { quantity: 100 });
      },
    ],
    [
      'the product was stopped',
      async () => {
        await play.rig.stop();
        play.byHand('SELL', { quantity: 100 });
        await play.has(0);
        await play.rig.start();
        await play.ready();
      },
    ],
    [
      'the units left the account without an order',
      () => play.control.transferUnits(FOLLOWER, { ...HDFC, productType: 'INTRADAY', quantity: -100 }),
    ],
  ])('the follower closed, and %s; the leader sells', async (_what, close) => {
    await close();
    await play.has(0);
    // A read counts when the next one agrees.
    await play.allow(() => play.noticed('RELEASED').length > 0, 6_000);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100], resting: 0 });
    expect(play.noticed('RELEASED', /100/)).toHaveLength(1);
  });

  it('a resting exit shrinks when the follower sells in the app', async () => {
    play.leader('SELL', { quantity: 100, orderType: 'LIMIT', price: 1640 });
    await play.rig.until('the exit to rest', () => play.resting()[0]?.status === 'PENDING');
    play.byHand('SELL', { quantity: 60 });
    await play.rig.until('the exit to shrink', () => play.resting()[0]?.quantity === 40);
    play.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1641);
    await play.ends({ units: 0, resting: 0 });
  });

  it('both accounts are squared off by the broker at the same time: the follower is flat', async () => {
    play.control.squareOff(LEADER);
    play.control.squareOff(FOLLOWER);
    await play.ends({ units: 0, resting: 0 }, HDFC, 12_000);
  });

  it('the leader is squared off by the broker: the copy follows', async () => {
    play.control.squareOff(LEADER);
    await play.ends({ units: 0, sent: [100, -100], resting: 0 });
    expect(play.noticed('RELEASED')).toEqual([]);
  });
});

it('case 1: two leaders on one follower: units sold by hand are released in proportion', async () => {
  const other = '1000000002';
  play = await Case.open({ leaders: [{ dhanClientId: LEADER }, { dhanClientId: other }] });
  await play.do({ op: 'link.add', leader: other, follower: FOLLOWER, sizing: 'fixed_ratio', ratio: '1' });
  play.leader('BUY', { quantity: 60 });
  await play.has(60);
  play.rig.leaderPlaces({ transactionType: 'BUY', quantity: 40 }, other);
  await play.has(100);
  play.byHand('SELL', { quantity: 50 });
  await play.has(50);
  await play.allow(() => play.noticed('RELEASED').length > 1);
  play.leader('SELL', { quantity: 60 });
  await play.ends({ units: 20, sent: [60, 40, -30], resting: 0 });
  play.rig.leaderPlaces({ transactionType: 'SELL', quantity: 40 }, other);
  await play.ends({ units: 0, sent: [60, 40, -30, -20], resting: 0 });
});

describe("case 1: the follower's own units", () => {
  it('own 50, copied 100: a hand trade sells 120, 70 copied units are released, 30 are left to sell', async () => {
    await openWith(50);
    play.leader('BUY', { quantity: 100 });
    await play.has(150);
    play.byHand('SELL', { quantity: 120 });
    await play.has(30);
    await play.allow(() => play.noticed('RELEASED').length > 0);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -30], resting: 0 });
    expect(play.noticed('RELEASED', /70/)).toHaveLength(1);
  });

  it('own -100 before the copy buys 100: nothing is released, the exit restores the -100', async () => {
    await openWith(-100);
    play.leader('BUY', { quantity: 100 });
    await play.has(0);
    // Long enough for two reads of the account. They must not release units because the account is flat.
    await play.allow(() => play.noticed('RELEASED').length > 0, 1_500);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: -100, sent: [100, -100], resting: 0 });
    expect(play.noticed('RELEASED')).toEqual([]);
    expect(play.noticed('POSITION_DOUBT')).toEqual([]);
  });

  it('own 50: a hand trade sells 50, nothing is released', async () => {
    await openWith(50);
    play.leader('BUY', { quantity: 100 });
    await play.has(150);
    play.byHand('SELL', { quantity: 50 });
    await play.has(100);
    await play.allow(() => play.noticed('RELEASED').length > 0, 1_500);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -100], resting: 0 });
    expect(play.noticed('RELEASED')).toEqual([]);
  });

  it('units that the follower buys by hand stay own units', async () => {
    await openWith(0);
    play.leader('BUY', { quantity: 100 });
    await play.has(100);
    play.byHand('BUY', { quantity: 40 });
    await play.has(140);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 40, sent: [100, -100], resting: 0 });
  });
});

describe('case 1: the follower closes at the same moment as our exit', () => {
  let byHand: string;
  let exit: string;

  /** Both orders are at the exchange, and neither has traded. */
  beforeEach(async () => {
    play = await Case.open();
    play.leader('BUY', { quantity: 100 });
    await play.has(100);
    play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, true);
    const sale = play.leader('SELL', { quantity: 100 });
    byHand = play.byHand('SELL', { quantity: 100 });
    await play.rig.until('the leader and the follower to wait', () =>
      [play.rig.order(LEADER, sale), play.rig.order(FOLLOWER, byHand)].every(({ status }) => status === 'PENDING'),
    );
    play.control.fill(LEADER, sale, 100);
    await play.rig.until('our exit to wait', () => play.resting()[0]?.status === 'PENDING');
    exit = play.resting()[0]?.orderId ?? '';
  });

  it('the hand trade was first: our exit is surplus and is reversed', async () => {
    play.control.fill(FOLLOWER, byHand, 100);
    play.control.fill(FOLLOWER, exit, 100);
    play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, false);
    await play.ends({ units: 0, sent: [100, -100, 100], resting: 0 });
    expect(play.noticed('RELEASED', /100/)).toHaveLength(1);
  });

  it('our exit was first: the hand trade opens an own position, and a notice reports it', async () => {
    const before = play.rig.notices.length;
    play.control.fill(FOLLOWER, exit, 100);
    play.control.fill(FOLLOWER, byHand, 100);
    play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, false);
    await play.ends({ units: -100, sent: [100, -100], resting: 0 });
    const since = play.rig.notices.slice(before);
    expect(since.filter(({ accountId, text }) => accountId === FOLLOWER && /\b100\b/.test(text))).not.toEqual([]);
    expect(play.noticed('RELEASED')).toEqual([]);
  });
});

it('an exit that the broker keeps refusing is owed, and status names its units until it is done', async () => {
  play = await Case.open();
  await play.ready();
  await play.copied('BUY', { quantity: 10 });
  play.control.addFault({ accounts: FOLLOWER, operations: 'place', effect: { kind: 'refuse' } });
  const exit = play.leader('SELL', { quantity: 10 });
  const owed = (): readonly OwedExit[] => {
    const store = openStore({ path: play.rig.settings.databasePath, readOnly: true });
    try {
      return owedExitsOf(store, []);
    } finally {
      store.close();
    }
  };
  await play.rig.until('it to be owed', () => owed().length > 0);
  expect(owed()).toMatchObject([{ leaderId: LEADER, followerId: FOLLOWER, held: '10 INTRADAY of HDFCBANK' }]);
  expect(owed()[0]?.order).toMatch(/^the closing order failed/);
  expect(play.noticed('EXIT_REFUSED', /^SELL 10 of HDFCBANK was not completed/)).toHaveLength(1);
  expect(play.noticed('EXIT_OWED', /^an exit \(SELL 10 of HDFCBANK\) failed/)).not.toEqual([]);
  play.control.clearFaults();
  await play.ends({ units: 0, resting: 0 }, HDFC, 60_000);
  expect(owed()).toEqual([]);
  await play.rig.until(
    'the notice of its end',
    () => play.noticed('EXIT_MADE_GOOD', /^the exit \(SELL of HDFCBANK\)/).length > 0,
  );
  const store = openStore({ path: play.rig.settings.databasePath, readOnly: true });
  const results = readStory(store, exit)?.results ?? [];
  store.close();
  expect(results[0]).toMatch(/: failed, SELL 10 HDFCBANK, for order/);
  expect(results[1]).toMatch(
    /^then .+: filled, SELL 10 HDFCBANK at .+, correction \d+, which belongs to no leader order/,
  );
});
