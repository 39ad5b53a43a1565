/**
 * The entry of the engine. Everything outside `apps/dhancopy/src/engine` that plays, runs or reads it goes through here; what
 * only reads copies that were saved may take `readings.ts` alone.
 *
 * 1. `handle` is pure in (state, event, context): the same three give the same decision, and the state moves on in place.
 * 2. What `durableOf` returns, kept by key and given to `restore`, brings the same state back, commands in flight as unknown.
 */
import type { Asset } from '@dhancopy/domain/asset';
import { mirrorId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId, VenueOrderId } from '@dhancopy/domain/ids';
import type { Product } from '@dhancopy/domain/product';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { ownOf } from './account/own-book.ts';
import { positionKey } from './position/copy-position.ts';
import type { EngineState } from './state.ts';

export { handle } from './engine.ts';
export * from './readings.ts';
export { createState, orderKey } from './state.ts';
export type { EngineState, OrderKey } from './state.ts';
export { durableOf, restore } from './saved/saved.ts';
export type { Saved } from './saved/saved.ts';
export { fromLegacy, isLegacyMirror } from './saved/legacy.ts';
export type { LegacyCopied, LegacyMirror } from './saved/legacy.ts';
export type { Context, Decision, Modification, Violation } from './decision.ts';
export type { AdoptedPosition, EngineEvent, PositionRead, TradeRead } from './events.ts';
export { PRIORITIES } from './commands.ts';
export type { Command, CopyRef, Notice, Priority } from './commands.ts';
export { foldReport, isNews } from './order/known-order.ts';
export type { KnownOrder } from './order/known-order.ts';
export type { AbsenceRule } from './order/observe.ts';
export { clientOrderId } from './order/client-order-id.ts';
export type { PositionKey } from './position/copy-position.ts';
export { splitPositionKey } from './position/copy-position.ts';
export type { OwnKey, OwnUnits } from './account/own-units.ts';
export { splitOwnKey } from './account/own-units.ts';
export type { Release } from './account/release-reason.ts';
export type { Permitted } from './risk/permitted.ts';
export type { RiskLimits } from './risk/limits.ts';

/** What became of a leader order for a link: null when the link has never seen it; `reason` is null while it is being worked. */
export function outcomeOf(
  state: EngineState,
  link: LinkId,
  leaderOrder: VenueOrderId,
): { readonly reason: ReasonCode | null; readonly detail: string } | null {
  const copy = state.copies.get(mirrorId(link, leaderOrder));
  if (!copy) return null;
  return { reason: copy.outcome?.reason ?? null, detail: copy.outcome?.detail ?? copy.waiting ?? '' };
}

/** Signed units that a link holds of an asset, copied in the leader's product. */
export function heldOf(state: EngineState, link: LinkId, asset: Asset, leaderProduct: Product): number {
  return state.positions.get(positionKey(link, asset, leaderProduct))?.held ?? 0;
}

/** Signed units of an asset that are the follower's own; null until his account was read once. */
export function ownUnitsOf(state: EngineState, follower: AccountId, asset: Asset, product: Product): number | null {
  return ownOf(state, follower, asset, product).units;
}

/** True when the next read of an account must confirm what the last one showed, or show what it could not. */
export function isSuspicious(state: EngineState, account: AccountId): boolean {
  if (state.leaders.read.get(account)?.isSure === false) return true;
  for (const key of state.ownByAccount.get(account) ?? []) if (state.own.get(key)?.suspicion) return true;
  return false;
}

/** True while the engine waits for a time, for budget or for an answer of its own. */
export function isBusy(state: EngineState): boolean {
  return state.wakes.size > 0;
}
