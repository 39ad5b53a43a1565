import { HDFCBANK, NIFTY_CALL, RELIANCE } from '../instruments.ts';
import type { Scene } from './scene.ts';

/** A stop-loss that is trailed, then hit. */
export const stopLoss: Scene = async (leader) => {
  const id = leader.place(HDFCBANK, {
    transactionType: 'SELL',
    quantity: 100,
    productType: 'INTRADAY',
    orderType: 'STOP_LOSS',
    triggerPrice: leader.price(HDFCBANK, -0.8),
    price: leader.price(HDFCBANK, -1.2),
  });
  await leader.pause();
  const trigger = leader.price(HDFCBANK, -0.6);
  leader.modify(HDFCBANK, id, { triggerPrice: trigger, price: leader.price(HDFCBANK, -1) });
  await leader.pause(2);
  leader.market(HDFCBANK, trigger);
  await leader.pause();
};

/** A stop-loss-market that is hit. It is copied as a stop-limit, because the broker's API does not keep a resting stop-market order. */
export const stopLossMarket: Scene = async (leader) => {
  const trigger = leader.price(RELIANCE, -0.5);
  leader.place(RELIANCE, {
    transactionType: 'SELL',
    quantity: 40,
    productType: 'CNC',
    orderType: 'STOP_LOSS_MARKET',
    triggerPrice: trigger,
  });
  await leader.pause(2);
  leader.market(RELIANCE, trigger);
  await leader.pause();
};

/** A stop on an option that is moved twice, then cancelled. */
export const optionStop: Scene = async (leader) => {
  const id = leader.place(NIFTY_CALL, {
    transactionType: 'SELL',
    quantity: 260,
    productType: 'MARGIN',
    orderType: 'STOP_LOSS_MARKET',
    triggerPrice: leader.price(NIFTY_CALL, -12),
  });
  await leader.pause();
  for (const percent of [-10, -8]) {
    leader.modify(NIFTY_CALL, id, { triggerPrice: leader.price(NIFTY_CALL, percent) });
    await leader.pause();
  }
  leader.cancel(NIFTY_CALL, id);
  await leader.pause();
};
