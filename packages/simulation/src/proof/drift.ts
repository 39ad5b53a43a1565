import type { ReasonCode } from '@dhancopy/domain/reason';
import type { AccountBook, BookOrder, BookPosition } from '@dhancopy/emulator/control/books';
import { bookOf } from '../books.ts';
import { findTraded, symbolOf } from '../instruments.ts';
import type { CopyRecord } from '../records.ts';
import type { Claim, Evidence, LinkEvidence, Sizing } from './evidence.ts';

/** Where a position is held: an instrument and a product. */
type Place = Pick<BookPosition, 'exchangeSegment' | 'securityId' | 'productType'>;

/** A position of a follower that does not follow from the leader's fills, with the records that may explain it. */
export interface Difference {
  readonly place: Place;
  readonly expected: number;
  readonly found: number;
  readonly leader: AccountBook;
  readonly follower: AccountBook;
  /** The leader's orders in this instrument and product. */
  readonly orders: readonly BookOrder[];
  /** The records of the link for these orders. */
  readonly records: readonly CopyRecord[];
}

/** The decision about a difference. */
export interface DriftRule {
  /** Why a difference is allowed; absent when it is not allowed. */
  excuses(difference: Difference): readonly string[];
  /** More about a difference that is not allowed, for the investigation. */
  story?(difference: Difference): readonly string[];
}

/** Ends that keep the copy where the leader's order left the leader. */
const IN_STEP: ReadonlySet<string> = new Set<ReasonCode>([
  'FILLED',
  'CANCELED_WITH_LEADER',
  'LEADER_CANCELED',
  'EXITED_AHEAD',
]);

/** Recorded ends that may leave the copy out of step: the broker may refuse a copy, and a copy may time out. */
const ANY_REASON: DriftRule = {
  excuses({ records }) {
    const reasons = records.map((row) => row.reason_code ?? row.status).filter((reason) => !IN_STEP.has(reason));
    return [...new Set(reasons)];
  },
};

/**
 * The position of every follower in every instrument is the leader's fills in the follower's size, or differs for a reason that the
 * rule allows. Where the leader is flat, no reason is allowed: the copy must be flat.
 */
export function proveNoDrift(evidence: Evidence, rule: DriftRule = ANY_REASON): Claim {
  const violations: string[] = [];
  const explained: string[] = [];
  let compared = 0;
  const leader = bookOf(evidence.books, evidence.leader);
  for (const link of evidence.links) {
    const follower = bookOf(evidence.books, link.follower);
    for (const [key, [place]] of Map.groupBy([...leader.positions, ...follower.positions], keyOf)) {
      if (!place) continue;
      compared += 1;
      const leaderNet = netAt(leader, key);
      const found = netAt(follower, key);
      const orders = leader.orders.filter((order) => keyOf(order) === key);
      const expected = leaderNet === 0 ? 0 : expectedOf(orders, link);
      if (found === expected) continue;
      const ids = new Set(orders.map(({ orderId }) => orderId));
      const records = evidence.mappings.filter((row) => row.link_id === link.id && ids.has(row.leader_order_id));
      const difference = { place, expected, found, leader, follower, orders, records };
      const excuses = leaderNet === 0 ? [] : rule.excuses(difference);
      const where = `${link.followerName}: ${symbolOf(place)} ${place.productType}`;
      const words = `${where}: leader ${leaderNet}, expected ${expected}, found ${found}`;
      if (excuses.length > 0) explained.push(`${words}: ${excuses.join(', ')}`);
      else violations.push([words, ...(rule.story?.(difference) ?? [])].join('\n  '));
    }
  }
  return { claim: "no drift: every position follows from the leader's", compared, violations, explained };
}

/** The leader's fills in the follower's size, order by order: entries by the follower's share, exits by the leader's fraction. */
function expectedOf(orders: readonly BookOrder[], { sizingFor }: LinkEvidence): number {
  const first = orders[0];
  const sizing = sizingFor((first && findTraded(first)?.lotSize) ?? 1);
  if (!sizing) return 0;
  let leader = 0;
  let copy = 0;
  for (const order of orders.filter(({ fills }) => fills.length > 0).sort((a, b) => firstFillMs(a) - firstFillMs(b))) {
    const sign = order.transactionType === 'BUY' ? 1 : -1;
    copy = afterOrder(copy, leader, sign, order.filledQuantity, sizing);
    leader += sign * order.filledQuantity;
  }
  return copy;
}

function afterOrder(copy: number, leader: number, sign: 1 | -1, filled: number, sizing: Sizing): number {
  const held = Math.max(0, -sign * leader);
  const exit = Math.min(filled, held);
  return copy + sign * (sizing.exit(Math.max(0, -sign * copy), exit, held) + sizing.entry(filled - exit));
}

function keyOf({ exchangeSegment, securityId, productType }: Place): string {
  return `${exchangeSegment}|${securityId}|${productType}`;
}

function netAt({ positions }: AccountBook, key: string): number {
  return positions.filter((each) => keyOf(each) === key).reduce((sum, each) => sum + each.netQuantity, 0);
}

function firstFillMs(order: BookOrder): number {
  return order.fills[0]?.atMs ?? 0;
}
