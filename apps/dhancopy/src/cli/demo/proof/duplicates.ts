import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import { sizeEntry, sizeExit } from '../../../engine/index.ts';
import { causeOf, readCopy, UNWIND } from '../cause.ts';
import type { Copy } from '../cause.ts';
import { findTraded } from '../instruments.ts';
import { bookOf } from './evidence.ts';
import type { Claim, Evidence, LinkEvidence } from './evidence.ts';

const ENDED: ReadonlySet<string> = new Set(['TRADED', 'REJECTED', 'CANCELLED', 'EXPIRED']);

/**
 * No cause has two orders: of each slice at most one order is open at a time, and one that filled is followed by another
 * only for units that the leader added later.
 */
export function proveNoDuplicates(evidence: Evidence): Claim {
  const violations: string[] = [];
  let compared = 0;
  const leader = bookOf(evidence, evidence.leader);
  for (const link of evidence.links) {
    const book = bookOf(evidence, link.follower);
    const copies = book.orders.map(readCopy).filter((copy) => copy !== null);
    compared += copies.length;
    const byCause = Map.groupBy(copies, ({ cause }) => cause);
    for (const [place, group] of Map.groupBy(copies, ({ cause, slice }) => cause + slice)) {
      const all = byCause.get(group[0]?.cause ?? '') ?? group;
      const isTooMuch = (): boolean => filledBy(all) > dueOf(all, book, leader, link);
      for (const problem of problemsIn(group, isTooMuch)) violations.push(`${link.followerName}: ${place}: ${problem}`);
    }
  }
  return { claim: 'no duplicate: one order for one cause at a time', compared, violations, explained: [] };
}

function problemsIn(group: readonly Copy[], isTooMuch: () => boolean): string[] {
  const lived = group.filter(({ order }) => hasLived(order)).sort((a, b) => bornMs(a.order) - bornMs(b.order));
  const problems: string[] = [];
  for (const [index, later] of lived.entries()) {
    for (const earlier of lived.slice(0, index)) {
      const pair = `${earlier.order.orderId} and ${later.order.orderId}`;
      if (bornMs(later.order) < endedMs(earlier.order)) problems.push(`${pair} were open at the same time`);
      else if (earlier.order.status === 'TRADED' && isTooMuch()) {
        problems.push(`${pair}: the first had filled, and a second was placed for more than the leader wanted`);
      }
    }
  }
  return problems;
}

function filledBy(copies: readonly Copy[]): number {
  return copies.reduce((sum, { slice, order }) => sum + (slice === UNWIND ? -1 : 1) * order.filledQuantity, 0);
}

/**
 * Most units that one leader order calls for: the follower's share of what it opens, and of what it closes the leader's
 * fraction of what he holds. Held is what his other orders had filled by the time of the last one: an exit may have to
 * wait for the entry that it closes.
 */
function dueOf(copies: readonly Copy[], book: AccountBook, leader: AccountBook, link: LinkEvidence): number {
  const cause = copies[0]?.cause;
  const order = leader.orders.find(({ orderId }) => causeOf(link.id, orderId) === cause);
  if (!order) return 0;
  const share = link.shareFor(findTraded(order.exchangeSegment, order.securityId)?.lotSize ?? 1);
  if (!share) return 0;
  const wanted = Math.max(...order.history.map(({ quantity }) => quantity));
  const leaderHeld = heldAgainst(order, without(leader, [order]), bornMs(order));
  const exit = Math.min(wanted, leaderHeld);
  const own = copies.map((copy) => copy.order);
  const held = heldAgainst(order, without(book, own), Math.max(...own.map(bornMs)));
  return sizeExit(held, exit, leaderHeld, share.lotSize) + sizeEntry(share, wanted - exit);
}

function without({ orders }: AccountBook, left: readonly BookOrder[]): readonly BookOrder[] {
  const ids = new Set(left.map(({ orderId }) => orderId));
  return orders.filter(({ orderId }) => !ids.has(orderId));
}

/** Units that these orders held at this time and that an order of this side would close. */
function heldAgainst(order: BookOrder, orders: readonly BookOrder[], atMs: number): number {
  const sign = order.transactionType === 'BUY' ? 1 : -1;
  let net = 0;
  for (const each of orders) {
    const isSame = each.exchangeSegment === order.exchangeSegment && each.securityId === order.securityId;
    if (!isSame || each.productType !== order.productType) continue;
    const before = each.fills.filter((fill) => fill.atMs <= atMs).reduce((sum, { quantity }) => sum + quantity, 0);
    net += each.transactionType === 'BUY' ? before : -before;
  }
  return Math.max(0, -sign * net);
}

/** An order that the risk system threw out before it came to the exchange never lived. */
function hasLived({ status, filledQuantity }: BookOrder): boolean {
  return status !== 'REJECTED' || filledQuantity > 0;
}

function bornMs(order: BookOrder): number {
  return order.history[0]?.atMs ?? 0;
}

function endedMs(order: BookOrder): number {
  return ENDED.has(order.status) ? (order.history.at(-1)?.atMs ?? Infinity) : Infinity;
}
