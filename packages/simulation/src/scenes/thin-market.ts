import { setTimeout as sleep } from 'node:timers/promises';
import { ICICIBANK, TCS } from '../instruments.ts';
import type { Scene } from './scene.ts';

/** The exchange needs 5 ms. After that there is liquidity for the copies too. */
const ARRIVED_MS = 15;

/** An immediate-or-cancel order that fills in part. */
export const immediateOrCancel: Scene = async (leader) => {
  leader.liquidity(ICICIBANK, 60);
  leader.place(ICICIBANK, {
    transactionType: 'BUY',
    quantity: 100,
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'IOC',
    price: leader.price(ICICIBANK, 0.1),
  });
  await sleep(ARRIVED_MS);
  leader.liquidity(ICICIBANK, null);
  await leader.pause();
};

/** An order that fills in pieces, is enlarged, and then cancelled. */
export const partialFillCancelled: Scene = async (leader) => {
  leader.liquidity(TCS, 40);
  const id = leader.place(TCS, {
    transactionType: 'BUY',
    quantity: 400,
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    price: leader.price(TCS, 0.2),
  });
  await leader.pause(2);
  leader.modify(TCS, id, { quantity: 440 });
  await leader.pause();
  leader.cancel(TCS, id);
  leader.liquidity(TCS, null);
  await leader.pause();
};
