import { LEADER } from '../kit/rig.ts';
import { HALF } from './scenario.ts';
import type { Scenario, Stage } from './scenario.ts';

/** The real behaviour of the order stream: repeats, delays, gaps, other casings, invalid data. */
export const frames: readonly Scenario[] = [
  {
    name: 'every frame twice, on both sides',
    leader: async (stage) => {
      for (const account of [LEADER, ...stage.followers()]) stage.control.duplicateFrames(account, true);
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { price: 1605 });
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1605, quantity: q(100), modifications: 1 }], orders: 1 }),
  },
  {
    name: 'frames late by a second',
    leader: (stage) => {
      for (const account of [LEADER, ...stage.followers()]) stage.control.delayFrames(account, 1_000);
      return stage.buy(100);
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'frames in the wrong order',
    leader: async (stage) => {
      stage.control.reorderFrames(LEADER, 4);
      const id = stage.restingBuy(100, 1600);
      for (const price of [1601, 1602, 1603, 1604, 1605]) {
        stage.modify(id, { price });
        await stage.calm(5);
      }
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1605, quantity: q(100) }], orders: 1 }),
  },
  {
    name: 'an order that fills, its frames in the wrong order',
    leader: (stage) => {
      stage.control.reorderFrames(LEADER, 2);
      return stage.buy(100);
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'frames in the documented casing',
    rig: { emulator: { switches: { documentedCasing: true } } },
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { price: 1604 });
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1604, quantity: q(100) }], orders: 1 }),
  },
  {
    name: 'the other spelling of a partial fill',
    rig: { emulator: { switches: { partialFillLabel: 'PART_TRADED' } } },
    leader: async (stage) => {
      stage.halt();
      const id = stage.restingBuy(100, 1612);
      await stage.restingEverywhere();
      stage.fill(id, 40);
      await stage.calm(100);
      stage.halt(false);
      stage.price(1611);
      return id;
    },
    every: (q) => ({ net: q(100), resting: [], reason: 'FILLED' }),
  },
  {
    name: 'malformed, binary and unknown frames are stored and change nothing',
    leader: async (stage) => {
      const rubbish: (string | Uint8Array)[] = [
        '{"Data":',
        'not json at all',
        '[]',
        'null',
        '{"Type":"order_alert"}',
        '{"Type":"order_alert","Data":{"orderNo":"1"}}',
        '{"Type":"order_alert","Data":{"orderNo":"77","clientId":"1000000001","exchange":"NSE","segment":"E","securityId":"1333","product":"Z","txnType":"B","orderType":"LMT","validity":"DAY","quantity":10,"status":"Pending"}}',
        '{"Type":"heartbeat","Data":{}}',
        new Uint8Array([1, 2, 3, 4, 5]),
      ];
      for (const frame of rubbish) stage.control.sendRaw(LEADER, frame);
      const id = stage.buy(100);
      await stage.netEverywhere(100);
      await stage.rig.until('all journaled', () => journaledErrors(stage) === rubbish.length);
      return id;
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'an unknown status is not final: the order is read again',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      const frame = {
        Type: 'order_alert',
        Data: {
          clientId: LEADER,
          exchange: 'NSE',
          segment: 'E',
          securityId: '1333',
          orderNo: id,
          product: 'I',
          txnType: 'B',
          orderType: 'LMT',
          validity: 'DAY',
          quantity: 100,
          price: 1600,
          status: 'Frozen By Moon',
        },
      };
      stage.control.sendRaw(LEADER, JSON.stringify(frame));
      await stage.rig.until(
        'read again',
        () => stage.control.requests({ dhanClientId: LEADER, operation: 'order' }).length > 0,
      );
      return id;
    },
    every: (q) => ({ resting: [{ quantity: q(100) }], orders: 1, reason: null }),
  },
  {
    name: 'one lost frame of a modification is found in the book',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.control.dropFrames(LEADER, 2);
      stage.modify(id, { price: 1606 });
      return id;
    },
    every: () => ({ resting: [{ priceRupees: 1606 }], orders: 1 }),
  },
  {
    name: 'a mute stream is detected by the order book and reconnected; nothing is missed',
    leader: async (stage) => {
      stage.control.muteStream(LEADER, true);
      const id = stage.buy(100);
      await stage.netEverywhere(100);
      await stage.rig.until('the notice', () => stage.rig.notices.some(({ code }) => code === 'STREAM_MUTE'));
      return id;
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'a mute stream of a follower',
    leader: async (stage) => {
      for (const follower of stage.followers()) stage.control.muteStream(follower, true);
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.modify(id, { price: 1605 });
      return id;
    },
    every: () => ({ resting: [{ priceRupees: 1605 }], orders: 1 }),
  },
  {
    name: 'the socket is down for ten orders',
    leader: async (stage) => {
      stage.control.refuseStreams(LEADER, true);
      stage.control.resetStream(LEADER);
      let last = '';
      for (let i = 1; i <= 10; i += 1) last = stage.restingBuy(i * 2, 1590 + i);
      await stage.calm(200);
      stage.control.refuseStreams(LEADER, false);
      return last;
    },
    every: () => ({
      resting: Array.from({ length: 10 }, () => ({ orderType: 'LIMIT' as const })),
      orders: 10,
      reason: null,
    }),
  },
  {
    name: 'a reset in the middle of a session',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      for (const account of [LEADER, ...stage.followers()]) stage.control.resetStream(account);
      return stage.sell(100);
    },
    every: () => ({ net: 0, resting: [], orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'an entry that filled while the stream was down longer than the link allows is skipped, its exit has nothing to sell',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { lateEntryMs: 500 } }], start: false },
    leader: async (stage) => {
      const entry = stage.buy(100);
      await stage.calm(2_100);
      await stage.rig.start();
      return entry;
    },
    every: () => ({ net: 0, orders: 0, reason: 'LATE_ENTRY', status: 'cancelled', words: /too long ago/ }),
  },
  {
    name: 'an order that still rests is copied whatever its age, at the same limit',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { lateEntryMs: 500 } }], start: false },
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.calm(1_600);
      await stage.rig.start();
      return id;
    },
    every: (q) => ({ resting: [{ quantity: q(100), priceRupees: 1600 }], orders: 1 }),
  },
];

function journaledErrors(stage: Stage): number {
  return (
    stage.rig.query<{ n: number }>('select count(*) as n from websocket_messages where error_message is not null')[0]
      ?.n ?? 0
  );
}
