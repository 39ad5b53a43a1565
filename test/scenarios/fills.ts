import { DOUBLE, HALF, SAME } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Partial fills, on either side, and the treatment of resting orders. */
export const fills: readonly Scenario[] = [
  {
    name: 'the leader fills in many tranches: one copy, sized on the whole order',
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      for (let i = 0; i < 10; i += 1) {
        stage.fill(id, 10);
        for (const follower of stage.followers()) {
          const [order] = stage.resting(follower);
          if (order) stage.control.fill(follower, order.orderId, order.quantity / 10);
        }
        await stage.calm(10);
      }
      return id;
    },
    every: (q) => ({ net: q(100), resting: [], orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'the follower fills in parts after the leader',
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(id, 100);
      for (const part of [0.2, 0.3, 0.5]) {
        for (const follower of stage.followers()) {
          const [order] = stage.resting(follower);
          if (order) stage.control.fill(follower, order.orderId, order.quantity * part);
        }
        await stage.calm(20);
      }
      return id;
    },
    every: (q) => ({ net: q(100), resting: [], orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'the follower fills before the leader',
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      for (const follower of stage.followers()) {
        const [order] = stage.resting(follower);
        if (order) stage.control.fill(follower, order.orderId, order.quantity);
      }
      await stage.netEverywhere(100);
      stage.fill(id, 100);
      return id;
    },
    every: (q) => ({ net: q(100), resting: [], orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'executions only: nothing is sent until the leader fills, then each part as it fills',
    rig: {
      followers: [
        { id: HALF, ratio: '0.5', settings: { copyOn: 'fill' } },
        { id: SAME, sizing: 'same_quantity', settings: { copyOn: 'fill' } },
      ],
    },
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1620);
      await stage.calm(200);
      for (const follower of stage.followers())
        if (stage.rig.orders(follower).length > 0) throw new Error('copied before a fill');
      stage.halt(false);
      stage.control.setLiquidity('NSE_EQ', '1333', 40);
      stage.price(1612.5);
      await stage.rig.until('first part', () => stage.rig.net(HALF) > 0);
      stage.control.setLiquidity('NSE_EQ', '1333', null);
      stage.price(1612.5);
      return id;
    },
    every: (q) => ({ net: q(100), resting: [], reason: 'FILLED' }),
  },
  {
    name: 'an order that is first reported as filled is copied at once',
    leader: (stage) => {
      stage.control.dropFrames('1000000001', 1);
      return stage.buy(100);
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'a market order that rests in its protection band is moved towards the market, within the price budget',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { fillTimeoutMs: 300, priceBandBps: 100 } }] },
    leader: async (stage) => {
      stage.control.setLiquidity('NSE_EQ', '1333', 100);
      const id = stage.buy(100);
      await stage.restingEverywhere();
      // The price moves out of the band of the protected limit, but stays inside the link's budget of one percent.
      stage.price(1625);
      stage.control.setLiquidity('NSE_EQ', '1333', null);
      await stage.rig.until('chased and filled', () => {
        stage.price(1622);
        return stage.rig.net(HALF) === 50;
      });
      return id;
    },
    every: (q) => ({ net: q(100), resting: [], orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'an entry whose price moved away is given up after its time, with a reason',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { fillTimeoutMs: 250 } }] },
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(id, 100);
      stage.control.setPrice('NSE_EQ', '1333', 1700);
      return id;
    },
    every: () => ({ net: 0, resting: [], orders: 1, reason: 'FILL_TIMEOUT', status: 'cancelled' }),
  },
  {
    name: 'an entry keeps resting where the link is set so',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { fillTimeoutMs: 200, fillPolicy: 'leave' } }] },
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(id, 100);
      await stage.calm(700);
      return id;
    },
    every: (q) => ({
      net: 0,
      resting: [{ priceRupees: 1612, quantity: q(100), modifications: 0 }],
      orders: 1,
      reason: null,
    }),
  },
  {
    name: "an exit that still rests after the leader's exit is moved to the market",
    rig: {
      followers: [
        { id: HALF, ratio: '0.5', settings: { fillTimeoutMs: 250 } },
        { id: DOUBLE, ratio: '2', settings: { fillTimeoutMs: 250 } },
      ],
    },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      stage.halt();
      const id = stage.sell(100, { orderType: 'LIMIT', price: 1613 });
      await stage.restingEverywhere();
      stage.fill(id, 100);
      await stage.calm(100);
      stage.price(1580);
      stage.halt(false);
      return id;
    },
    every: () => ({ net: 0, resting: [], orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'an immediate-or-cancel exit that finds too little liquidity continues at the market',
    rig: { followers: [{ id: HALF, ratio: '0.5' }] },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      stage.control.setLiquidity('NSE_EQ', '1333', 100);
      stage.price(1612.5);
      const id = stage.sell(100, { orderType: 'LIMIT', price: 1610, validity: 'IOC' });
      await stage.rig.until('the first try of the copy ended', () => stage.rig.orders(HALF).length >= 2);
      stage.control.setLiquidity('NSE_EQ', '1333', null);
      stage.price(1612.5);
      return id;
    },
    every: () => ({ net: 0, resting: [], reason: 'FILLED' }),
  },
];
