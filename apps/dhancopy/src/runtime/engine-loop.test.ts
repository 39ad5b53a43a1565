import { bareLoop } from './testing/bare-loop.ts';
import { afterEach, expect, it } from 'vitest';
import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { OrderReport } from '@dhancopy/domain/order';
import { paiseFromRupees } from '@dhancopy/domain/price';
import type { Command } from '../engine/index.ts';
import { DatabaseError } from '../store/file/errors.ts';
import type { Store } from '../store/store.ts';
import { newLinkedStore } from '../store/testing.ts';
import { Inbox } from './inbox.ts';
import { linkFromRow } from './link-rows.ts';
import { Outbox } from './outbox.ts';
import { RateBudget } from './rate-budget.ts';
import { systemClock } from './time/clock.ts';

const LEADER = accountId('L');
const FOLLOWER = accountId('F1');
const NOW = Date.now();

let stop: () => void = () => undefined;
afterEach(() => stop());

/** The engine loop on a real file. Its next commit finds the disk full when `isFull` is set; there is room set aside. */
function bench(): {
  store: Store;
  inbox: Inbox;
  outbox: Outbox;
  disk: { isFull: boolean };
  failed: unknown[];
} {
  const real = newLinkedStore(1);
  real.instruments.replaceInstruments([
    {
      security_id: '1333',
      exchange_segment: 'NSE_EQ',
      symbol: 'HDFCBANK',
      instrument_type: 'EQUITY',
      lot_size: 1,
      tick_size: 0.05,
      updated_at: Math.floor(NOW / 1000),
    },
  ]);
  const disk = { isFull: false };
  const store: Store = {
    ...real,
    transaction: (body, level) =>
      real.transaction(() => {
        const result = body();
        if (disk.isFull) throw new DatabaseError('DISK_FULL', 'no room left for the database');
        return result;
      }, level),
  };
  const failed: unknown[] = [];
  const inbox = new Inbox(systemClock);
  const outbox = new Outbox();
  const loop = bareLoop(store, systemClock, {
    inbox,
    outbox,
    budgetOf: () => new RateBudget(),
    makeRoom: () => {
      disk.isFull = false;
      return true;
    },
    onFatal: (error) => failed.push(error),
  });
  stop = () => {
    loop.stop();
    real.close();
  };
  for (const id of [LEADER, FOLLOWER]) {
    const role = id === LEADER ? 'leader' : 'follower';
    inbox.post({ type: 'AccountChanged', account: { id, role, name: id, state: 'ACTIVE', capital: null } });
    inbox.post({ type: 'AccountReadiness', accountId: id, ready: true, why: null });
  }
  for (const row of store.links.list()) inbox.post({ type: 'LinkChanged', link: linkFromRow(row) });
  const at = { askedMs: NOW, receivedMs: NOW };
  inbox.post({ type: 'LeaderBookRead', accountId: LEADER, reports: [], trades: [], positions: [], ...at });
  return { store, inbox, outbox, disk, failed };
}

/** A limit of the leader's for 100 shares. */
function leaderOrder(filledQty: number): OrderReport {
  return {
    accountId: LEADER,
    venueOrderId: venueOrderId('100000000001'),
    clientOrderId: null,
    parentVenueOrderId: null,
    leg: null,
    isSuperOrder: false,
    instrumentId: instrumentId('NSE_EQ', '1333'),
    side: 'BUY',
    product: 'INTRADAY',
    orderType: 'LIMIT',
    timeInForce: 'DAY',
    price: paiseFromRupees(1_600),
    triggerPrice: paiseFromRupees(0),
    quantity: 100,
    disclosedQty: 0,
    afterMarket: false,
    amoTime: null,
    filledQty,
    avgPxRupees: filledQty > 0 ? 1_600 : null,
    status: filledQty > 0 ? 'PARTIALLY_FILLED' : 'ACCEPTED',
    statusText: filledQty > 0 ? 'PART_TRADED' : 'PENDING',
    isModification: false,
    text: '',
    lastPrice: null,
    tradingSymbol: 'HDFCBANK',
    exchangeOrderId: '1',
    tsEventMs: NOW,
    source: 'STREAM',
  };
}

it('writes a batch again after a full disk, also what names an order that is written later in it', async () => {
  const { store, inbox, outbox, disk, failed } = bench();
  inbox.post({ type: 'OrderReported', report: leaderOrder(0), receivedMs: NOW, askedMs: null });
  await inbox.decided();
  const [place] = (await outbox.take()) ?? [];
  expect(place?.type).toBe('place');
  const { mirrorId, slice, generation, request } = place as Extract<Command, { type: 'place' }>;

  // Two events of one transaction: the first changes the copy, the second gives it the number of an order at the broker.
  disk.isFull = true;
  inbox.post({ type: 'OrderReported', report: leaderOrder(40), receivedMs: NOW, askedMs: null });
  const outcome = { kind: 'accepted', venueOrderId: venueOrderId('200000000001'), status: 'SUBMITTED' } as const;
  inbox.post({ type: 'CommandAnswered', kind: 'place', outcome, mirrorId, slice, generation }, { request });
  await inbox.decided();

  expect(failed).toEqual([]);
  expect(disk.isFull).toBe(false);
  expect(store.orders.get('200000000001')).toMatchObject({ account_id: 'F1', quantity: 100 });
  expect(store.mappings.byLeaderOrder('100000000001')).toMatchObject([{ follower_order_id: '200000000001' }]);
});
