import type { Asset } from '@dhancopy/domain/asset';
import { tradingDay } from '@dhancopy/domain/trading-day';
import type { AccountId } from '@dhancopy/domain/ids';
import type { Product } from '@dhancopy/domain/product';
import type { Turn } from '../decision.ts';
import type { CopyPosition } from '../position/copy-position.ts';
import type { EngineState } from '../state.ts';
import { ownKey } from './own-units.ts';
import type { OwnUnits, Suspicion } from './own-units.ts';

export function ownOf(state: EngineState, account: AccountId, asset: Asset, product: Product): OwnUnits {
  const key = ownKey(account, asset, product);
  return (
    state.own.get(key) ?? {
      key,
      accountId: account,
      asset,
      product,
      units: state.readAccounts.has(account) ? 0 : null,
      counted: {},
      recent: [],
      delivered: null,
      suspicion: null,
      unexplained: null,
      beganMs: 0,
      dayMs: 0,
    }
  );
}

export function putOwn({ state, decision, doubts }: Turn, own: OwnUnits): void {
  const known = state.own.get(own.key);
  if (known === own) return;
  if (known?.suspicion?.difference !== own.suspicion?.difference) doubts.add(own.key);
  keepOwn(state, own);
  decision.own.add(own.key);
}

/** Into the state and its index by account. */
export function keepOwn(state: EngineState, own: OwnUnits): void {
  state.own.set(own.key, own);
  const known = state.ownByAccount.get(own.accountId);
  if (known) known.add(own.key);
  else state.ownByAccount.set(own.accountId, new Set([own.key]));
}

/** From here on his own units of it are counted, also over a restart. */
export function beginOwn(turn: Turn, account: AccountId, asset: Asset, product: Product): void {
  if (!turn.state.own.has(ownKey(account, asset, product)) && turn.state.readAccounts.has(account)) {
    // No night lies between this and the first read of today.
    putOwn(turn, { ...ownOf(turn.state, account, asset, product), dayMs: today(turn) });
  }
}

/** Units become the follower's own, or stop being so. */
export function addOwn(turn: Turn, account: AccountId, asset: Asset, product: Product, units: number): void {
  if (units === 0) return;
  const own = ownOf(turn.state, account, asset, product);
  putOwn(turn, { ...own, units: (own.units ?? 0) + units });
}

/** Units change hands without a trade: trades of before are not played again. */
export function sealTrades(turn: Turn, { followerId, asset, product }: CopyPosition): void {
  const own = ownOf(turn.state, followerId, asset, product);
  if (own.recent.length > 0) putOwn(turn, { ...own, recent: [] });
}

/** A fill in the account was heard of: reads that were asked for before do not count. */
export function noteFill(
  turn: Turn,
  account: AccountId,
  asset: Asset,
  product: Product,
  fill?: { readonly units: number; readonly tsMs: number | null },
): void {
  const key = ownKey(account, asset, product);
  turn.state.lastFills.set(key, turn.ctx.nowMs);
  const own = turn.state.own.get(key);
  // What a read doubts stays doubted until another agrees.
  const doubt = own?.suspicion;
  if (!own || !doubt) return;
  putOwn(turn, { ...own, dayMs: judgedDay(own), suspicion: fill ? explainedBy(doubt, fill) : doubt });
}

/** While what the night did is open, the next read is judged as the first of the day again. */
export function judgedDay({ dayMs, suspicion }: OwnUnits): number {
  return suspicion?.overnight === true ? dayMs - 1 : dayMs;
}

/** A fill of ours that was made before the read explains that much of what the read showed. The broker's times are whole seconds. */
function explainedBy(
  doubt: Suspicion,
  { units, tsMs }: { readonly units: number; readonly tsMs: number | null },
): Suspicion | null {
  if (tsMs === null || tsMs + 999 >= doubt.askedMs || units * doubt.difference <= 0) return doubt;
  const part = Math.sign(units) * Math.min(Math.abs(units), Math.abs(doubt.difference));
  return part === doubt.difference ? null : { ...doubt, difference: doubt.difference - part };
}

/**
 * A report explains units that a read had shown before it came.
 * @param units - signed
 * @returns the signed units of it that a read has counted already
 */
export function explain(
  turn: Turn,
  account: AccountId,
  asset: Asset,
  product: Product,
  units: number,
  tsMs: number | null,
): number {
  const own = ownOf(turn.state, account, asset, product);
  const open = own.unexplained;
  if (!open || open.units * units <= 0 || (tsMs !== null && tsMs > open.readMs)) return 0;
  const known = Math.sign(units) * Math.min(Math.abs(units), Math.abs(open.units));
  const left = open.units - known;
  putOwn(turn, { ...own, unexplained: left === 0 ? null : { ...open, units: left } });
  return known;
}

/** The copy positions that the follower's links have in an asset and product of his. */
export function positionsIn(state: EngineState, account: AccountId, asset: Asset, product: Product): CopyPosition[] {
  const found: CopyPosition[] = [];
  for (const link of state.linksByFollower.get(account) ?? []) {
    for (const key of state.positionsByLink.get(link) ?? []) {
      const position = state.positions.get(key);
      if (position?.asset === asset && position.product === product) found.push(position);
    }
  }
  return found;
}

export function heldIn(positions: readonly CopyPosition[]): number {
  return positions.reduce((sum, { held }) => sum + held, 0);
}

export function today({ ctx }: Turn): number {
  return tradingDay(ctx.nowMs);
}
