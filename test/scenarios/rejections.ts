import { DOUBLE, HALF } from './scenario.ts';
import type { Scenario } from './scenario.ts';

const NIFTY_CE = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;

/** One side is refused, by dhancopy, by the risk system, or by the exchange. */
export const rejections: readonly Scenario[] = [
  {
    name: 'the leader is rejected before the copy',
    rig: { leaders: [{ dhanClientId: '1000000001', fundsRupees: 10 }] },
    leader: (stage) => stage.buy(100),
    every: () => ({ net: 0, orders: 0, reason: 'LEADER_REJECTED', status: 'cancelled', words: /insufficient funds/i }),
  },
  {
    name: 'the leader is rejected after the copy: the copy is cancelled',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.control.rejectOrder('1000000001', id, 'Rate Not Within Ckt Limit 1450 to 1770');
      return id;
    },
    every: () => ({ net: 0, resting: [], orders: 1, reason: 'LEADER_REJECTED', words: /Ckt Limit/ }),
  },
  {
    name: 'copied in transit, and the leader is rejected a moment later',
    rig: {
      leaders: [{ dhanClientId: '1000000001', fundsRupees: 10 }],
      followers: [{ id: HALF, ratio: '0.5', settings: { copyOn: 'transit' } }],
    },
    leader: (stage) => stage.restingBuy(100, 1600),
    every: () => ({ net: 0, resting: [], reason: 'LEADER_REJECTED' }),
  },
  {
    name: 'a follower without funds is rejected after TRANSIT, the others are copied',
    rig: {
      followers: [
        { id: HALF, ratio: '0.5', account: { fundsRupees: 1_000 } },
        { id: DOUBLE, ratio: '2' },
      ],
    },
    leader: (stage) => stage.buy(100),
    every: (q, follower) =>
      follower === HALF
        ? { net: 0, orders: 1, reason: 'REJECTED', status: 'failed', words: /RMS:.*insufficient funds/i }
        : { net: q(100), orders: 1, reason: 'FILLED' },
  },
  {
    name: "a product that the broker refuses for the share is rejected for the follower, with the broker's text",
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { products: { CNC: 'INTRADAY' } } }] },
    instrument: { exchangeSegment: 'NSE_EQ', securityId: '13643' },
    leader: (stage) => stage.buy(100, { exchangeSegment: 'NSE_EQ', securityId: '13643', productType: 'CNC' }),
    every: () => ({ net: 0, orders: 1, reason: 'REJECTED', status: 'failed', words: /RMS:/ }),
  },
  {
    name: 'a product of the link that cannot be in that segment is refused before anything is sent',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { products: { MARGIN: 'CNC' } } }] },
    instrument: NIFTY_CE,
    leader: (stage) => stage.buy(130, { ...NIFTY_CE, productType: 'MARGIN' }),
    every: () => ({ net: 0, orders: 0, reason: 'UNSUPPORTED_PRODUCT', status: 'cancelled', words: /CNC in NSE_FNO/ }),
  },
  {
    name: 'the risk system rejects a copy after TRANSIT',
    leader: (stage) => {
      stage.control.addFault({
        accounts: HALF,
        operations: 'place',
        effect: {
          kind: 'rejectAfterTransit',
          reason: 'Order rejected as this stock is not allowed to be traded in Intraday.',
        },
      });
      return stage.buy(100);
    },
    every: (q, follower) =>
      follower === HALF
        ? { net: 0, orders: 1, reason: 'REJECTED', status: 'failed', words: /not allowed to be traded in Intraday/ }
        : { net: q(100), reason: 'FILLED' },
  },
  {
    name: 'above an unpublished freeze limit, the exchange refuses the copy and nothing is retried',
    leader: (stage) => {
      stage.control.addFault({
        accounts: DOUBLE,
        operations: 'place',
        effect: { kind: 'rejectAfterTransit', reason: 'Quantity is above the freeze quantity' },
      });
      return stage.buy(100);
    },
    every: (q, follower) =>
      follower === DOUBLE
        ? { net: 0, orders: 1, reason: 'REJECTED', words: /freeze/ }
        : { net: q(100), reason: 'FILLED' },
  },
  {
    name: 'a refusal of the broker before TRANSIT is final and is not tried again',
    leader: (stage) => {
      stage.control.addFault({
        accounts: HALF,
        operations: 'place',
        effect: {
          kind: 'refuse',
          errorCode: 'DH-905',
          errorMessage: 'Missing required fields, bad values for parameters etc.',
        },
      });
      return stage.buy(100);
    },
    every: (q, follower) =>
      follower === HALF
        ? { net: 0, orders: 0, reason: 'REFUSED', status: 'failed', words: /DH-905/ }
        : { net: q(100), reason: 'FILLED' },
  },
  {
    name: 'a modification that the broker refuses is tried again, and the copy ends in step',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.control.addFault({ accounts: HALF, operations: 'modify', times: 2, effect: { kind: 'refuse' } });
      stage.modify(id, { price: 1606 });
      return id;
    },
    every: () => ({ resting: [{ priceRupees: 1606 }], orders: 1 }),
  },
  {
    name: 'an unknown instrument is refused, never guessed',
    leader: async (stage) => {
      const { rig } = stage;
      // A contract that was listed after the import of the instruments.
      await rig.stop();
      const { openStore } = await import('dhancopy/store/store');
      const store = openStore({ path: rig.settings.databasePath, key: rig.key });
      const rest = [
        { security_id: '1', exchange_segment: 'NSE_EQ', symbol: 'X', lot_size: 1, tick_size: 0.05, updated_at: 1 },
      ];
      store.instruments.replaceInstruments(rest);
      store.close();
      await rig.start();
      return stage.buy(10);
    },
    every: () => ({ net: 0, orders: 0, reason: 'UNKNOWN_INSTRUMENT', status: 'cancelled', words: /NSE_EQ:1333/ }),
  },
  {
    name: 'the follower cancels a copy by hand: it is left to the follower',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      for (const follower of stage.followers()) {
        const [order] = stage.resting(follower);
        if (order) stage.control.cancelAppOrder(follower, order.orderId);
      }
      await stage.calm(100);
      stage.modify(id, { price: 1605 });
      return id;
    },
    every: () => ({ resting: [], orders: 1, reason: 'FOLLOWER_DETACHED' }),
  },
  {
    name: 'the follower edits a copy by hand: it is left to the follower',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      await stage.calm(1_700);
      for (const follower of stage.followers()) {
        const [order] = stage.resting(follower);
        if (order) stage.control.modifyAppOrder(follower, order.orderId, { price: 1590 });
      }
      await stage.rig.until('noticed', () =>
        stage.followers().every((follower) => stage.rig.mapping(id, follower)?.reason_code === 'FOLLOWER_DETACHED'),
      );
      stage.modify(id, { price: 1605 });
      return id;
    },
    every: () => ({ resting: [{ priceRupees: 1590 }], orders: 1, reason: 'FOLLOWER_DETACHED' }),
  },
];
