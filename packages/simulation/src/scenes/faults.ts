import { setTimeout as sleep } from 'node:timers/promises';
import { HDFCBANK, ICICIBANK, ITC, TATASTEEL, TCS } from '../instruments.ts';
import type { Traded } from '../instruments.ts';
import type { Leader } from '../leader.ts';
import { within } from '../within.ts';
import type { Follower, Scene } from './scene.ts';

/** Longer than the two polls that prove that a stream is mute. */
const MUTE_MS = 3_500;
/** Several times what a copy takes on a busy machine. */
const LATE_COPY_MS = 3_000;

/** The broker accepts an order, and its answer is lost. */
export const answerLost: Scene = async (leader, followers) => {
  const follower = at(followers, 0);
  leader.control.addFault({ accounts: follower.id, operations: 'place', times: 1, effect: { kind: 'loseAnswer' } });
  leader.report('fault', `${follower.name}: the answer to the next order is lost`);
  await roundTrip(leader, ITC, 120);
};

/** An order refused with 429. */
export const tooManyRequests: Scene = async (leader, followers) => {
  const follower = at(followers, 1);
  leader.control.addFault({ accounts: follower.id, operations: 'place', times: 1, effect: { kind: 'rate429' } });
  leader.report('fault', `${follower.name}: the next order is answered with 429`);
  await roundTrip(leader, HDFCBANK, 80);
};

/** Order streams reset. */
export const streamsReset: Scene = async (leader, followers) => {
  const follower = at(followers, 2);
  leader.place(TATASTEEL, { ...MARKET, transactionType: 'BUY', quantity: 400 });
  leader.control.resetStream(follower.id);
  leader.report('fault', `${follower.name}: the order stream is reset`);
  await leader.pause();
  leader.place(TATASTEEL, { ...MARKET, transactionType: 'BUY', quantity: 100 });
  leader.control.resetStream(leader.id);
  leader.report('fault', `${leader.name}: the leader's order stream is reset`);
  await leader.pause(3);
};

/** An order stream that stays open but silent. */
export const streamMuted: Scene = async (leader, followers) => {
  const follower = at(followers, 3);
  leader.control.muteStream(follower.id, true);
  leader.report('fault', `${follower.name}: the order stream goes mute`);
  const id = leader.place(TCS, {
    ...MARKET,
    transactionType: 'BUY',
    quantity: 20,
    orderType: 'LIMIT',
    price: leader.price(TCS, -0.4),
  });
  await sleep(MUTE_MS / 2);
  leader.modify(TCS, id, { price: leader.price(TCS, 0.2) });
  await sleep(MUTE_MS / 2);
  leader.control.muteStream(follower.id, false);
  leader.report('fault', `${follower.name}: the order stream speaks again`);
  await leader.pause();
};

/** A follower without funds. */
export const withoutFunds: Scene = async (leader, followers) => {
  const follower = at(followers, followers.length - 1);
  leader.control.setFunds(follower.id, 0);
  leader.report('fault', `${follower.name}: the funds are gone`);
  const rejected = (): number =>
    leader.control.book(follower.id).orders.filter(({ status }) => status === 'REJECTED').length;
  const before = rejected();
  leader.place(ICICIBANK, { ...MARKET, transactionType: 'BUY', quantity: 90 });
  await leader.pause(2);
  // On a busy machine the copy comes late. The funds are gone until then.
  await within(LATE_COPY_MS, () => rejected() > before);
  leader.place(ICICIBANK, { ...MARKET, transactionType: 'SELL', quantity: 90 });
  await leader.pause();
  leader.control.setFunds(follower.id, follower.fundsRupees);
  leader.report('fault', `${follower.name}: the funds are back`);
};

/** Every frame is delivered twice. */
export const doubledFrames: Scene = async (leader, followers) => {
  const ids = [leader.id, ...followers.map(({ id }) => id)];
  for (const id of ids) leader.control.duplicateFrames(id, true);
  leader.report('fault', 'every account: each frame arrives twice');
  await roundTrip(leader, TATASTEEL, 250);
  for (const id of ids) leader.control.duplicateFrames(id, false);
};

const MARKET = { productType: 'INTRADAY', orderType: 'MARKET' } as const;

async function roundTrip(leader: Leader, on: Traded, quantity: number): Promise<void> {
  leader.place(on, { ...MARKET, transactionType: 'BUY', quantity });
  await leader.pause(2);
  leader.place(on, { ...MARKET, transactionType: 'SELL', quantity });
  await leader.pause();
}

/** With few followers, one of them has more than one fault. */
function at(followers: readonly Follower[], index: number): Follower {
  const follower = followers[index % followers.length];
  if (!follower) throw new Error('the scene needs a follower');
  return follower;
}
