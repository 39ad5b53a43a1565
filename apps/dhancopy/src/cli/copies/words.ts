import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { isStage, STAGES } from '../../runtime/copy-stage.ts';
import type { CopyStage } from '../../runtime/copy-stage.ts';
import { counted } from '../format/counted.ts';
import { formatElapsed } from '../format/time.ts';
import type { CopyLine } from './read.ts';

/** `Ravi: filled, BUY 50 HDFCBANK at ₹1,650.00, for order 112… of Asha (BUY 100 MARKET); sent after 3.4 ms`. */
export function copyWords(line: CopyLine): string {
  const { stage, side, symbol, leaderOrderId, leaderName, leaderId, leaderQty, orderType, reason, latencyMs } = line;
  const what = [side, quantityWords(line), symbol].filter(Boolean).join(' ');
  const price = line.price === null ? '' : ` at ${formatRupees(line.price)}`;
  const leader = `order ${leaderOrderId} of ${leaderName ?? leaderId} (${side} ${formatCount(leaderQty)} ${orderType})`;
  const speed = latencyMs === null ? '' : `; sent after ${formatElapsed(latencyMs)}`;
  const follower = line.followerName ?? line.followerId ?? 'no follower';
  return `${follower}: ${stage}, ${what}${price}, for ${leader}${reason === null ? speed : `: ${reason}`}`;
}

/** `50`, or `20 of 50` where they differ; "" where nothing was to be copied. */
export function quantityWords({ filledQty, copyQty }: Pick<CopyLine, 'filledQty' | 'copyQty'>): string {
  if (copyQty === 0) return '';
  return filledQty === 0 || filledQty === copyQty
    ? formatCount(copyQty)
    : `${formatCount(filledQty)} of ${formatCount(copyQty)}`;
}

/** How many copies are in each state; states that none is in are left out. */
export type StageCounts = Readonly<Partial<Record<CopyStage, number>>>;

/** `12 filled, 3 skipped`. */
export function stageWords(counts: StageCounts): string {
  const words = Object.keys(STAGES).flatMap((stage) => {
    const count = isStage(stage) ? counts[stage] : undefined;
    return count === undefined ? [] : [`${formatCount(count)} ${stage}`];
  });
  return words.join(', ') || 'none';
}

/** `2 leader orders, 5 copies: 3 filled, 2 skipped`. An order that no link copied is counted apart. */
export function summaryWords(lines: readonly CopyLine[]): string {
  const copies = lines.filter(({ copyId }) => copyId !== null);
  const counts: Partial<Record<CopyStage, number>> = {};
  for (const { stage } of copies) counts[stage] = (counts[stage] ?? 0) + 1;
  const orders = new Set(lines.map(({ leaderOrderId }) => leaderOrderId)).size;
  const uncopied = lines.length - copies.length;
  return [
    `${counted(orders, 'leader order')}, ${counted(copies.length, 'copy', 'copies')}${copies.length === 0 ? '' : `: ${stageWords(counts)}`}`,
    ...(uncopied === 0 ? [] : [`${counted(uncopied, 'leader order')} without a link`]),
  ].join('; ');
}
