import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkId, mirrorId } from '@dhancopy/domain/ids';
import type { VenueOrderId } from '@dhancopy/domain/ids';
import { DhanBroker } from '@dhancopy/dhan/broker';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import { foldReport, orderKey } from 'dhancopy/engine';
import type { CopyRef, KnownOrder, OrderKey } from 'dhancopy/engine';
import { BookMemory } from 'dhancopy/runtime/account/book-memory';
import type { Book } from 'dhancopy/runtime/account/book-memory';
import { systemClock } from 'dhancopy/runtime/time/clock';

const ID = '1000000001';
const ORDER = {
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  productType: 'INTRADAY',
  transactionType: 'BUY',
  validity: 'DAY',
} as const;

let emulator: Emulator;
let broker: DhanBroker;
let memory: BookMemory;
let known: Map<OrderKey, KnownOrder>;
let meaning: number;
let owner: CopyRef | undefined;

beforeEach(async () => {
  emulator = await startEmulator({ rateLimits: false, acceptDelayMs: 0 });
  const { accessToken } = emulator.control.addAccount({ dhanClientId: ID, fundsRupees: 10_000_000 });
  broker = new DhanBroker({ dhanClientId: ID, apiUrl: emulator.restUrl, accessToken: () => accessToken });
  known = new Map();
  meaning = 0;
  owner = undefined;
  memory = new BookMemory({
    clock: systemClock,
    known: (order) => known.get(order),
    owner: () => owner,
    meaning: () => meaning,
  });
});
afterEach(async () => {
  await broker.close();
  await emulator.close();
});

/** Reads the book. @param isTaken - whether the engine takes it in */
async function read(isTaken = true): Promise<Book> {
  const book = await memory.read((isKnown) => broker.orders.getOrderBook(isKnown));
  if (isTaken) take(book);
  // The engine and the broker compare milliseconds. The next read is requested in another one.
  const { askedMs } = book;
  while (Date.now() === askedMs) await new Promise((resolve) => setImmediate(resolve));
  return book;
}

function take({ reports, askedMs }: Book): void {
  for (const report of reports) {
    const key = orderKey(report.accountId, report.venueOrderId);
    known.set(key, foldReport(known.get(key), report, { receivedMs: Date.now(), askedMs }).order);
  }
}

const ids = ({ reports }: Book): string[] => reports.map(({ venueOrderId }) => venueOrderId);

/** A filled order and a resting one. */
async function twoOrders(): Promise<{ filled: string; resting: string }> {
  const filled = emulator.control.placeAppOrder(ID, { ...ORDER, orderType: 'MARKET', quantity: 10 });
  const resting = emulator.control.placeAppOrder(ID, { ...ORDER, orderType: 'LIMIT', quantity: 20, price: 1_500 });
  const statusOf = (id: string): unknown =>
    emulator.control.book(ID).orders.find(({ orderId }) => orderId === id)?.status;
  await expect.poll(() => [statusOf(filled), statusOf(resting)]).toEqual(['TRADED', 'PENDING']);
  return { filled, resting };
}

it('returns ended orders once and live orders with every read, and shows all of them each time', async () => {
  const { filled, resting } = await twoOrders();
  expect(new Set(ids(await read()))).toEqual(new Set([filled, resting]));
  const second = await read();
  expect(ids(second)).toEqual([resting]);
  expect(Object.fromEntries(second.fills)).toEqual({ [filled]: 10, [resting]: 0 });
});

it('returns a row again until the engine has taken it in', async () => {
  const { filled } = await twoOrders();
  await read(false);
  expect(ids(await read(false))).toContain(filled);
  expect(ids(await read())).toContain(filled);
  expect(ids(await read())).not.toContain(filled);
});

it('returns a row again after any report of its order', async () => {
  const { filled } = await twoOrders();
  const { reports } = await read();
  const report = reports.find(({ venueOrderId }) => venueOrderId === filled);
  if (!report) throw new Error('not in the book');
  await read();
  const frame = { ...report, source: 'STREAM' } as const;
  const key = orderKey(report.accountId, report.venueOrderId);
  known.set(key, foldReport(known.get(key), frame, { receivedMs: Date.now(), askedMs: null }).order);
  expect(ids(await read())).toContain(filled);
});

it('returns a row again after any change', async () => {
  const { filled, resting } = await twoOrders();
  await read();
  expect(ids(await read())).toEqual([resting]);
  const effect = { kind: 'spoilRows', where: { orderId: filled }, set: { averageTradedPrice: 1_600.05 } } as const;
  emulator.control.addFault({ operations: 'orders', effect });
  expect(ids(await read())).toContain(filled);
});

it('does not remember a failed read', async () => {
  const { filled } = await twoOrders();
  emulator.control.addFault({ operations: 'orders', times: 1, effect: { kind: 'loseAnswer' } });
  await expect(read()).rejects.toThrow();
  expect(ids(await read())).toContain(filled);
});

it('returns everything again after a change of links or instruments, and after a reset', async () => {
  const { filled, resting } = await twoOrders();
  await read();
  expect(ids(await read())).toEqual([resting]);
  meaning += 1;
  expect(ids(await read())).toContain(filled);
  expect(ids(await read())).toEqual([resting]);
  memory.forget();
  expect(ids(await read())).toContain(filled);
});

it('returns an order again when it turns out to belong to a copy', async () => {
  const { filled, resting } = await twoOrders();
  await read();
  expect(ids(await read())).toEqual([resting]);
  owner = { mirrorId: mirrorId(linkId(1), filled as VenueOrderId), slice: 0, generation: 0 };
  expect(ids(await read())).toContain(filled);
});

it('returns an order again that the engine has forgotten', async () => {
  const { filled } = await twoOrders();
  await read();
  await read();
  known.clear();
  expect(ids(await read())).toContain(filled);
});
