import { bareLoop } from 'dhancopy/runtime/testing/bare-loop';
import { accountId } from '@dhancopy/domain/ids';
import { reportFromFrame } from '@dhancopy/dhan/mapping';
import { openEnvelope } from '@dhancopy/dhan/stream/order-frame';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { Journal } from 'dhancopy/runtime/account/journal';
import { linkFromRow } from 'dhancopy/runtime/link-rows';
import { RateBudget } from 'dhancopy/runtime/rate-budget';
import { Recorder } from 'dhancopy/runtime/recorder';
import { openStore } from 'dhancopy/store/store';
import type { Store } from 'dhancopy/store/store';
import { Inbox } from 'dhancopy/runtime/inbox';

const LEADER = '1000000001';
/** Orders are spread over this many contracts. Commands are dropped, so no copy ever ends, and a single group would only grow. */
const INSTRUMENTS = 500;

interface Work {
  readonly path: string;
  readonly links: number;
  readonly orders: number;
  readonly group: number;
}

/** Every order has two frames, Pending and Traded. @returns seconds from the first frame to the last commit */
export async function decideAll({ path, links, orders, group }: Work): Promise<number> {
  const store = openStore({ path });
  fill(store, links);
  const fail = (error: unknown): never => {
    throw error;
  };
  const recorder = new Recorder(store, systemClock, fail);
  const inbox = new Inbox(systemClock);
  const loop = bareLoop(store, systemClock, {
    inbox,
    budgetOf: () => new RateBudget(),
    onFatal: fail,
  });
  const role = (id: string): 'leader' | 'follower' => (id === LEADER ? 'leader' : 'follower');
  for (const row of store.accounts.list()) {
    const id = accountId(row.account_id);
    inbox.post({
      type: 'AccountChanged',
      account: { id, role: role(id), name: row.name, state: 'ACTIVE', capital: null },
    });
    inbox.post({ type: 'AccountReadiness', accountId: id, ready: true, why: null });
  }
  for (const row of store.links.list()) inbox.post({ type: 'LinkChanged', link: linkFromRow(row) });
  await drained(inbox);

  const leader = { id: accountId(LEADER), role: 'leader', name: 'Leader', state: 'ACTIVE', capital: null } as const;
  const journal = new Journal(leader, 'ws://127.0.0.1', recorder, systemClock);
  journal.connecting();
  recorder.flush();
  const frames = Array.from({ length: orders }, (_, at) => [frame(at, 'Pending'), frame(at, 'Traded')]).flat();
  const started = performance.now();
  for (let at = 0; at < frames.length; at += group) {
    for (const text of frames.slice(at, at + group)) take(inbox, journal, text);
    await drained(inbox);
  }
  recorder.flush();
  const seconds = (performance.now() - started) / 1000;
  loop.stop();
  recorder.flush();
  store.close();
  return seconds;
}

/** As AccountSession accepts a message. */
function take(inbox: Inbox, journal: Journal, text: string): void {
  const receivedUs = systemClock.nowUs();
  const journaled = journal.frame(text, receivedUs);
  const alert = openEnvelope(JSON.parse(text) as unknown);
  if (!alert) throw new Error('not an order alert');
  const report = reportFromFrame(alert);
  inbox.post({ type: 'OrderReported', report, receivedMs: systemClock.nowMs(), askedMs: null }, { receivedUs });
  journaled.processed(report.venueOrderId);
}

async function drained(inbox: Inbox): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (inbox.length > 0);
}

function fill(store: Store, links: number): void {
  store.transaction(() => {
    store.accounts.add({ account_id: LEADER, role: 'leader', name: 'Leader' });
    for (let link = 1; link <= links; link += 1) {
      const follower = String(2_000_000_000 + link);
      store.accounts.add({ account_id: follower, role: 'follower', name: follower });
      store.links.add({
        leader_account_id: LEADER,
        follower_account_id: follower,
        sizing_strategy: 'fixed_ratio',
        ratio: '0.5',
        settings: {},
      });
    }
    store.instruments.replaceInstruments(
      Array.from({ length: INSTRUMENTS }, (_, at) => ({
        security_id: String(1_000 + at),
        exchange_segment: 'NSE_EQ',
        symbol: `SHARE${at}`,
        instrument_type: 'EQUITY',
        lot_size: 1,
        tick_size: 0.05,
        updated_at: 1_760_000_000,
      })),
    );
  });
}

/** The broker's frame, without the unused fields. */
function frame(at: number, status: 'Pending' | 'Traded'): string {
  const isTraded = status === 'Traded';
  return JSON.stringify({
    Data: {
      exchange: 'NSE',
      segment: 'E',
      source: 'W',
      securityId: String(1_000 + (at % INSTRUMENTS)),
      clientId: LEADER,
      exchOrderNo: String(1_500_000_000_000_000 + at),
      orderNo: String(112_261_122_000_001 + at),
      product: 'I',
      txnType: 'B',
      orderType: 'LMT',
      validity: 'DAY',
      remainingQuantity: isTraded ? 0 : 100,
      quantity: 100,
      price: 1_612.5,
      ...(isTraded && { tradedQty: 100, tradedPrice: 1_612.5, avgTradedPrice: 1_612.5 }),
      offMktFlag: '0',
      orderDateTime: '2026-11-20 10:05:00',
      exchOrderTime: '2026-11-20 10:05:00',
      lastUpdatedTime: `2026-11-20 10:05:0${isTraded ? 1 : 0}`,
      remarks: ' ',
      mktType: 'NL',
      reasonDescription: isTraded ? 'TRADE CONFIRMED' : 'CONFIRMED',
      legNo: 1,
      instrument: 'EQUITY',
      symbol: `SHARE${at}`,
      productName: 'INTRADAY',
      status,
      lotSize: 1,
      displayName: `Share ${at}`,
      refLtp: 1_612.5,
      tickSize: 0.05,
      algoId: '0',
      multiplier: 1,
      correlationId: 'NA',
      orderPlatform: 'FAST',
    },
    Type: 'order_alert',
  });
}
