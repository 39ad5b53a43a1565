import {
  BANKNIFTY_CALL,
  GTLINFRA,
  HDFCBANK,
  INFY,
  ITC,
  NIFTY_CALL,
  NIFTY_FUTURE,
  NIFTY_PUT,
  RELIANCE,
  SBIN,
} from '../instruments.ts';
import type { Scene } from './scene.ts';

/** Market entries in shares, options and a future. A quarter of two lots of a future is below one lot. */
export const marketEntries: Scene = async (leader) => {
  const buys = [
    [HDFCBANK, 100, 'INTRADAY'],
    [RELIANCE, 40, 'CNC'],
    [SBIN, 200, 'MTF'],
    [NIFTY_CALL, 260, 'MARGIN'],
  ] as const;
  for (const [on, quantity, productType] of buys) {
    leader.place(on, { transactionType: 'BUY', quantity, productType, orderType: 'MARKET' });
    await leader.pause();
  }
  leader.place(NIFTY_FUTURE, { transactionType: 'SELL', quantity: 130, productType: 'MARGIN', orderType: 'MARKET' });
  await leader.pause();
};

/** An order that is split in two for the follower with twice the quantity. The exchange accepts at most 1,800 in one order. */
export const aboveFreeze: Scene = async (leader) => {
  leader.place(NIFTY_PUT, { transactionType: 'BUY', quantity: 1755, productType: 'MARGIN', orderType: 'MARKET' });
  await leader.pause();
};

/** A position that is flipped and closed. */
export const flip: Scene = async (leader) => {
  const terms = { productType: 'INTRADAY', orderType: 'MARKET' } as const;
  leader.place(INFY, { ...terms, transactionType: 'BUY', quantity: 100 });
  await leader.pause(2);
  leader.place(INFY, { ...terms, transactionType: 'SELL', quantity: 250 });
  await leader.pause(2);
  leader.place(INFY, { ...terms, transactionType: 'BUY', quantity: 150 });
  await leader.pause();
};

/** A sale of two fifths of a position. */
export const partialExit: Scene = async (leader) => {
  leader.place(SBIN, { transactionType: 'SELL', quantity: 80, productType: 'MTF', orderType: 'MARKET' });
  await leader.pause();
};

/** An order with a disclosed quantity. */
export const disclosed: Scene = async (leader) => {
  const price = leader.price(ITC, -0.02);
  leader.place(ITC, {
    transactionType: 'BUY',
    quantity: 200,
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    price,
    disclosedQuantity: 80,
  });
  await leader.pause();
};

/** A stop and a target for one position. Two resting exits are alternatives, each for the whole position. */
export const stopAndTarget: Scene = async (leader) => {
  const terms = { productType: 'MARGIN', transactionType: 'SELL', quantity: 90 } as const;
  leader.place(BANKNIFTY_CALL, { ...terms, transactionType: 'BUY', orderType: 'MARKET' });
  await leader.pause(2);
  const target = leader.price(BANKNIFTY_CALL, 3);
  leader.place(BANKNIFTY_CALL, { ...terms, orderType: 'LIMIT', price: target });
  await leader.pause();
  const stop = leader.place(BANKNIFTY_CALL, {
    ...terms,
    orderType: 'STOP_LOSS',
    triggerPrice: leader.price(BANKNIFTY_CALL, -3),
    price: leader.price(BANKNIFTY_CALL, -3.5),
  });
  await leader.pause(2);
  leader.market(BANKNIFTY_CALL, target);
  await leader.pause();
  leader.cancel(BANKNIFTY_CALL, stop);
  await leader.pause();
};

/** A leader order that the broker's risk system rejects. */
export const rejectedLeader: Scene = async (leader) => {
  leader.place(GTLINFRA, { transactionType: 'BUY', quantity: 100, productType: 'INTRADAY', orderType: 'MARKET' });
  await leader.pause();
};
