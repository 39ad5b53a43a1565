import type { AccountId } from '@dhancopy/domain/ids';
import { signOf } from '@dhancopy/domain/order';
import { addOwn, explain, noteFill } from '../account/own-book.ts';
import type { Turn } from '../decision.ts';
import { indexOrder } from '../orphans.ts';
import type { EngineState } from '../state.ts';
import { copiedQtyOf, keyOf, takenQtyOf } from './copy.ts';
import type { Copy } from './copy.ts';
import type { CopyPosition, PositionKey } from './copy-position.ts';
import { remembered } from './recent-fills.ts';

/** Puts a changed position into the state, and says that it must be kept. */
export function putPosition({ state, decision }: Turn, position: CopyPosition): void {
  if (state.positions.get(position.key) === position) return;
  keepPosition(state, position);
  decision.positions.add(position.key);
}

/** Into the state and its index by link. */
export function keepPosition(state: EngineState, position: CopyPosition): void {
  state.positions.set(position.key, position);
  const known = state.positionsByLink.get(position.linkId);
  if (known) known.add(position.key);
  else state.positionsByLink.set(position.linkId, new Set([position.key]));
}

/** The copy positions of all links of a leader. */
export function positionsFollowing(state: EngineState, leader: AccountId): CopyPosition[] {
  return (state.linksByLeader.get(leader) ?? []).flatMap((link) =>
    [...(state.positionsByLink.get(link) ?? [])].flatMap((key) => state.positions.get(key) ?? []),
  );
}

/** Puts a changed copy into the state, and its new fills into what is held. */
export function putCopy(turn: Turn, copy: Copy, tsMs: number | null = null): void {
  const { state, decision } = turn;
  const before = state.copies.get(copy.id);
  if (before === copy) return;
  state.copies.set(copy.id, copy);
  decision.copies.add(copy.id);
  const cause = { ...copy, cause: copy.leaderOrderId };
  for (const order of copy.orders) if (!before?.orders.includes(order)) indexOrder(state, cause, order);
  const sign = signOf(copy.side);
  const taken = takenBy(before, copy);
  const units = copiedQtyOf(copy) - (before ? copiedQtyOf(before) : 0) - taken;
  addOwn(turn, copy.followerId, copy.asset, copy.product, sign * taken);
  addHeld(turn, keyOf(copy), sign * units, tsMs);
}

/** Units that an order has filled which the follower has in his own hands: once the copy is detached they are his. */
export function takenBy(before: Copy | undefined, copy: Copy): number {
  return copy.detached && before?.detached ? takenQtyOf(copy) - takenQtyOf(before) : 0;
}

/** Units that our orders have filled, signed. */
export function addHeld(turn: Turn, key: PositionKey, units: number, tsMs: number | null): void {
  const position = turn.state.positions.get(key);
  if (!position || units === 0) return;
  const { nowMs } = turn.ctx;
  const fill = { tsMs, heardMs: nowMs, heard: turn.state.heard++, units };
  const recentFills = remembered(position.recentFills, fill);
  putPosition(turn, { ...position, held: position.held + units, recentFills });
  const { followerId, asset, product } = position;
  noteFill(turn, followerId, asset, product, { units, tsMs });
  // A read had shown these units before we heard of the fill: then they were taken for the follower's own.
  addOwn(turn, followerId, asset, product, -explain(turn, followerId, asset, product, units, tsMs));
}

/** Active again: a fact that came after its end, or a new fill of the leader. */
export function activate(turn: Turn, copy: Copy): void {
  const position = turn.state.positions.get(keyOf(copy));
  if (!position || position.active.includes(copy.id)) return;
  const seqOf = (id: Copy['id']): number => turn.state.copies.get(id)?.seq ?? 0;
  const active = [...position.active, copy.id].sort((a, b) => seqOf(a) - seqOf(b));
  putPosition(turn, { ...position, active });
}
