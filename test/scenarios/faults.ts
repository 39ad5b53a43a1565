import { LEADER, POLL_MS } from '../kit/rig.ts';
import { DOUBLE, HALF, THREE } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** The network, the broker and our own process fail. No answer does not mean no. */
export const faults: readonly Scenario[] = [
  {
    name: 'the answer is lost after acceptance: looked up, found, never sent again',
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', effect: { kind: 'loseAnswer' } });
      return stage.buy(100);
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'the answer is lost and the stream too: found by look-up alone',
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', effect: { kind: 'loseAnswer' } });
      for (const follower of stage.followers()) stage.control.muteStream(follower, true);
      return stage.restingBuy(100, 1600);
    },
    every: (q) => ({ resting: [{ quantity: q(100) }], orders: 1, reason: null, status: 'placed' }),
  },
  {
    name: 'accepted, unanswered, and in no book for a while: still one order',
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', effect: { kind: 'lateVisibility', ms: 700 } });
      stage.control.addFault({ operations: 'place', effect: { kind: 'loseAnswer' } });
      return stage.restingBuy(100, 1600);
    },
    every: (q) => ({ resting: [{ quantity: q(100) }], orders: 1, reason: null }),
  },
  {
    name: 'the request is lost before it reaches the broker: proved absent, then placed, because the leader still waits',
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', times: 3, effect: { kind: 'loseRequest' } });
      return stage.restingBuy(100, 1600);
    },
    every: (q) => ({ resting: [{ quantity: q(100) }], orders: 1, reason: null }),
  },
  {
    name: 'the request is lost and the leader has filled: an entry is not sent again when it is too late',
    rig: { followers: THREE.map((each) => ({ ...each, settings: { lateEntryMs: 300 } })) },
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', times: 3, effect: { kind: 'loseRequest' } });
      return stage.buy(100);
    },
    every: () => ({ net: 0, orders: 0, reason: 'ABSENT', status: 'failed', words: /looked up \d+ times/ }),
  },
  {
    name: 'the request is lost and the leader has filled: proved absent, the entry is sent again while the link accepts late ones',
    rig: { followers: THREE.map((each) => ({ ...each, settings: { lateEntryMs: 60_000 } })) },
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', times: 3, effect: { kind: 'loseRequest' } });
      return stage.buy(100);
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'the request of an exit is lost: proved absent, and sent again, because a position must not stay open',
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      stage.control.addFault({ operations: 'place', times: 3, effect: { kind: 'loseRequest' } });
      return stage.sell(100);
    },
    every: () => ({ net: 0, resting: [], orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'the requests of a whole burst are lost: the book answers for all of them together, and each is placed once',
    leader: async (stage) => {
      const burst = 15;
      stage.control.addFault({ operations: 'place', times: 3 * burst, effect: { kind: 'loseRequest' } });
      const startedMs = performance.now();
      let last = '';
      for (let n = 1; n <= burst; n += 1) last = stage.restingBuy(100, 1600);
      await stage.rig.until(
        'each to be placed',
        () => stage.followers().every((follower) => stage.resting(follower).length === burst),
        15_000,
      );
      // The book is also read every POLL_MS, however long the machine takes.
      const most = burst + Math.ceil((performance.now() - startedMs) / POLL_MS);
      for (const dhanClientId of stage.followers()) {
        const reads = stage.control.requests({ dhanClientId, operation: 'orders' }).length;
        if (reads > most)
          throw new Error(`${reads} reads of the book of ${dhanClientId} for ${burst} orders, at most ${most}`);
      }
      return last;
    },
    every: (q) => ({ resting: Array.from({ length: 15 }, () => ({ quantity: q(100) })), orders: 15, reason: null }),
  },
  {
    name: 'a server error after the broker accepted the order',
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', effect: { kind: 'status5xx', processed: true } });
      return stage.buy(100);
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'HTTP 200 with an error in it, although the order was accepted',
    leader: (stage) => {
      stage.control.addFault({
        operations: 'place',
        effect: { kind: 'okWithErrorBody', processed: true, errorCode: 'DH-909' },
      });
      return stage.buy(100);
    },
    every: (q) => ({ net: q(100), orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'too many requests: sent again after a pause, once',
    leader: (stage) => {
      stage.control.addFault({ operations: 'place', times: 3, effect: { kind: 'rate429' } });
      return stage.restingBuy(100, 1600);
    },
    every: (q) => ({ resting: [{ quantity: q(100) }], orders: 1 }),
  },
  {
    name: "the broker's own budgets: a burst is spread, exits first, and nothing is refused",
    rig: { emulator: { rateLimits: true } },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      for (let i = 0; i < 14; i += 1) stage.restingBuy(2, 1560 + i);
      const exit = stage.sell(100);
      await stage.rig.until('flat before the entries are through', () =>
        stage.followers().every((follower) => stage.rig.net(follower) === 0),
      );
      await stage.restingEverywhere(14);
      const refused = stage.control.requests().filter(({ httpStatus }) => httpStatus === 429);
      if (refused.length > 0) throw new Error(`${refused.length} requests were refused for their rate`);
      return exit;
    },
    every: () => ({ net: 0, reason: 'FILLED' }),
  },
  {
    name: 'the answer to a cancel is lost',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.control.addFault({ operations: 'cancel', times: 3, effect: { kind: 'loseAnswer' } });
      stage.cancel(id);
      return id;
    },
    every: () => ({ resting: [], orders: 1, reason: 'CANCELED_WITH_LEADER' }),
  },
  {
    name: 'the request to cancel is lost',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.control.addFault({ operations: 'cancel', times: 3, effect: { kind: 'loseRequest' } });
      stage.cancel(id);
      return id;
    },
    every: () => ({ resting: [], orders: 1, reason: 'CANCELED_WITH_LEADER' }),
  },
  {
    name: 'the answer to a modification is lost',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.control.addFault({ operations: 'modify', times: 3, effect: { kind: 'loseAnswer' } });
      stage.modify(id, { price: 1606 });
      return id;
    },
    every: () => ({ resting: [{ priceRupees: 1606 }], orders: 1 }),
  },
  {
    name: 'the request to modify is lost',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      stage.control.addFault({ operations: 'modify', times: 3, effect: { kind: 'loseRequest' } });
      stage.modify(id, { price: 1606 });
      return id;
    },
    every: () => ({ resting: [{ priceRupees: 1606 }], orders: 1 }),
  },
  {
    name: 'a dead token of one follower: the follower waits with a notice, the others are copied; a new token resumes the copy',
    leader: async (stage) => {
      stage.control.expireToken(HALF);
      const id = stage.restingBuy(100, 1600);
      await stage.rig.until('the notice', () =>
        stage.rig.notices.some(({ code, accountId }) => code === 'ACCOUNT_BLOCKED' && accountId === HALF),
      );
      const { accessToken } = stage.control.mintToken(HALF);
      await stage.rig.do({ op: 'account.token', clientId: HALF, token: accessToken });
      return id;
    },
    every: (q) => ({ resting: [{ quantity: q(100) }], orders: 1, reason: null }),
  },
  {
    name: 'a wrong address refuses only writes: the account stops writing and reports what to do',
    rig: {
      followers: [
        { id: HALF, ratio: '0.5', account: { allowedIps: ['127.0.0.9'] } },
        { id: DOUBLE, ratio: '2' },
      ],
    },
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.rig.until('the notice', () => stage.rig.notices.some(({ text }) => text.includes('Invalid IP')));
      await stage.calm(500);
      stage.restingBuy(20, 1601);
      stage.cancel(id);
      await stage.calm(6_000);
      const tries = stage.control.requests({ dhanClientId: HALF, operation: 'place' }).length;
      if (tries !== 1) throw new Error(`${tries} orders were sent to a broker that refuses the address`);
      return stage.restingBuy(30, 1602);
    },
    every: (q, follower) =>
      follower === HALF
        ? { resting: [], orders: 0, status: 'pending' }
        : { resting: [{ quantity: q(20) }, { quantity: q(30) }], orders: 3 },
  },
  {
    name: 'the process is restarted in the middle: resting orders are recognised, not placed again',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      await stage.rig.stop();
      stage.modify(id, { price: 1606 });
      await stage.rig.start();
      return id;
    },
    every: (q) => ({ resting: [{ priceRupees: 1606, quantity: q(100) }], orders: 1 }),
  },
  {
    name: 'restarted while the leader exited: the exit is copied later, whatever its age',
    rig: {
      followers: [
        { id: HALF, ratio: '0.5', settings: { lateEntryMs: 300 } },
        { id: DOUBLE, ratio: '2', settings: { lateEntryMs: 300 } },
      ],
    },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      await stage.rig.stop();
      const exit = stage.sell(100);
      await stage.calm(1_500);
      await stage.rig.start();
      return exit;
    },
    every: () => ({ net: 0, resting: [], orders: 2, reason: 'FILLED' }),
  },
  {
    name: 'restarted while the leader exited and entered again: the exit is copied later, the old entry is not',
    rig: { followers: [{ id: HALF, ratio: '0.5', settings: { lateEntryMs: 300 } }] },
    leader: async (stage) => {
      stage.buy(100);
      await stage.netEverywhere(100);
      await stage.rig.stop();
      stage.sell(100);
      await stage.calm(1_100);
      const again = stage.buy(100);
      await stage.calm(1_500);
      await stage.rig.start();
      return again;
    },
    every: () => ({ net: 0, resting: [], orders: 2, reason: 'LATE_ENTRY' }),
  },
  {
    name: 'restarted on an empty database: an order placed earlier for the same cause is found, not placed again',
    leader: async (stage) => {
      const id = stage.restingBuy(100, 1600);
      await stage.restingEverywhere();
      await stage.rig.stop();
      stage.rig.query('delete from copy_mappings', 'write');
      await stage.rig.start();
      return id;
    },
    every: (q) => ({ resting: [{ quantity: q(100) }], orders: 1, reason: null }),
  },
  {
    name: 'the loop guard: an order with our mark at the leader is not copied',
    leader: async (stage) => {
      const { request } = await import('undici');
      const { accessToken } = stage.control.mintToken(LEADER);
      await stage.rig.do({ op: 'account.token', clientId: LEADER, token: accessToken });
      const body = {
        dhanClientId: LEADER,
        correlationId: 'dc_9_zzzz_00',
        transactionType: 'BUY',
        exchangeSegment: 'NSE_EQ',
        productType: 'INTRADAY',
        orderType: 'LIMIT',
        validity: 'DAY',
        securityId: '1333',
        quantity: 10,
        price: 1600,
        afterMarketOrder: false,
      };
      const answer = await request(`${stage.rig.emulator.restUrl}/orders`, {
        method: 'POST',
        headers: { 'access-token': accessToken, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { orderId } = (await answer.body.json()) as { orderId: string };
      return orderId;
    },
    every: () => ({ net: 0, orders: 0, reason: 'OWN_ORDER', status: 'cancelled' }),
  },
];
