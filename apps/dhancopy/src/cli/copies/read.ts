import { roundPrice } from '@dhancopy/domain/rupees';
import { isReason, REASONS } from '@dhancopy/domain/reason';
import type { Copy } from '../../engine/readings.ts';
import { copiedQtyOf, sizeEntry, venueOrderOf } from '../../engine/readings.ts';
import { stageOf } from '../../runtime/copy-stage.ts';
import type { CopyStage } from '../../runtime/copy-stage.ts';
import type { ListedCopy } from '../../store/copies/copy-list.ts';

/** One leader order as one follower had it, for people. Money is rupees, times are epoch ms. */
export interface CopyLine {
  readonly leaderOrderId: string;
  readonly seenMs: number;
  /** The broker's time of the leader's order, whole seconds; when it was seen, where the broker's time is not on record. */
  readonly orderedMs: number;
  readonly leaderId: string;
  readonly leaderName: string | null;
  readonly side: 'BUY' | 'SELL';
  readonly symbol: string;
  readonly product: string;
  readonly orderType: string;
  readonly leaderQty: number;
  readonly leaderFilled: number;
  readonly leaderStatus: string;
  readonly leaderPrice: number | null;
  /** Null where no link copied the order. */
  readonly copyId: number | null;
  readonly followerId: string | null;
  readonly followerName: string | null;
  /** Units that are to be copied; of a copy that ended with nothing, those of the entry that it was for. */
  readonly copyQty: number;
  readonly filledQty: number;
  readonly price: number | null;
  readonly stage: CopyStage;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  /** From the leader's order, or its fill, to the request that the broker accepted, ms; null while nothing of the copy is at the broker. */
  readonly latencyMs: number | null;
}

/** What a leader order that has no copy is said to be. */
const NO_LINK = 'no link copied from this leader when the order was seen';

export function copyLine(row: ListedCopy): CopyLine {
  const copy = engineCopy(row.state);
  const filled = copy ? copiedQtyOf(copy) : 0;
  return {
    leaderOrderId: row.leader_order_id,
    seenMs: Math.floor(row.seen_us / 1000),
    orderedMs: row.placed_sec === null ? Math.floor(row.seen_us / 1000) : row.placed_sec * 1000,
    leaderId: row.leader_id,
    leaderName: row.leader_name,
    side: row.side,
    symbol: row.symbol,
    product: row.product,
    orderType: row.order_type,
    leaderQty: row.leader_qty,
    leaderFilled: row.leader_filled,
    leaderStatus: row.leader_status,
    leaderPrice: row.leader_price,
    copyId: row.mapping_id,
    followerId: row.follower_id,
    followerName: row.follower_name,
    copyQty: [row.follower_qty ?? 0, restingQty(copy), intendedQty(copy)].find((units) => units > 0) ?? 0,
    filledQty: filled,
    // An average of the fills.
    price: filled === 0 || row.follower_price === null ? null : roundPrice(row.follower_price),
    stage: stageIn(row, copy),
    reasonCode: row.reason_code,
    reason: row.mapping_id === null ? NO_LINK : reasonOf(row),
    latencyMs: isAtBroker(row, copy) ? sentAfterMs(row) : null,
  };
}

/** The broker names whole seconds: what it dates in the second before may have been seen at once. */
const AT_ONCE_US = 2_000_000;

/** The engine may have received the order, or the fill, long after it: then the broker's time of it counts. */
function sentAfterMs(row: ListedCopy): number | null {
  const { sent_us: sentUs, leader_seen_us: seenUs } = row;
  const causeSec = row.cause_sec ?? row.placed_sec;
  if (sentUs === null || seenUs === null) return null;
  const causeUs = causeSec === null ? seenUs : causeSec * 1_000_000;
  return (sentUs - (seenUs - causeUs < AT_ONCE_US ? seenUs : causeUs)) / 1000;
}

/** A request that was refused, or has no answer yet, has brought nothing there. */
function isAtBroker({ follower_order_id: order }: ListedCopy, copy: Copy | null): boolean {
  return copy === null ? order !== null : copy.orders.some((each) => venueOrderOf(each) !== null);
}

/** What rests at the broker of a copy that should have nothing there, and may not be cancelled: trading is halted. */
function restingQty(copy: Copy | null): number {
  const orders = copy?.orders ?? [];
  return orders.reduce((sum, { actual }) => sum + (actual.state === 'open' ? actual.terms.quantity : 0), 0);
}

/** What the follower's share of the entry would have been; of an exit, what it left open. */
function intendedQty(copy: Copy | null): number {
  return copy?.share ? sizeEntry(copy.share, copy.intent) || (copy.outcome?.owed ?? 0) : 0;
}

/** Nothing needs explaining about a copy that has filled. */
function reasonOf({ reason, reason_code: code }: ListedCopy): string | null {
  if (code === 'FILLED') return null;
  if (reason !== null) return isReason(reason) ? REASONS[reason] : reason;
  return code !== null && isReason(code) ? REASONS[code] : null;
}

/** Null for a row of an older build, which keeps something else there. */
function engineCopy(state: string | null): Copy | null {
  const value = state === null ? null : (JSON.parse(state) as Partial<Copy>);
  return value && Array.isArray(value.orders) && value.desired ? (value as Copy) : null;
}

/** Where the copy of a row stands. */
export function stageOfRow(row: StagedRow): CopyStage {
  return stageIn(row, engineCopy(row.state));
}

type StagedRow = Pick<ListedCopy, 'state' | 'status' | 'is_open'>;

/** Without the engine's copy, the seed's word is all that is known. */
function stageIn({ status, is_open: isOpen }: StagedRow, copy: Copy | null): CopyStage {
  if (copy) return stageOf(copy);
  if (status === 'failed') return 'failed';
  if (status === 'placed') return isOpen === 1 ? 'resting' : 'filled';
  return status === 'pending' ? 'waiting' : 'skipped';
}
