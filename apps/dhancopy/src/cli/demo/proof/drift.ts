import type { BookOrder, BookPosition } from '@dhancopy/emulator/control/books';
import { sizeEntry, sizeExit } from '../../../engine/index.ts';
import type { Share } from '../../../engine/index.ts';
import { findTraded, symbolOf } from '../instruments.ts';
import { bookOf } from './evidence.ts';
import type { Claim, Evidence, LinkEvidence } from './evidence.ts';

/** Ends that leave the copy where the leader's order left the leader. */
const IN_STEP: ReadonlySet<string> = new Set(['FILLED', 'CANCELED_WITH_LEADER', 'LEADER_CANCELED', 'EXITED_AHEAD']);

/**
 * Every follower's position in every instrument is what his sizing makes of the leader's fills, or differs for a recorded
 * reason. Where the leader is flat there is no such excuse: the copy is flat.
 */
export function proveNoDrift(evidence: Evidence): Claim {
  const violations: string[] = [];
  const explained: string[] = [];
  let compared = 0;
  const leader = bookOf(evidence, evidence.leader);
  for (const link of evidence.links) {
    const own = bookOf(evidence, link.follower).positions;
    for (const key of new Set([...leader.positions, ...own].map(keyOf))) {
      compared += 1;
      const leaderNet = netOf(leader.positions, key);
      const found = netOf(own, key);
      const orders = leader.orders.filter((order) => keyOf(order) === key);
      const expected = leaderNet === 0 ? 0 : expectedOf(orders, link);
      if (found === expected) continue;
      const where = `${link.followerName}: ${wordsOf(key)}: leader ${leaderNet}, expected ${expected}, found ${found}`;
      const reasons = leaderNet === 0 ? [] : reasonsFor(evidence, link, orders);
      if (reasons.length > 0) explained.push(`${where}: ${reasons.join(', ')}`);
      else violations.push(where);
    }
  }
  return { claim: "no drift: every position follows from the leader's", compared, violations, explained };
}

/** The leader's fills, order by order, in the follower's size: entries by his share, exits by the leader's fraction. */
function expectedOf(orders: readonly BookOrder[], { shareFor }: LinkEvidence): number {
  const first = orders[0];
  const lotSize = (first && findTraded(first.exchangeSegment, first.securityId)?.lotSize) ?? 1;
  const share = shareFor(lotSize);
  if (!share) return 0;
  let leader = 0;
  let copy = 0;
  for (const order of orders.filter(({ fills }) => fills.length > 0).sort((a, b) => firstFillMs(a) - firstFillMs(b))) {
    const sign = order.transactionType === 'BUY' ? 1 : -1;
    copy = afterOrder(copy, leader, sign, order.filledQuantity, share);
    leader += sign * order.filledQuantity;
  }
  return copy;
}

function afterOrder(copy: number, leader: number, sign: 1 | -1, filled: number, share: Share): number {
  const held = Math.max(0, -sign * leader);
  const exit = Math.min(filled, held);
  const out = sizeExit(Math.max(0, -sign * copy), exit, held, share.lotSize);
  return copy + sign * (out + sizeEntry(share, filled - exit));
}

function reasonsFor(evidence: Evidence, link: LinkEvidence, orders: readonly BookOrder[]): string[] {
  const ids = new Set(orders.map(({ orderId }) => orderId));
  const reasons = evidence.mappings
    .filter((row) => row.link_id === link.id && ids.has(row.leader_order_id))
    .map((row) => row.reason_code ?? row.status)
    .filter((reason) => !IN_STEP.has(reason));
  return [...new Set(reasons)];
}

type Placed = Pick<BookPosition, 'exchangeSegment' | 'securityId' | 'productType'>;

function keyOf({ exchangeSegment, securityId, productType }: Placed): string {
  return `${exchangeSegment}|${securityId}|${productType}`;
}

function wordsOf(key: string): string {
  const [segment = '', securityId = '', product = ''] = key.split('|');
  return `${symbolOf(segment, securityId)} ${product}`;
}

function netOf(positions: readonly BookPosition[], key: string): number {
  return positions.filter((each) => keyOf(each) === key).reduce((sum, each) => sum + each.netQuantity, 0);
}

function firstFillMs(order: BookOrder): number {
  return order.fills[0]?.atMs ?? 0;
}
