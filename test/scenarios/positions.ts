import { LEADER } from '../kit/rig.ts';
import { DOUBLE, HALF } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Exits, flips, alternatives: they follow from the copied units, not from the ratio. */
export const positions: readonly Scenario[] = [
  {
    name: 'a part of the position is sold: the same part of the copy is sold',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      return stage.sell(30);
    },
    every: (q) => ({ net: q(70), reason: 'FILLED' }),
  },
  {
    name: 'leader flat means copies flat, also after a change of the ratio',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      await stage.rig.do({ op: 'link.set', leader: LEADER, follower: HALF, ratio: '3' });
      await stage.rig.do({ op: 'link.set', leader: LEADER, follower: DOUBLE, ratio: '0.1', yes: true });
      stage.sell(50);
      await stage.netEverywhere(50);
      return stage.sell(50);
    },
    every: () => ({ net: 0, resting: [], orders: 3, reason: 'FILLED' }),
  },
  {
    name: 'the new ratio applies to new orders',
    leader: async (stage) => {
      await stage.rig.do({ op: 'link.set', leader: LEADER, follower: HALF, ratio: '1' });
      return stage.buy(100);
    },
    every: (q, follower) => ({ net: follower === HALF ? 100 : q(100) }),
  },
  {
    name: 'thirds leave no residue: the last exit closes it',
    rig: { followers: [{ id: HALF, ratio: '0.5' }] },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      stage.sell(33);
      await stage.rig.until('first third', () => stage.rig.net(HALF) === 34);
      stage.sell(33);
      await stage.rig.until('second third', () => stage.rig.net(HALF) === 18);
      return stage.sell(34);
    },
    every: () => ({ net: 0, reason: 'FILLED' }),
  },
  {
    name: 'exit while the entry copy still rests: the rest is cancelled, nothing is sold',
    leader: async (stage) => {
      stage.halt();
      const entry = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(entry, 100);
      await stage.calm(100);
      const exit = stage.sell(100);
      await stage.leaderFills(exit, 100);
      return exit;
    },
    every: () => ({ net: 0, resting: [], orders: 1, reason: 'TAKEN_BACK', status: 'cancelled' }),
  },
  {
    name: 'exit while the entry copy has filled in part: the rest is cancelled, the part is sold',
    leader: async (stage) => {
      stage.halt();
      const entry = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(entry, 100);
      for (const follower of stage.followers()) {
        const [order] = stage.resting(follower);
        if (order) stage.control.fill(follower, order.orderId, order.quantity * 0.4);
      }
      await stage.netEverywhere(40);
      const exit = stage.sell(100);
      await stage.leaderFills(exit, 100);
      await stage.rig.until('the entry taken back and the exit sent', () =>
        stage
          .followers()
          .every((follower) => stage.rig.orders(follower).length === 2 && stage.resting(follower).length === 1),
      );
      stage.halt(false);
      stage.price(1612.5);
      return exit;
    },
    every: () => ({ net: 0, resting: [], orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'the leader sells half while the whole copy rests: half of it is cancelled, the other half may fill',
    leader: async (stage) => {
      stage.halt();
      const entry = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(entry, 100);
      await stage.calm(50);
      const exit = stage.sell(50);
      await stage.leaderFills(exit, 50);
      await stage.rig.until('cut', () =>
        stage.followers().every((follower) => stage.resting(follower)[0]?.quantity === 50 * shareFor(follower)),
      );
      stage.halt(false);
      stage.price(1611);
      return exit;
    },
    every: (q) => ({ net: q(50), resting: [], orders: 1, reason: 'TAKEN_BACK' }),
  },
  {
    name: 'flip in one order: out of the long and into the short',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      return stage.sell(160);
    },
    every: (q) => ({ net: -q(60), resting: [], orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'a flip of a leader whose long was not copied only opens the short',
    rig: {
      leaders: [
        {
          dhanClientId: LEADER,
          positions: [{ exchangeSegment: 'NSE_EQ', securityId: '1333', productType: 'INTRADAY', netQuantity: 100 }],
        },
      ],
    },
    leader: (stage) => stage.sell(160),
    every: (q) => ({ net: -q(60), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'stop and target rest together; the target fills, the leader cancels the stop',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      const stop = stage.sell(100, { orderType: 'STOP_LOSS_MARKET', triggerPrice: 1590 });
      stage.sell(100, { orderType: 'LIMIT', price: 1630 });
      await stage.restingEverywhere(2);
      stage.price(1632);
      await stage.netEverywhere(0);
      stage.cancel(stop);
      return stop;
    },
    every: () => ({ net: 0, resting: [], orders: 3 }),
  },
  {
    name: 'stop and target rest together; the stop fires',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      const stop = stage.sell(100, { orderType: 'STOP_LOSS', triggerPrice: 1590, price: 1585 });
      const target = stage.sell(100, { orderType: 'LIMIT', price: 1630 });
      await stage.restingEverywhere(2);
      stage.price(1589);
      await stage.netEverywhere(0);
      stage.cancel(target);
      return stop;
    },
    every: () => ({ net: 0, resting: [], orders: 3, reason: 'FILLED' }),
  },
  {
    name: 'a stop placed before its entry has filled becomes an exit after the fill',
    leader: async (stage) => {
      stage.restingBuy(100, 1600);
      const stop = stage.sell(100, { orderType: 'STOP_LOSS', triggerPrice: 1580, price: 1575 });
      await stage.restingEverywhere(2);
      stage.price(1599);
      await stage.netEverywhere(100);
      await stage.rig.do({ op: 'link.set', leader: LEADER, follower: HALF, ratio: '1' });
      stage.price(1579);
      return stop;
    },
    every: () => ({ net: 0, resting: [], orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'an exit of a position that was never copied is skipped with its reason',
    rig: {
      leaders: [
        {
          dhanClientId: LEADER,
          positions: [{ exchangeSegment: 'NSE_EQ', securityId: '1333', productType: 'INTRADAY', netQuantity: 100 }],
        },
      ],
    },
    leader: (stage) => stage.sell(100),
    every: () => ({
      net: 0,
      orders: 0,
      reason: 'NOTHING_COPIED',
      status: 'cancelled',
      words: /nothing of that instrument to exit/,
    }),
  },
  {
    name: 'the opening balance counts: half of an old and a new position is half of the copy',
    rig: {
      leaders: [
        {
          dhanClientId: LEADER,
          positions: [{ exchangeSegment: 'NSE_EQ', securityId: '1333', productType: 'INTRADAY', netQuantity: 100 }],
        },
      ],
    },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      return stage.sell(100);
    },
    every: (q) => ({ net: q(50), reason: 'FILLED' }),
  },
  {
    name: "the follower's own units are not ours to sell",
    rig: {
      followers: [
        {
          id: HALF,
          ratio: '0.5',
          account: {
            positions: [{ exchangeSegment: 'NSE_EQ', securityId: '1333', productType: 'INTRADAY', netQuantity: 30 }],
          },
        },
      ],
    },
    leader: async (stage) => {
      stage.buy(100);
      await stage.rig.until('copied', () => stage.rig.net(HALF) === 80);
      return stage.sell(100);
    },
    every: () => ({ net: 30, reason: 'FILLED' }),
  },
  {
    name: 'a rejected entry leaves nothing to exit',
    leader: async (stage) => {
      stage.control.addFault({
        operations: 'place',
        times: 3,
        effect: { kind: 'rejectAfterTransit', reason: 'insufficient funds' },
      });
      stage.buy(100);
      await stage.rig.until('rejected', () =>
        stage.followers().every((follower) => stage.rig.orders(follower)[0]?.status === 'REJECTED'),
      );
      await stage.calm(100);
      return stage.sell(100);
    },
    every: () => ({ net: 0, orders: 1, reason: 'NOTHING_COPIED' }),
  },
  {
    name: 'a paused link: entries are skipped with a reason, exits are copied; resumed, it copies again',
    rig: { followers: [{ id: HALF, ratio: '0.5' }] },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      await stage.rig.do({ op: 'link.state', leader: LEADER, follower: HALF, state: 'REDUCING' });
      const skipped = stage.buy(20);
      await stage.rig.until('skipped', () => stage.rig.mapping(skipped)?.reason_code === 'LINK_REDUCING');
      stage.sell(120);
      await stage.rig.until('exit copied', () => stage.rig.net(HALF) === 0);
      await stage.rig.do({ op: 'link.state', leader: LEADER, follower: HALF, state: 'ACTIVE' });
      return stage.buy(40);
    },
    every: (q) => ({ net: q(40), orders: 3, reason: 'FILLED' }),
  },
  {
    name: 'a halted link sends nothing; resumed, the exit is copied later and the entry is not',
    rig: { followers: [{ id: HALF, ratio: '0.5' }] },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      await stage.rig.do({ op: 'link.state', leader: LEADER, follower: HALF, state: 'HALTED' });
      const exit = stage.sell(100);
      await stage.calm(300);
      if (stage.rig.net(HALF) !== 50) throw new Error('a halted link sent something');
      await stage.rig.do({ op: 'link.state', leader: LEADER, follower: HALF, state: 'ACTIVE' });
      return exit;
    },
    every: () => ({ net: 0, orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'the kill switch cancels resting entries, refuses new ones and allows exits',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      stage.restingBuy(10, 1590);
      await stage.restingEverywhere();
      await stage.rig.do({ op: 'kill', by: 'test', reason: 'a fire drill' });
      await stage.rig.until('entries cancelled', () =>
        stage.followers().every((follower) => stage.resting(follower).length === 0),
      );
      const refused = stage.buy(10);
      await stage.rig.until('refused', () => stage.rig.mapping(refused)?.reason_code === 'KILL_SWITCH');
      return stage.sell(110);
    },
    every: () => ({ net: 0, resting: [], orders: 3, reason: 'FILLED' }),
  },
];

function shareFor(follower: string): number {
  return follower === HALF ? 0.5 : follower === DOUBLE ? 2 : 1;
}
