import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import type { RequestRecord } from '@dhancopy/emulator/faults/request-log';
import { istMillis } from '@dhancopy/domain/indian-time';
import { bookOf, isOpen, wordsOf } from '@dhancopy/simulation/books';
import { proveNoDrift } from '@dhancopy/simulation/proof/drift';
import { copiesOf, isMarked } from '@dhancopy/simulation/proof/mark';
import { plainSizing } from '@dhancopy/simulation/proof/plain-sizing';
import { openStore } from 'dhancopy/store/store';
import type { MappingRow } from 'dhancopy/store/copies/mappings';
import { BELIEFS, missing, neverTwice, onlyLeftOut, withoutOutcome } from '../crash/checks.ts';
import type { Belief } from '../crash/checks.ts';
import { damageOf } from '@dhancopy/simulation/proof/file-damage';
import { replayed } from './replay.ts';
import type { Stage } from './stage.ts';

/** A process that was killed may have requests on their way for so long, ms: the client gives up then. */
const UNDERWAY_MS = 12_000;
/** Changes of one order: more are refused. Source: https://dhanhq.co/docs/v2/orders/ */
const CHANGES_MAX = 25;
/** Orders of one account. Source: https://dhanhq.co/docs/v2/#rate-limit */
const WINDOWS = [
  { ms: 1_000, most: 10, what: 'second' },
  { ms: 60_000, most: 250, what: 'minute' },
  { ms: 3_600_000, most: 1_000, what: 'hour' },
] as const;

/** At any moment: no cause has two orders, and no id was sent twice. */
export function always({ emulator: { control } }: Stage): string[] {
  return neverTwice(control.books(), control.requests({ operation: 'place' }));
}

/** All is quiet: every leader order has an outcome, and in a strict world every position follows from the leader's fills. */
export function whenQuiet(stage: Stage): string[] {
  const books = stage.emulator.control.books();
  const mappings = stage.machine.query<MappingRow>('select * from copy_mappings');
  return [
    ...always(stage),
    ...replayed(stage.machine, stage.world.kind === 'strict'),
    ...(stage.world.kind === 'strict' ? inStep(stage, books, mappings) : outcomes(stage, books, mappings)),
  ];
}

/** All leaders are flat, and all is quiet: nothing that was copied is left, and nothing rests. */
export function whenFlat(stage: Stage, delivered: boolean): string[] {
  const books = stage.emulator.control.books();
  // What the follower took over, by cancelling or editing a copy, is named as released and is the follower's to close.
  const takenOver = stage.machine.query<{ account: string; units: number }>(
    "select account_id as account, sum(units) as units from position_releases where reason = 'DETACHED' group by account_id, asset, product",
  );
  const isTaken = (account: string, units: number): boolean =>
    takenOver.some((each) => each.account === account && each.units === units);
  const left = [...stage.ledger]
    .filter(({ account, what }) => stage.followers.includes(account) && (delivered || !what.endsWith(' CNC')))
    .filter(({ account, units }) => units.copied !== 0 && !isTaken(account, units.copied))
    .map(({ account, what, units }) => `${account}: ${what}: ${units.copied} copied units are left, own ${units.own}`);
  const resting = stage.followers.flatMap((id) =>
    bookOf(books, id)
      .orders.filter((order) => isMarked(order) && isOpen(order))
      .filter(({ productType }) => delivered || productType !== 'CNC')
      .map((order) => `${id}: ${wordsOf(order)} rests although the leaders are out`),
  );
  const notOut = stage.leaders
    .filter((leader) => !leader.isFlat(delivered))
    .map(({ id }) => `the leader ${id} is not flat`);
  return [...whenQuiet(stage), ...left, ...resting, ...notOut];
}

/** At the end of a day, with the day's books and requests. */
export function atEndOfDay(stage: Stage, fromNumber: number): string[] {
  const requests = stage.emulator.control.requests({ afterNumber: fromNumber });
  const books = stage.emulator.control.books();
  return [
    ...budgets(requests),
    ...changes(books),
    ...audited(stage, requests),
    ...otherSide(stage, books),
    ...damageOf((sql) => stage.machine.query(sql)),
    ...secrets(stage),
  ];
}

