import { RELIANCE, SBIN } from '../instruments.ts';
import type { Scene } from './scene.ts';

/** A super order that reaches its target. It is not copied: a follower would have its entry without its stop. */
export const superOrder: Scene = async (leader) => {
  const price = leader.price(RELIANCE);
  const targetPrice = leader.price(RELIANCE, 0.8);
  const stopLossPrice = leader.price(RELIANCE, -2);
  await leader.placeSuper(RELIANCE, { transactionType: 'BUY', quantity: 30, price, targetPrice, stopLossPrice });
  await leader.pause(2);
  leader.market(RELIANCE, targetPrice);
  await leader.pause();
};

/** A forever order far below the price of a share that the leader holds. It rests at the broker, also after the session. */
export const foreverOrder: Scene = async (leader) => {
  const triggerPrice = leader.price(SBIN, -12);
  await leader.placeForever(SBIN, { transactionType: 'BUY', quantity: 100, price: triggerPrice, triggerPrice });
  await leader.pause();
};
