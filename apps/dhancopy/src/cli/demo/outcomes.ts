import type { BookOrder } from '@dhancopy/emulator/control/books';
import { bookOf } from '@dhancopy/simulation/books';
import type { LinkEvidence } from '@dhancopy/simulation/proof/evidence';
import { copiesOf, readCopy, UNWIND } from '@dhancopy/simulation/proof/mark';
import type { CopyStage } from '../../runtime/copy-stage.ts';
import type { MappingRow } from '../../store/copies/mappings.ts';
import { stageOfRow } from '../copies/read.ts';
import type { DemoEvidence } from './evidence.ts';

/** What became of one leader order at one follower. */
export interface Outcome {
  readonly follower: string;
  readonly followerName: string;
  /** Units filled, from the broker's books. */
  readonly filled: number;
  readonly orders: number;
  readonly stage: CopyStage;
  readonly reason: string;
  readonly words: string | null;
  /** Leader's frame received to request sent, ms; null when nothing was sent. */
  readonly sentMs: number | null;
  /** Leader's frame received to answer received, ms. */
  readonly answeredMs: number | null;
}

export interface LeaderOutcome {
  readonly order: BookOrder;
  readonly followers: readonly Outcome[];
}

/** Every leader order next to what each follower has of it. */
export function outcomesOf(evidence: DemoEvidence): LeaderOutcome[] {
  const rows = new Map(evidence.mappings.map((row) => [`${row.link_id}|${row.leader_order_id}`, row]));
  return bookOf(evidence.books, evidence.leader).orders.map((order) => ({
    order,
    followers: evidence.links.map((link) => {
      const own = copiesOf(bookOf(evidence.books, link.follower), link.id, order.orderId);
      return outcomeOf(link, own, rows.get(`${link.id}|${order.orderId}`));
    }),
  }));
}

function outcomeOf(link: LinkEvidence, own: readonly BookOrder[], row: MappingRow | undefined): Outcome {
  const filled = own.reduce(
    (sum, order) => sum + (readCopy(order)?.slice === UNWIND ? -1 : 1) * order.filledQuantity,
    0,
  );
  const seen = row?.leader_seen_us ?? null;
  const since = (us: number | null): number | null => (us === null || seen === null ? null : (us - seen) / 1000);
  return {
    follower: link.follower,
    followerName: link.followerName,
    filled,
    orders: own.length,
    stage: row ? stageOfRow(row) : 'waiting',
    reason: row?.reason_code ?? row?.status ?? 'NOT_RECORDED',
    words: row?.error_message ?? null,
    sentMs: since(row?.sent_us ?? null),
    answeredMs: since(row?.answered_us ?? null),
  };
}