function inStep(stage: Stage, books: readonly AccountBook[], mappings: readonly MappingRow[]): string[] {
  const beliefs = stage.machine.query<Belief>(BELIEFS);
  const rows = stage.machine.query<{ id: number; follower: string }>(
    'select id, follower_account_id as follower from links',
  );
  const links = rows.map((link) => ({
    ...link,
    followerName: link.follower,
    sizingFor: () => plainSizing(Number(stage.world.links.find((each) => each.follower === link.follower)?.ratio)),
  }));
  const leader = stage.world.leaders[0] ?? '';
  const today = mappings.filter((row) =>
    bookOf(books, leader).orders.some((each) => each.orderId === row.leader_order_id),
  );
  return [
    ...missing(leader, books, today, beliefs),
    ...proveNoDrift({ leader, books, links, mappings: today }, onlyLeftOut(today, beliefs)).violations,
  ];
}

/** On each link, a leader order that has ended has a row with a reason. By the policy `leave`, the copy may rest on. */
function outcomes(stage: Stage, books: readonly AccountBook[], mappings: readonly MappingRow[]): string[] {
  const links = stage.machine.query<{ id: number; leader: string; follower: string }>(
    'select id, leader_account_id as leader, follower_account_id as follower from links',
  );
  return withoutOutcome(links, books, mappings, ({ id, follower }, order) =>
    copiesOf(bookOf(books, follower), id, order).some(isOpen),
  );
}

/** No account sends more orders in a window than the broker allows. */
function budgets(requests: readonly RequestRecord[]): string[] {
  const writes = requests.filter(({ operation }) => ['place', 'modify', 'cancel'].includes(operation));
  const byAccount = Map.groupBy(writes, ({ dhanClientId }) => dhanClientId ?? '');
  return [...byAccount].flatMap(([account, sent]) =>
    WINDOWS.flatMap(({ ms, most, what }) => {
      const worst = Math.max(0, ...sent.map((_each, at) => countFrom(sent, at, ms)));
      return worst > most ? [`${account}: ${worst} orders in one ${what}, at most ${most} are allowed`] : [];
    }),
  );
}

function countFrom(sent: readonly RequestRecord[], at: number, ms: number): number {
  const endUs = (sent[at]?.atMicros ?? 0) + ms * 1_000;
  let count = 0;
  for (let next = at; next < sent.length && (sent[next]?.atMicros ?? 0) < endUs; next += 1) count += 1;
  return count;
}

function changes(books: readonly AccountBook[]): string[] {
  return books.flatMap(({ dhanClientId, orders }) =>
    orders
      .filter((order) => isMarked(order) && order.modifications > CHANGES_MAX)
      .map((order) => `${dhanClientId}: ${wordsOf(order)} was changed ${order.modifications} times`),
  );
}

/** Every placement that reached the broker is in the audit, and the chain of hashes is whole. */
function audited(stage: Stage, requests: readonly RequestRecord[]): string[] {
  const { settings, key } = stage.machine;
  const store = openStore({ path: settings.databasePath, key, readOnly: true });
  const rows = stage.machine.query<{ text: string | null }>(
    "select request_data as text from audit_log where action = 'place_order'",
  );
  const known = new Set(rows.map(({ text }) => /"correlationId":"([^"]+)"/.exec(text ?? '')?.[1]));
  // While the disk is full, records wait in memory, and a process that ends then takes them along.
  const waited = (atMs: number): boolean => stage.fullMs.some(([fromMs, toMs]) => atMs > fromMs && atMs < toMs);
  const lost = (atMs: number): boolean =>
    waited(atMs) || stage.endsMs.some((endMs) => atMs > endMs - UNDERWAY_MS && atMs < endMs + UNDERWAY_MS);
  const unknown = requests
    .filter(({ operation, correlationId }) => operation === 'place' && correlationId !== null)
    .filter(({ correlationId, atMicros }) => !known.has(correlationId ?? '') && !lost(atMicros / 1_000))
    .map(
      ({ correlationId, dhanClientId, atMicros, outcome }) =>
        `${dhanClientId ?? '?'}: ${correlationId ?? ''}, sent at ${istMillis(atMicros / 1_000)} and ${outcome}, is not in the audit`,
    );
  try {
    const report = store.audit.chain.verify(null, () => undefined);
    return report.broken
      ? [...unknown, `the audit's chain breaks at row ${report.broken.id}: ${report.broken.why}`]
      : unknown;
  } finally {
    store.close();
  }
}

