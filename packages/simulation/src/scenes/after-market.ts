import { SBIN } from '../instruments.ts';
import type { Scene } from './scene.ts';

/** The one position that stays open at the end, so that "in step" is tested with units. */
export const AMO_PRODUCT = 'CNC';

/** After-market orders: changed, cancelled, released. */
export const afterMarket: Scene = async (leader) => {
  const terms = {
    transactionType: 'BUY',
    quantity: 50,
    productType: AMO_PRODUCT,
    orderType: 'LIMIT',
    afterMarketOrder: true,
    amoTime: 'OPEN',
  } as const;
  const kept = leader.place(SBIN, { ...terms, price: leader.price(SBIN, 0.3) });
  await leader.pause();
  const dropped = leader.place(SBIN, { ...terms, price: leader.price(SBIN, -0.5) });
  await leader.pause();
  leader.modify(SBIN, kept, { quantity: 60, price: leader.price(SBIN, 0.4) });
  await leader.pause();
  leader.cancel(SBIN, dropped);
  await leader.pause(2);
  leader.report('market', `the market opens for ${leader.control.releaseAmo()} after-market orders`);
  await leader.pause();
};
