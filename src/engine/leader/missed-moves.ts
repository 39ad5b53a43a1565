import { mirrorId } from '../../domain/ids.ts';
import { signOf } from '../../domain/order.ts';
import type { Turn } from '../decision.ts';
import type { EngineEvent } from '../events.ts';
import type { PositionKey } from '../position/copy-position.ts';
import { assetFor, leaderPositionIn } from './position.ts';
import type { LeaderMove } from './position.ts';

type LeaderBookRead = Extract<EngineEvent, { type: 'LeaderBookRead' }>;

/**
 * What the leader should hold once the first read of a process is played, by what the copies knew when the last one ended and by the
 * orders of the read. What he traded on an earlier day while nobody looked is in no book any more: only this difference shows it.
 * Signed units by copy position.
 */
export function expectedAfter({ state, ctx }: Turn, { accountId, reports }: LeaderBookRead): Map<PositionKey, number> {
  const expected = new Map<PositionKey, number>();
  for (const link of state.linksByLeader.get(accountId) ?? []) {
    for (const key of state.positionsByLink.get(link) ?? []) {
      const position = state.positions.get(key);
      if (!position || position.held === 0 || position.leaderNet === 0) continue;
      const unheard = reports.reduce((sum, report) => {
        const isSame = report.product === position.leaderProduct;
        if (!isSame || assetFor(report.instrumentId, report.product, ctx) !== position.asset) return sum;
        const known = state.copies.get(mirrorId(link, report.venueOrderId))?.leaderFilled ?? 0;
        return sum + signOf(report.side) * Math.max(0, report.filledQty - known);
      }, 0);
      expected.set(key, position.leaderNet + unheard);
    }
  }
  return expected;
}

/** @returns what the leader holds otherwise than expected, each contract and product once */
export function missedMoves({ state }: Turn, expected: ReadonlyMap<PositionKey, number>): LeaderMove[] {
  const moves = new Map<string, LeaderMove>();
  for (const [key, before] of expected) {
    const position = state.positions.get(key);
    if (!position) continue;
    const { leaderId, asset, leaderProduct: product } = position;
    const after = leaderPositionIn(state, leaderId, asset, product);
    if (after !== before) moves.set(`${asset}|${product}`, { asset, product, before, after });
  }
  return [...moves.values()];
}