/**
 * A copy is never on the side on which no leader was all day, where the follower has not traded by hand. A copy that rests may fill after
 * the leader has cancelled, while no process runs to cancel it: there the leader meant that side. Where the broker sent a leader's
 * frames late, out of order or not at all, on a stream that stayed open, nobody can know before the next read of the book.
 */
function otherSide(stage: Stage, books: readonly AccountBook[]): string[] {
  return stage.followers.flatMap((follower) => {
    const book = bookOf(books, follower);
    if (stage.world.links.some((link) => link.follower === follower && stage.spoiled.has(link.leader))) return [];
    const leaders = stage.world.links
      .filter((link) => link.follower === follower)
      .map(({ leader }) => bookOf(books, leader));
    const traded = Map.groupBy(book.orders, ({ securityId, productType }) => `${securityId} ${productType}`);
    return [...traded].flatMap(([what, orders]) => {
      if (what.endsWith(' CNC') || orders.some((order) => !isMarked(order) || filledAlone(order, leaders))) return [];
      const own = extremes(book, what);
      const others = leaders.map((leader) => extremes(leader, what));
      if (own.least < 0 && others.every(({ least }) => least >= 0))
        return [`${follower}: ${what}: sold short, and no leader was: ${tradesIn(book, what)}`];
      if (own.most > 0 && others.every(({ most }) => most <= 0))
        return [`${follower}: ${what}: bought, and no leader had: ${tradesIn(book, what)}`];
      return [];
    });
  });
}

/** The leader cancelled what this copies before it filled, and the copy filled. */
function filledAlone({ correlationId, filledQuantity }: BookOrder, leaders: readonly AccountBook[]): boolean {
  const cause = /^dc_[0-9a-z]+_([0-9a-z]+)_/.exec(correlationId ?? '')?.[1];
  const copied = leaders.flatMap(({ orders }) => orders).find(({ orderId }) => Number(orderId).toString(36) === cause);
  return filledQuantity > 0 && copied?.status === 'CANCELLED' && copied.filledQuantity === 0;
}

/** `SELL 40 at 09:15:31.200, …`, in the order of the exchange. */
function tradesIn({ orders, trades }: AccountBook, what: string): string {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  return trades
    .flatMap(({ orderId, quantity, atMs }) => {
      const order = byId.get(orderId);
      if (!order || `${order.securityId} ${order.productType}` !== what) return [];
      return [
        `${order.transactionType} ${quantity} at ${istMillis(atMs).slice(11)} (${order.correlationId ?? 'by hand'})`,
      ];
    })
    .join(', ');
}

function extremes({ orders, trades }: AccountBook, what: string): { least: number; most: number } {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  let net = 0;
  const range = { least: 0, most: 0 };
  for (const { orderId, quantity } of trades) {
    const order = byId.get(orderId);
    if (!order || `${order.securityId} ${order.productType}` !== what) continue;
    net += order.transactionType === 'BUY' ? quantity : -quantity;
    range.least = Math.min(range.least, net);
    range.most = Math.max(range.most, net);
  }
  return range;
}

/** No token and no login secret is in any byte of the data folder. */
function secrets({ machine, tokens }: Stage): string[] {
  const words = [...tokens, 'JBSWY3DPEHPK3PXP'].map((word) => Buffer.from(word));
  return readdirSync(machine.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'reserve')
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return words.some((word) => bytes.includes(word)) ? [`a secret is in ${entry.name}`] : [];
    });
}
