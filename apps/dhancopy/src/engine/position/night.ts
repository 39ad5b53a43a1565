import { ownOf } from '../account/own-book.ts';
import type { Turn } from '../decision.ts';
import type { CopyPosition } from './copy-position.ts';

/**
 * The night changed the leader's units, and the follower's account was not compared with that yet. What was held before the day's fills may
 * be scaled: they are not folded, and nothing opens.
 */
export function isNightOpen({ state }: Turn, { night, followerId, asset, product }: CopyPosition): boolean {
  if (!night) return false;
  const { dayMs, suspicion } = ownOf(state, followerId, asset, product);
  return dayMs < night.dayMs || suspicion?.overnight === true;
}
