import type { BookOrder } from '../../../emulator/control/books.ts';
import { readCopy } from '../cause.ts';
import type { Copy } from '../cause.ts';
import { bookOf } from './evidence.ts';
import type { Claim, Evidence } from './evidence.ts';

const ENDED: ReadonlySet<string> = new Set(['TRADED', 'REJECTED', 'CANCELLED', 'EXPIRED']);

/**
 * No cause has two orders: of each slice at most one order is open at a time, and none follows one that filled. A later
 * generation may replace an order only after that one had ended with something left to do.
 */
export function proveNoDuplicates(evidence: Evidence): Claim {
  const violations: string[] = [];
  let compared = 0;
  for (const { follower, followerName } of evidence.links) {
    const copies = bookOf(evidence, follower)
      .orders.map(readCopy)
      .filter((copy) => copy !== null);
    compared += copies.length;
    for (const [place, group] of Map.groupBy(copies, ({ cause, slice }) => cause + slice)) {
      for (const problem of problemsIn(group)) violations.push(`${followerName}: ${place}: ${problem}`);
    }
  }
  return { claim: 'no duplicate: one order for one cause at a time', compared, violations, explained: [] };
}

function problemsIn(group: readonly Copy[]): string[] {
  const lived = group.filter(({ order }) => hasLived(order)).sort((a, b) => bornMs(a.order) - bornMs(b.order));
  const problems: string[] = [];
  for (const [index, later] of lived.entries()) {
    for (const earlier of lived.slice(0, index)) {
      const pair = `${earlier.order.orderId} and ${later.order.orderId}`;
      if (earlier.order.status === 'TRADED') problems.push(`${pair}: the first had filled, and a second was placed`);
      else if (bornMs(later.order) < endedMs(earlier.order)) problems.push(`${pair} were open at the same time`);
    }
  }
  return problems;
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
