import { formatRatio, parseRatio } from '@dhancopy/domain/ratio';
import { z } from 'zod';
import { ChoiceError } from './errors.ts';

/** A change by more than this is more often a slip of the hand than meant. */
const JUMP = 10;

/** The operator says that a jump is meant. */
export const yes = z
  .boolean()
  .default(false)
  .describe('accept a ratio or limit that is more than ten times the usual or previous value');

/**
 * @param before - what it is now, or what it is held against; null where there is nothing
 * @throws {ChoiceError} for a value more than ten times as large, unless that is meant
 */
export function refuseJump(
  { what, against, before, after }: { what: string; against: string; before: number | null; after: number },
  isMeant: boolean,
): void {
  if (isMeant || before === null || before <= 0 || after <= before * JUMP) return;
  const times = Math.round((after / before) * 10) / 10;
  throw new ChoiceError(`${what} is ${times.toLocaleString('en-IN')} times ${against}. If that is meant, add --yes`);
}

/** The same for ratios, as their texts. */
export function refuseRatioJump(ratio: string, before: number | null, against: string, isMeant: boolean): void {
  const parsed = parseRatio(ratio);
  if (!parsed) return;
  refuseJump({ what: `ratio ${formatRatio(parsed)}`, against, before, after: parsed.num / parsed.den }, isMeant);
}
