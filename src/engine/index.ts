/**
 * The one door of the engine. Everything outside `src/engine` that plays, runs or reads it goes through here.
 *
 * 1. `handle` is pure in (state, event, context): the same three give the same decision, and the state moves on in place.
 * 2. What `durableOf` returns, kept by key and given to `restore`, brings the same state back, commands in flight as unknown.
 */
import type { Asset } from '../domain/asset.ts';
import { mirrorId } from '../domain/ids.ts';
import type { AccountId, LinkId, VenueOrderId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import type { ReasonCode } from '../domain/reason.ts';
import { linkKey } from './book/positions.ts';
import type { PositionKey } from './book/positions.ts';
import type { Decision } from './decision.ts';
import { restore as restoreMirrors } from './engine.ts';
import { readSavedMirror } from './mirror/saved.ts';
import type { Mirror } from './mirror/mirror.ts';
import type { EngineState } from './state.ts';

export { handle } from './engine.ts';
export { createState } from './state.ts';
export type { EngineState } from './state.ts';
export type { Context, Decision } from './decision.ts';
export type { EngineEvent, PositionRead, TradeRead } from './events.ts';
export type { Command, CopyRef, Notice, Priority } from './commands.ts';

/** One thing to keep: plain JSON under a key that later values replace; null when it need not be kept any more. */
export interface Saved {
  readonly key: string;
  readonly value: unknown;
}

/** What must be made durable after a decision, before its commands are carried out. */
export function durableOf(state: EngineState, decision: Decision): Saved[] {
  const mirrors = [...decision.mirrors].map((id) => ({ key: `copy ${id}`, value: state.mirrors.get(id) ?? null }));
  const copied = [...decision.copied].map((key) => ({ key: `held ${key}`, value: state.copied.get(key) }));
  return [...mirrors, ...copied];
}

export function restore(state: EngineState, saved: Iterable<Saved>, nowMs: number): void {
  const mirrors: Mirror[] = [];
  for (const { key, value } of saved) {
    if (value === null) continue;
    if (key.startsWith('copy ')) mirrors.push(readSavedMirror(JSON.stringify(value)));
    if (key.startsWith('held ')) state.copied.set(key.slice(5) as PositionKey, value as number);
  }
  restoreMirrors(
    state,
    mirrors.sort((a, b) => a.seq - b.seq),
    nowMs,
  );
}

/** What became of a leader order for a link: null when the link has never seen it; `reason` is null while it is being worked. */
export function outcomeOf(
  state: EngineState,
  link: LinkId,
  leaderOrder: VenueOrderId,
): { readonly reason: ReasonCode | null; readonly detail: string } | null {
  const mirror = state.mirrors.get(mirrorId(link, leaderOrder));
  if (!mirror) return null;
  return { reason: mirror.outcome?.reason ?? null, detail: mirror.outcome?.detail ?? mirror.waiting ?? '' };
}

/** Signed units that a link holds of an asset, copied in the leader's product. */
export function heldOf(state: EngineState, link: LinkId, asset: Asset, leaderProduct: Product): number {
  return state.copied.get(linkKey(link, asset as string as never, leaderProduct));
}

/** Signed units of an asset that are the follower's own. */
export function ownUnitsOf(_state: EngineState, _follower: AccountId, _asset: Asset, _product: Product): number {
  return 0;
}

/** True while the engine waits for a time, for budget or for an answer of its own. */
export function isBusy(state: EngineState): boolean {
  return state.wakes.size > 0;
}
