import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Account } from '@dhancopy/domain/account';
import { accountId } from '@dhancopy/domain/ids';
import type { VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import { DhanBroker } from '@dhancopy/dhan/broker';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import { foldReport } from 'dhancopy/engine';
import type { KnownOrder, Notice } from 'dhancopy/engine';
import { newStore } from 'dhancopy/store/testing';
import { addOwnSettings, readConfiguration } from 'dhancopy/runtime/configuration';
import { Recorder } from 'dhancopy/runtime/recorder';
import { AccountStream } from 'dhancopy/runtime/account/account-stream';
import { Journal } from 'dhancopy/runtime/account/journal';
import { systemClock } from 'dhancopy/runtime/time/clock';

const ID = accountId('1000000001');
const ACCOUNT: Account = { id: ID, role: 'leader', name: 'Leader', state: 'ACTIVE', capital: null };
/** Longer than a stream may take to report an order in a book. */
const LONG_MS = 3_000;
/** It rests. */
const ORDER = {
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  productType: 'INTRADAY',
  transactionType: 'BUY',
  validity: 'DAY',
  orderType: 'LIMIT',
  quantity: 20,
  price: 1_500,
} as const;

let emulator: Emulator;
let broker: DhanBroker;
let stream: AccountStream;
let known: Map<VenueOrderId, KnownOrder>;
let codes: Notice['code'][];
let isBehind: boolean;
const stop = new AbortController();

beforeEach(async () => {
  emulator = await startEmulator({ rateLimits: false, acceptDelayMs: 0 });
  const { accessToken } = emulator.control.addAccount({ dhanClientId: ID, fundsRupees: 10_000_000 });
  broker = new DhanBroker({ dhanClientId: ID, apiUrl: emulator.restUrl, accessToken: () => accessToken });
  known = new Map();
  codes = [];
  isBehind = false;
  const store = newStore({ now: Date.now });
  addOwnSettings(store);
  store.accounts.add({ account_id: ID, role: 'leader', name: 'Leader' });
  const recorder = new Recorder(store, systemClock, (error) => {
    throw error;
  });
  stream = new AccountStream({
    clock: systemClock,
    accountId: ID,
    url: emulator.orderStreamUrl,
    token: () => accessToken,
    localAddress: null,
    journal: new Journal(ACCOUNT, emulator.orderStreamUrl, recorder, systemClock),
    configuration: () => readConfiguration(store),
    known: (order) => known.get(order),
    isBehind: () => isBehind,
    onOpen: () => undefined,
    onFrame: () => undefined,
    onReport: (report) => {
      if (!isBehind) hear(report, null);
    },
    onUnreadable: () => undefined,
    onTokenSuspect: () => undefined,
    notice: (_severity, code) => codes.push(code),
  });
  await stream.start(stop.signal);
  stream.release();
});
afterEach(async () => {
  stream.stop();
  await broker.close();
  await emulator.close();
});

function hear(report: OrderReport, askedMs: number | null): void {
  const { venueOrderId } = report;
  known.set(venueOrderId, foldReport(known.get(venueOrderId), report, { receivedMs: Date.now(), askedMs }).order);
}

/** The book, with a resting order that the stream has not reported. */
async function unheard(): Promise<{ id: VenueOrderId; book: readonly OrderReport[] }> {
  emulator.control.muteStream(ID, true);
  const id = emulator.control.placeAppOrder(ID, ORDER) as VenueOrderId;
  await expect.poll(() => emulator.control.book(ID).orders[0]?.status).toBe('PENDING');
  const { news } = await broker.orders.getOrderBook();
  emulator.control.muteStream(ID, false);
  return { id, book: news.map(({ report }) => report) };
}

it('does not call a stream mute whose frames have the words of super orders, which the book has not', async () => {
  const { orderId } = await broker.superOrders.placeSuperOrder({
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    transactionType: 'BUY',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    quantity: 10,
    price: 1_600,
    targetPrice: 1_650,
    stopLossPrice: 1_590,
    trailingJump: 0,
  });
  const words = (): (string | undefined)[] => [...known.values()].map(({ report }) => report.statusText);
  // Until the entry fills, both exits are parked; then they wait for their price.
  const seen = async (word: string, count: number): Promise<void> => {
    await expect.poll(() => words().filter((each) => each === word).length).toBe(count);
    const { news } = await broker.orders.getOrderBook();
    const book = news.map(({ report }) => report);
    expect(book.map(({ venueOrderId }) => venueOrderId)).toContain(orderId);
    expect(book).toHaveLength(3);
    // Read well after the frames, and once more after the time that a stream is given.
    for (const ms of [400, 2_100]) {
      await sleep(ms);
      stream.compare(book, Date.now());
    }
    await turns();
    expect(codes).toEqual([]);
  };
  await seen('Dummy', 2);
  emulator.control.setPrice('NSE_EQ', '1333', 1_599);
  await seen('Active', 2);
  expect(stream.status.reconnects).toBe(0);
});

/** Several checks of the sockets. */
async function turns(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

it('does not call a stream mute while its socket holds the unread frame, however old the read of the book is', async () => {
  const { id, book } = await unheard();
  // In one turn: the frame is on the socket, and the book is taken in before the socket is read.
  emulator.control.fill(ID, id, 20);
  stream.compare(book, Date.now() - LONG_MS);
  expect(known.get(id)).toBeUndefined();
  await expect.poll(() => known.get(id)?.report.filledQty).toBe(20);
  await turns();
  expect(codes).toEqual([]);
  expect(stream.status.reconnects).toBe(0);
});

it('calls a stream mute without unread data and without a report', async () => {
  const { book } = await unheard();
  stream.compare(book, Date.now() - LONG_MS);
  await expect.poll(() => codes).toEqual(['STREAM_MUTE']);
  await expect.poll(() => stream.isOpen).toBe(true);
});

it('does not call a stream mute for an order of which it has sent a frame that cannot be read', async () => {
  const { id, book } = await unheard();
  const frame = { Type: 'order_alert', Data: { orderNo: id, quantity: 'many' } };
  emulator.control.sendRaw(ID, JSON.stringify(frame));
  await expect.poll(() => stream.status.framesReceived).toBe(1);
  stream.compare(book, Date.now() - LONG_MS);
  await turns();
  expect(codes).toEqual([]);
});

it('calls a stream mute also while other reports are undecided', async () => {
  const { book } = await unheard();
  isBehind = true;
  stream.compare(book, Date.now() - LONG_MS);
  await expect.poll(() => codes).toEqual(['STREAM_MUTE']);
});

it('does not call a stream mute for an order of which a report is undecided, however long ago it came', async () => {
  isBehind = true;
  const id = emulator.control.placeAppOrder(ID, ORDER) as VenueOrderId;
  await expect.poll(() => stream.status.framesReceived).toBeGreaterThan(0);
  await expect.poll(() => emulator.control.book(ID).orders[0]?.status).toBe('PENDING');
  const { news } = await broker.orders.getOrderBook();
  const book = news.map(({ report }) => report);
  expect(book.map(({ venueOrderId }) => venueOrderId)).toEqual([id]);
  for (const ms of [0, LONG_MS, 2 * LONG_MS]) stream.compare(book, Date.now() + ms);
  await turns();
  expect(codes).toEqual([]);
});

it('compares nothing before the book after a gap was read', async () => {
  stream.reconnect('test');
  await expect.poll(() => stream.status.reconnects > 0 && stream.isOpen).toBe(true);
  const { book } = await unheard();
  stream.compare(book, Date.now() - LONG_MS);
  await turns();
  expect(codes).toEqual([]);
  stream.release();
  stream.compare(book, Date.now() - LONG_MS);
  await expect.poll(() => codes).toEqual(['STREAM_MUTE']);
});
