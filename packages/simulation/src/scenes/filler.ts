import type { Leader } from '../leader.ts';
import { HDFCBANK, ICICIBANK, INFY, ITC, TATASTEEL } from '../instruments.ts';
import type { Traded } from '../instruments.ts';

const TRADED = [HDFCBANK, ICICIBANK, INFY, ITC, TATASTEEL] as const;

/** Random trading until the given number of actions was played. */
export async function trade(leader: Leader, untilActions: number): Promise<void> {
  while (leader.actions < untilActions) {
    const on = TRADED[Math.floor(leader.chance.next() * TRADED.length)] ?? ITC;
    if (leader.chance.next() < 0.5) await atMarket(leader, on);
    else await withLimit(leader, on);
  }
}

async function atMarket(leader: Leader, on: Traded): Promise<void> {
  const quantity = 20 + 10 * Math.floor(leader.chance.next() * 10);
  const terms = { productType: 'INTRADAY', orderType: 'MARKET', quantity } as const;
  const first = leader.chance.next() < 0.7 ? 'BUY' : 'SELL';
  leader.place(on, { ...terms, transactionType: first });
  await leader.pause();
  if (leader.chance.next() < 0.6) leader.place(on, { ...terms, transactionType: first === 'BUY' ? 'SELL' : 'BUY' });
  await leader.pause();
}

async function withLimit(leader: Leader, on: Traded): Promise<void> {
  const id = leader.place(on, {
    transactionType: 'BUY',
    quantity: 40 + 20 * Math.floor(leader.chance.next() * 5),
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    price: leader.price(on, -0.3),
  });
  await leader.pause();
  leader.modify(on, id, { price: leader.price(on, leader.chance.next() < 0.5 ? 0.1 : -0.2) });
  await leader.pause();
  if (leader.chance.next() < 0.5) leader.cancel(on, id);
  await leader.pause(0.5);
}
