import { isFinal, signOf } from '../domain/order.ts';
import { leaderKey } from './book/positions.ts';
import { orderKey } from './state.ts';
import type { EngineState } from './state.ts';

/**
 * Drops what can never be told of again, so that a process that runs for months stays small. The fills of a forgotten leader
 * order become part of his opening balance.
 */
export function forget(state: EngineState, beforeMs: number): void {
  for (const [key, { report, firstSeenMs, lastFillMs }] of state.orders) {
    if (!isFinal(report.status) || Math.max(firstSeenMs, lastFillMs ?? 0) >= beforeMs) continue;
    state.orders.delete(key);
    if (state.accounts.get(report.accountId)?.account.role !== 'leader') continue;
    const position = leaderKey(report.accountId, report.instrumentId, report.product);
    const units = signOf(report.side) * report.filledQty;
    state.fills.add(position, -units);
    state.opening.add(position, units);
  }
  for (const [id, mirror] of state.mirrors) {
    if (!mirror.outcome || state.orders.has(orderKey(mirror.leaderId, mirror.leaderOrderId))) continue;
    if (mirror.outcome.atMs >= beforeMs) continue;
    state.mirrors.delete(id);
    state.wakes.delete(id);
  }
  for (const [key, ref] of state.copyByVenueId) if (!state.mirrors.has(ref.mirrorId)) state.copyByVenueId.delete(key);
  for (const [id, ref] of state.copyByClientId) if (!state.mirrors.has(ref.mirrorId)) state.copyByClientId.delete(id);
}
