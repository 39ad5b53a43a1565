import type { Correction, CopyPosition } from './copy-position.ts';

/** Corrections of a position that are remembered after they are done. */
const PAST_MAX = 16;

/** Done with, and kept for the day: its orders may still report fills. */
export function ended(position: CopyPosition, correction: Correction): CopyPosition {
  const isKept = correction.orders.some(({ actual, inFlight }) => actual.state !== 'none' || inFlight !== null);
  return {
    ...position,
    correction: null,
    past: isKept ? [...position.past, correction].slice(-PAST_MAX) : position.past,
  };
}
