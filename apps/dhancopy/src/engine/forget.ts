import { isFinal } from '@dhancopy/domain/order';
import type { Turn } from './decision.ts';
import { foldLeaderFills } from './leader/position.ts';
import { ownKey } from './account/own-units.ts';
import type { Copy } from './position/copy.ts';
import { isQuiet } from './position/create.ts';
import { orderKey } from './state.ts';
import type { OrderKey } from './state.ts';

/**
 * Drops what can never be reported again, so that a process that runs for months stays small. The fills of a forgotten leader
 * order become part of his opening balance.
 */
export function forget(turn: Turn, beforeMs: number): void {
  const { state, ctx } = turn;
  const active = [...state.positions.values()].flatMap((position) => position.active);
  const needed = new Set(active);
  // One link may still work an order that the others are done with.
  const worked = new Set(active.map((id) => orderOf(state.copies.get(id))));
  for (const [key, { report, firstSeenMs, lastFillMs }] of state.orders) {
    if (!isFinal(report.status) || Math.max(firstSeenMs, lastFillMs ?? 0) >= beforeMs || worked.has(key)) continue;
    state.orders.delete(key);
    if (state.accounts.get(report.accountId)?.account.role === 'leader') foldLeaderFills(state, report, ctx);
  }
  for (const [id, copy] of state.copies) {
    const key = orderKey(copy.leaderId, copy.leaderOrderId);
    if (!copy.outcome || needed.has(id) || worked.has(key) || state.orders.has(key)) continue;
    if (copy.outcome.atMs < beforeMs) state.copies.delete(id);
  }
  for (const position of state.positions.values()) {
    if (!isQuiet(position) || position.active.length > 0 || position.doubt !== null || position.dayMs >= beforeMs)
      continue;
    state.positions.delete(position.key);
    state.positionsByLink.get(position.linkId)?.delete(position.key);
    state.wakes.delete(position.key);
    turn.decision.positions.add(position.key);
  }
  const kept = new Set([...state.positions.values()].map((each) => ownKey(each.followerId, each.asset, each.product)));
  for (const own of state.own.values()) {
    if ((own.units ?? 0) !== 0 || own.dayMs >= beforeMs || kept.has(own.key)) continue;
    state.own.delete(own.key);
    state.ownByAccount.get(own.accountId)?.delete(own.key);
    turn.decision.own.add(own.key);
  }
  for (const [key, ref] of state.copyByVenueId) if (!isKnown(turn, ref.mirrorId)) state.copyByVenueId.delete(key);
  for (const [id, ref] of state.copyByClientId) if (!isKnown(turn, ref.mirrorId)) state.copyByClientId.delete(id);
}

function orderOf(copy: Copy | undefined): OrderKey | null {
  return copy ? orderKey(copy.leaderId, copy.leaderOrderId) : null;
}

function isKnown({ state }: Turn, id: Parameters<Turn['state']['copies']['has']>[0]): boolean {
  return state.copies.has(id) || state.corrections.has(id);
}
