import type { Account } from '@dhancopy/domain/account';
import type { Instrument } from '@dhancopy/domain/instrument';
import type { LinkSettings, SizingStrategy } from '@dhancopy/domain/link';
import { ONE, ratio, scaleDown } from '@dhancopy/domain/ratio';
import type { Ratio } from '@dhancopy/domain/ratio';

/** How much of a leader order one follower takes, frozen when the order is first seen: a later change counts for later orders. */
export interface Share {
  readonly strategy: SizingStrategy;
  /** Multiplied with each other. */
  readonly factors: readonly Ratio[];
  /** Units; from the contract, not from the underlying. */
  readonly lotSize: number;
  readonly belowOneLot: LinkSettings['belowOneLot'];
}

/** The share of a link, or null when it cannot be known (a capital is missing). */
export function shareOf(
  settings: LinkSettings,
  leader: Account,
  follower: Account,
  instrument: Instrument,
): Share | null {
  const factors = factorsOf(settings, leader, follower);
  if (!factors) return null;
  return {
    strategy: settings.sizing,
    factors,
    lotSize: instrument.lotSize,
    belowOneLot: settings.belowOneLot,
  };
}

function factorsOf(settings: LinkSettings, leader: Account, follower: Account): readonly Ratio[] | null {
  switch (settings.sizing) {
    case 'same_quantity':
      return [ONE];
    case 'fixed_ratio':
      return [settings.ratio];
    case 'capital_proportional':
      if (follower.capital === null || leader.capital === null || leader.capital <= 0) return null;
      return [settings.ratio, ratio(Math.max(0, follower.capital), leader.capital)];
  }
}

/**
 * Follower units for a leader quantity, in whole lots.
 *
 * Works on the running total of an order, not on each fill: rounding each part down would lose lots.
 * @param leaderQty - units of the leader's order so far
 * @returns units, a multiple of the lot; below one lot 0, or one lot where the link says so
 */
export function sizeEntry(share: Share, leaderQty: number): number {
  if (leaderQty <= 0) return 0;
  const exact = scaleDown(leaderQty, ...share.factors);
  const lots = Math.floor(exact / share.lotSize);
  if (lots > 0) return lots * share.lotSize;
  const wantsSomething = share.factors.every((factor) => factor.num > 0);
  return share.belowOneLot === 'one_lot' && wantsSomething ? share.lotSize : 0;
}

/**
 * Follower units for an exit: the fraction of what was copied that the leader gives up of his position.
 * When the leader goes flat, everything that can be sold in whole lots goes, residue included.
 * @param held - units that the link holds (or is about to hold) of the instrument
 */
export function sizeExit(held: number, leaderExit: number, leaderHeld: number, lotSize: number): number {
  if (held <= 0 || leaderExit <= 0 || leaderHeld <= 0) return 0;
  const units = leaderExit >= leaderHeld ? held : scaleDown(held, ratio(leaderExit, leaderHeld));
  return Math.floor(units / lotSize) * lotSize;
}
