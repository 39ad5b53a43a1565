import { setTimeout as sleep } from 'node:timers/promises';
import { LEADER } from '../cast.ts';
import type { Follower } from '../cast.ts';
import { HDFCBANK, ICICIBANK, ITC, TATASTEEL, TCS } from '../instruments.ts';
import type { Traded } from '../instruments.ts';
import type { Leader } from '../leader.ts';
import type { Piece } from './piece.ts';

/** Longer than the two polls by which a mute stream is proved. */
const MUTE_MS = 3_500;

export const answerLost: Piece = {
  name: 'an answer lost after the broker had accepted',
  async play(leader, followers) {
    const follower = at(followers, 0);
    leader.control.addFault({ accounts: follower.id, operations: 'place', times: 1, effect: { kind: 'loseAnswer' } });
    leader.tell('fault', `${follower.name}: the answer to the next order is lost`);
    await roundTrip(leader, ITC, 120);
  },
};

export const tooManyRequests: Piece = {
  name: 'an order refused with 429',
  async play(leader, followers) {
    const follower = at(followers, 1);
    leader.control.addFault({ accounts: follower.id, operations: 'place', times: 1, effect: { kind: 'rate429' } });
    leader.tell('fault', `${follower.name}: the next order is answered with 429`);
    await roundTrip(leader, HDFCBANK, 80);
  },
};

export const streamsReset: Piece = {
  name: 'order streams reset',
  async play(leader, followers) {
    const follower = at(followers, 2);
    leader.place(TATASTEEL, { ...MARKET, transactionType: 'BUY', quantity: 400 });
    leader.control.resetStream(follower.id);
    leader.tell('fault', `${follower.name}: the order stream is reset`);
    await leader.pause();
    leader.place(TATASTEEL, { ...MARKET, transactionType: 'BUY', quantity: 100 });
    leader.control.resetStream(LEADER.id);
    leader.tell('fault', `${LEADER.name}: the leader's order stream is reset`);
    await leader.pause(3);
  },
};

export const streamMuted: Piece = {
  name: 'an order stream that stays open but silent',
  async play(leader, followers) {
    const follower = at(followers, 3);
    leader.control.muteStream(follower.id, true);
    leader.tell('fault', `${follower.name}: the order stream goes mute`);
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
    leader.tell('fault', `${follower.name}: the order stream speaks again`);
    await leader.pause();
  },
};

export const withoutFunds: Piece = {
  name: 'a follower without funds',
  async play(leader, followers) {
    const follower = at(followers, followers.length - 1);
    leader.control.setFunds(follower.id, 0);
    leader.tell('fault', `${follower.name}: the funds are gone`);
    await roundTrip(leader, ICICIBANK, 90);
    leader.control.setFunds(follower.id, follower.fundsRupees);
    leader.tell('fault', `${follower.name}: the funds are back`);
  },
};

export const doubledFrames: Piece = {
  name: 'every frame twice',
  async play(leader, followers) {
    const ids = [LEADER.id, ...followers.map(({ id }) => id)];
    for (const id of ids) leader.control.duplicateFrames(id, true);
    leader.tell('fault', 'every account: each frame arrives twice');
    await roundTrip(leader, TATASTEEL, 250);
    for (const id of ids) leader.control.duplicateFrames(id, false);
  },
};

const MARKET = { productType: 'INTRADAY', orderType: 'MARKET' } as const;

async function roundTrip(leader: Leader, on: Traded, quantity: number): Promise<void> {
  leader.place(on, { ...MARKET, transactionType: 'BUY', quantity });
  await leader.pause(2);
  leader.place(on, { ...MARKET, transactionType: 'SELL', quantity });
  await leader.pause();
}

/** With few followers one of them has more than one trouble. */
function at(followers: readonly Follower[], index: number): Follower {
  const follower = followers[index % followers.length];
  if (!follower) throw new Error('the demo needs a follower');
  return follower;
}
