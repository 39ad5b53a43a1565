import { DOUBLE, HALF } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Modifications and cancels, also before their placement was sent or answered. */
export const changing: readonly Scenario[] = [
  {
    name: 'modify price',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { price: 1605 });
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1605, quantity: q(100), modifications: 1 }], orders: 1, reason: null }),
  },
  {
    name: 'modify quantity up',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { quantity: 200 });
      return id;
    },
    every: (q) => ({ resting: [{ quantity: q(200), priceRupees: 1600 }], orders: 1 }),
  },
  {
    name: 'modify quantity down',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { quantity: 40 });
      return id;
    },
    every: (q) => ({ resting: [{ quantity: q(40), priceRupees: 1600 }], orders: 1 }),
  },
  {
    name: 'modify trigger and price of a stop',
    leader: async (stage) => {
      const id = stage.buy(100, { orderType: 'STOP_LOSS', triggerPrice: 1620, price: 1625 });
      await stage.restingEverywhere();
      stage.modify(id, { triggerPrice: 1630, price: 1635 });
      return id;
    },
    every: (q) => ({ resting: [{ triggerRupees: 1630, priceRupees: 1635, quantity: q(100) }], orders: 1 }),
  },
  {
    name: 'modify type from limit to market',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { orderType: 'MARKET' });
      return id;
    },
    every: (q) => ({ net: q(100), resting: [], orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'modify type from limit to stop',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { orderType: 'STOP_LOSS', triggerPrice: 1620, price: 1625 });
      return id;
    },
    every: () => ({ resting: [{ orderType: 'STOP_LOSS', triggerRupees: 1620, priceRupees: 1625 }], orders: 1 }),
  },
  {
    name: 'modify validity from day to immediate-or-cancel',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { validity: 'IOC' });
      return id;
    },
    every: () => ({ net: 0, resting: [], orders: 1 }),
  },
  {
    name: 'modified many times fast: the last state wins, and few modifications are used',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      for (let i = 1; i <= 20; i += 1) {
        stage.modify(id, { price: 1580 + i });
        await stage.calm(3);
      }
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1600, quantity: q(100) }], orders: 1 }),
  },
  {
    name: 'a trail of 23 single modifications: after twenty the copy is cancelled and placed again',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1500);
      await stage.restingEverywhere();
      for (let i = 1; i <= 23; i += 1) {
        stage.modify(id, { price: 1500 + i });
        await stage.rig.until(`modification ${i}`, () =>
          stage.followers().every((follower) => stage.resting(follower)[0]?.priceRupees === 1500 + i),
        );
      }
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1523, quantity: q(100) }], orders: 2, reason: null }),
  },
  {
    name: 'modify before the placement is answered',
    leader: async (stage) => {
      stage.control.addFault({ operations: 'place', effect: { kind: 'latency', ms: 300 } });
      const id = stage.restingBuy(100, 1600);
      await stage.calm(100);
      stage.modify(id, { price: 1605, quantity: 60 });
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1605, quantity: q(60) }], orders: 1 }),
  },
  {
    name: 'cancel',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.cancel(id);
      return id;
    },
    every: () => ({ net: 0, resting: [], orders: 1, reason: 'CANCELED_WITH_LEADER', status: 'cancelled' }),
  },
  {
    name: 'cancel before the placement is answered',
    leader: async (stage) => {
      stage.control.addFault({ operations: 'place', effect: { kind: 'latency', ms: 300, when: 'after' } });
      const id = stage.restingBuy(100, 1600);
      await stage.calm(100);
      stage.cancel(id);
      return id;
    },
    every: () => ({ net: 0, resting: [], orders: 1, reason: 'CANCELED_WITH_LEADER' }),
  },
  {
    name: 'cancel before the copy is sent: nothing is sent',
    leader: async (stage) => {
      // Every account's writes pause after the broker answered "too many requests", so the second order waits.
      stage.control.addFault({ operations: 'place', times: 3, effect: { kind: 'rate429' } });
      const first = stage.restingBuy(10, 1590);
      await stage.rig.until('all refused', () => stage.control.requests({ operation: 'place' }).length === 3);
      const id = stage.restingBuy(100, 1600);
      await stage.calm(50);
      stage.cancel(id);
      stage.cancel(first);
      return id;
    },
    every: () => ({ net: 0, resting: [], orders: 0, reason: 'LEADER_CANCELED', status: 'cancelled' }),
  },
  {
    name: 'cancel after a partial fill on both sides: the rest is cancelled, the filled units stay',
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(id, 40);
      for (const follower of stage.followers()) {
        const [order] = stage.resting(follower);
        if (order) stage.control.fill(follower, order.orderId, order.quantity * 0.4);
      }
      await stage.netEverywhere(40);
      stage.cancel(id);
      return id;
    },
    every: (q) => ({ net: q(40), resting: [], orders: 1, reason: 'CANCELED_WITH_LEADER', status: 'placed' }),
  },
  {
    name: "cancel after a partial fill of the leader alone: the copy catches up at the leader's price or better, the rest is cancelled",
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(id, 40);
      await stage.calm(50);
      stage.cancel(id);
      await stage.rig.until("copies reduced to the leader's part", () =>
        stage
          .followers()
          .every(
            (follower) => stage.resting(follower)[0]?.quantity === 40 * ({ [HALF]: 0.5, [DOUBLE]: 2 }[follower] ?? 1),
          ),
      );
      stage.halt(false);
      stage.price(1611);
      return id;
    },
    every: (q) => ({ net: q(40), resting: [], reason: 'CANCELED_WITH_LEADER' }),
  },
  {
    name: "a copy that filled more than the leader's cancelled order is reduced to the leader's part",
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      for (const follower of stage.followers()) {
        const [order] = stage.resting(follower);
        if (order) stage.control.fill(follower, order.orderId, order.quantity);
      }
      stage.fill(id, 40);
      await stage.calm(50);
      stage.halt(false);
      stage.cancel(id);
      return id;
    },
    every: (q) => ({ net: q(40), resting: [], orders: 2 }),
  },
  {
    name: 'that surplus is kept where the link is set so',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { surplus: 'keep' } }] },
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      const [order] = stage.resting(HALF);
      if (order) stage.control.fill(HALF, order.orderId, 50);
      await stage.netEverywhere(100);
      stage.cancel(id);
      return id;
    },
    every: () => ({ net: 50, resting: [], orders: 1, reason: 'SURPLUS_KEPT' }),
  },
];
