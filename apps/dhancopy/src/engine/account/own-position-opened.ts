import { formatCount } from '@dhancopy/domain/rupees';
import type { Turn } from '../decision.ts';
import type { CopyPosition } from '../position/copy-position.ts';
import { nameOf } from '../instrument-name.ts';

/** Our exit was first: the follower's own order has closed nothing, and he should look at what it opened. */
export function noticeOwnPosition(turn: Turn, { instrumentId, followerId }: CopyPosition, units: number): void {
  turn.decision.notices.push({
    severity: 'CRITICAL',
    code: 'OWN_POSITION_OPENED',
    text: `the copied exit of ${nameOf(turn, instrumentId)} filled before the follower's own order, so ${formatCount(units)} units of that order opened a position of the follower's own. The follower should check it`,
    accountId: followerId,
    venueOrderId: null,
  });
}
