import type { AccountId } from '../../domain/ids.ts';
import { signOf } from '../../domain/order.ts';
import type { OrderReport } from '../../domain/order.ts';
import { leaderKey, PositionBook } from '../book/positions.ts';
import type { PositionKey } from '../book/positions.ts';
import type { PositionRead } from '../events.ts';
import { orderKey } from '../state.ts';
import type { EngineState } from '../state.ts';

type Where = Pick<OrderReport, 'accountId' | 'instrumentId' | 'product'>;

function keyOf(order: Where): PositionKey {
  return leaderKey(order.accountId, order.instrumentId, order.product);
}

/** The leader's netted position in the instrument and product of an order, opening balance included. Signed units. */
export function leaderPosition(state: EngineState, order: Where): number {
  const key = keyOf(order);
  return state.opening.get(key) + state.fills.get(key);
}

export function addLeaderFill(state: EngineState, order: OrderReport, units: number): void {
  state.fills.add(keyOf(order), signOf(order.side) * units);
}

/**
 * Takes the broker's positions as the truth: what the orders do not explain is the opening balance
 * (yesterday's positions, holdings, product conversions).
 * @param pending - the reports read with the positions, whose fills may not be known yet
 */
export function alignLeaderPositions(
  state: EngineState,
  account: AccountId,
  positions: readonly PositionRead[],
  pending: readonly OrderReport[],
): void {
  const isTheirs = (key: PositionKey): boolean => key.startsWith(`${account}|`);
  const explained = new PositionBook();
  for (const [key, fills] of state.fills.entries()) if (isTheirs(key)) explained.set(key, fills);
  for (const report of pending) {
    const known = state.orders.get(orderKey(account, report.venueOrderId))?.report.filledQty ?? 0;
    explained.add(keyOf(report), signOf(report.side) * Math.max(0, report.filledQty - known));
  }
  for (const key of [...state.opening.entries()].map(([each]) => each)) if (isTheirs(key)) state.opening.set(key, 0);
  for (const [key, fills] of explained.entries()) state.opening.set(key, -fills);
  for (const { instrumentId, product, netQty } of positions) {
    state.opening.add(leaderKey(account, instrumentId, product), netQty);
  }
}
