import { setTimeout as sleep } from 'node:timers/promises';
import { INFY, ITC, TATASTEEL } from '../instruments.ts';
import type { Scene } from './scene.ts';

/** A resting order changed in price and quantity, then cancelled. */
export const restingOrder: Scene = async (leader) => {
  const terms = { transactionType: 'BUY', quantity: 100, productType: 'INTRADAY', orderType: 'LIMIT' } as const;
  const id = leader.place(ITC, { ...terms, price: leader.price(ITC, -1) });
  await leader.pause();
  leader.modify(ITC, id, { price: leader.price(ITC, -0.8) });
  await leader.pause();
  leader.modify(ITC, id, { quantity: 150 });
  await leader.pause();
  leader.modify(ITC, id, { quantity: 120, price: leader.price(ITC, -0.9) });
  await leader.pause();
  leader.cancel(ITC, id);
  await leader.pause();
};

/** A dozen edits in half a second. The followers' budgets of ten requests a second must not be spent on outdated edits. */
export const storm: Scene = async (leader) => {
  const terms = { transactionType: 'BUY', quantity: 300, productType: 'INTRADAY', orderType: 'LIMIT' } as const;
  const id = leader.place(TATASTEEL, { ...terms, price: leader.price(TATASTEEL, -1) });
  for (let edit = 1; edit <= 11; edit += 1) {
    await sleep(40);
    leader.modify(TATASTEEL, id, { price: leader.price(TATASTEEL, -1 + edit * 0.05) });
  }
  await sleep(40);
  leader.modify(TATASTEEL, id, { price: leader.price(TATASTEEL, 0.1) });
  await leader.pause();
};

/** Orders cancelled while the copies are being placed, after three different delays. */
export const cancelAtOnce: Scene = async (leader) => {
  const terms = { transactionType: 'BUY', quantity: 50, productType: 'INTRADAY', orderType: 'LIMIT' } as const;
  for (const delayMs of [7, 12, 25]) {
    const id = leader.place(INFY, { ...terms, price: leader.price(INFY, -0.5) });
    await sleep(delayMs);
    leader.cancel(INFY, id);
    await leader.pause(0.5);
  }
};
