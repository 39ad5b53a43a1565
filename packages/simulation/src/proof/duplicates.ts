import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import { bookOf, isOpen } from '../books.ts';
import { findTraded, isSame } from '../instruments.ts';
import type { Claim, Evidence, LinkEvidence } from './evidence.ts';
import { causeOf, isMarked, readCopy, UNWIND } from './mark.ts';
import type { Copy } from './mark.ts';

/**
 * No cause has two orders. No id is used twice. At most one order of each slice is open at a time. A filled order is followed by
 * another only for units that the leader added later.
 */
export function proveNoDuplicates(evidence: Evidence): Claim {
  const violations: string[] = [];
  let compared = 0;
  const leader = bookOf(evidence.books, evidence.leader);
  for (const link of evidence.links) {
    const book = bookOf(evidence.books, link.follower);
    const copies = book.orders.map(readCopy).filter((copy) => copy !== null);
    compared += copies.length;
    const problems = [...duplicatesIn(book), ...refilled(copies, book, leader, link)];
    violations.push(...problems.map((problem) => `${link.followerName}: ${problem}`));
  }
  return { claim: 'no duplicate: one order for one cause at a time', compared, violations, explained: [] };
}

/**
 * Holds for every session and needs no record of ours: no id of ours was placed twice, and no cause ever had two open orders.
 * Corrections are included.
 */
export function duplicatesIn({ orders }: AccountBook): string[] {
  const marked = orders.filter(isMarked);
  const problems: string[] = [];
  for (const [id, group] of Map.groupBy(marked, ({ correlationId }) => correlationId)) {
    if (group.length > 1) problems.push(`${id}: was placed ${group.length} times`);
  }
  for (const [place, group] of Map.groupBy(marked, placeOf)) {
    for (const [earlier, later] of pairsOf(group)) {
      if (bornMs(later) >= endedMs(earlier)) continue;
      problems.push(`${place}: ${earlier.orderId} and ${later.orderId} were open at the same time`);
    }
  }
  return problems;
}

/** Link, cause and slice: the id without the generation at its end. */
function placeOf({ correlationId }: BookOrder): string {
  return /^([^_]*_){3}./.exec(correlationId ?? '')?.[0] ?? '';
}

/** Slices that had filled before another order was placed for them, for more units than the leader ordered. */
function refilled(copies: readonly Copy[], book: AccountBook, leader: AccountBook, link: LinkEvidence): string[] {
  const problems: string[] = [];
  const byCause = Map.groupBy(copies, ({ cause }) => cause);
  for (const [place, group] of Map.groupBy(copies, ({ cause, slice }) => cause + slice)) {
    const all = byCause.get(group[0]?.cause ?? '') ?? group;
    for (const [earlier, later] of pairsOf(group.map(({ order }) => order).filter(hasLived))) {
      if (earlier.status !== 'TRADED' || bornMs(later) < endedMs(earlier)) continue;
      if (filledBy(all) <= dueOf(all, book, leader, link)) continue;
      const pair = `${earlier.orderId} and ${later.orderId}`;
      problems.push(`${place}: ${pair}: the first had filled, and a second was placed for more than the leader wanted`);
    }
  }
  return problems;
}

/** Each pair, the earlier one first. */
function pairsOf(orders: readonly BookOrder[]): (readonly [BookOrder, BookOrder])[] {
  const sorted = orders.toSorted((a, b) => bornMs(a) - bornMs(b));
  return sorted.flatMap((later, index) => sorted.slice(0, index).map((earlier) => [earlier, later] as const));
}

function filledBy(copies: readonly Copy[]): number {
  return copies.reduce((sum, { slice, order }) => sum + (slice === UNWIND ? -1 : 1) * order.filledQuantity, 0);
}

/**
 * The maximum number of units that one leader order calls for: the follower's share of the units that it opens, and the leader's
 * fraction of the follower's held units for the units that it closes. Held units are the fills of the follower's other orders at the
 * time of the last order: an exit may have to wait for the entry that it closes.
 */
function dueOf(copies: readonly Copy[], book: AccountBook, leader: AccountBook, link: LinkEvidence): number {
  const cause = copies[0]?.cause;
  const order = leader.orders.find(({ orderId }) => causeOf(link.id, orderId) === cause);
  if (!order) return 0;
  const sizing = link.sizingFor(findTraded(order)?.lotSize ?? 1);
  if (!sizing) return 0;
  const wanted = Math.max(...order.history.map(({ quantity }) => quantity));
  const leaderHeld = heldAgainst(order, without(leader, [order]), bornMs(order));
  const exit = Math.min(wanted, leaderHeld);
  const own = copies.map((copy) => copy.order);
  const held = heldAgainst(order, without(book, own), Math.max(...own.map(bornMs)));
  return sizing.exit(held, exit, leaderHeld) + sizing.entry(wanted - exit);
}

function without({ orders }: AccountBook, left: readonly BookOrder[]): readonly BookOrder[] {
  const ids = new Set(left.map(({ orderId }) => orderId));
  return orders.filter(({ orderId }) => !ids.has(orderId));
}

/** Units of these orders that were held at this time and that an order of this side would close. */
function heldAgainst(order: BookOrder, orders: readonly BookOrder[], atMs: number): number {
  const sign = order.transactionType === 'BUY' ? 1 : -1;
  let net = 0;
  for (const each of orders) {
    if (!isSame(each, order) || each.productType !== order.productType) continue;
    const before = each.fills.filter((fill) => fill.atMs <= atMs).reduce((sum, { quantity }) => sum + quantity, 0);
    net += each.transactionType === 'BUY' ? before : -before;
  }
  return Math.max(0, -sign * net);
}

/** An order that the risk system rejected before it reached the exchange was never live. */
function hasLived({ status, filledQuantity }: BookOrder): boolean {
  return status !== 'REJECTED' || filledQuantity > 0;
}

function bornMs(order: BookOrder): number {
  return order.history[0]?.atMs ?? 0;
}

function endedMs(order: BookOrder): number {
  return isOpen(order) ? Infinity : (order.history.at(-1)?.atMs ?? Infinity);
}
