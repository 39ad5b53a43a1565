import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { LinkSettings } from '@dhancopy/domain/link';
import { z } from 'zod';
import { durationText } from './duration-text.ts';
import { ChoiceError } from './errors.ts';

/** A change by more than this is more often a slip of the hand than meant. */
const JUMP = 10;

/** The operator says that a jump is meant. @param jump - what this operation asks about, in words */
export function yes(jump: string) {
  return z.boolean().default(false).describe(`accept ${jump}`);
}

/** A value far from the one before. Whoever asks for many changes at once has another flag for it. */
export class JumpError extends ChoiceError {
  readonly jump: string;

  constructor(jump: string) {
    super(`${jump}. If that is meant, add --yes`);
    this.jump = jump;
  }
}

interface Change {
  readonly what: string;
  /** What it is held against, in words. */
  readonly against: string;
  /** What it is now, or what it is held against; null where there is nothing. */
  readonly before: number | null;
  readonly after: number;
}

/** @throws {JumpError} for a value more than ten times as large, unless that is meant */
export function refuseJump({ what, against, before, after }: Change, isMeant: boolean): void {
  if (isMeant || before === null || before <= 0 || after <= before * JUMP) return;
  throw new JumpError(`${what} is ${timesText(after / before)} times ${against}`);
}

/** @throws {JumpError} for a value more than ten times as large or as small, unless that is meant: the way back of a fall would be a jump */
export function refuseChange(change: Change, isMeant: boolean): void {
  refuseJump(change, isMeant);
  const { what, against, before, after } = change;
  if (isMeant || before === null || after <= 0 || before <= after * JUMP) return;
  throw new JumpError(`${what} is ${timesText(before / after)} times smaller than ${against}`);
}

function timesText(times: number): string {
  return (Math.round(times * 10) / 10).toLocaleString('en-IN');
}

type Opening = Pick<LinkSettings, 'priceBandBps' | 'lateEntryMs'>;

/** Settings that open risk as they grow. Where nothing was allowed before, the usual value is what counts. @throws {JumpError} */
export function refuseSettingJumps(before: Opening, after: Opening, isMeant: boolean): void {
  const band = before.priceBandBps || DEFAULT_LINK_SETTINGS.priceBandBps;
  refuseJump(
    {
      what: `price-band ${after.priceBandBps / 100}%`,
      against: `the price band of ${band / 100}%`,
      before: band,
      after: after.priceBandBps,
    },
    isMeant,
  );
  const late = before.lateEntryMs || DEFAULT_LINK_SETTINGS.lateEntryMs;
  refuseJump(
    {
      what: `late-entry ${durationText(after.lateEntryMs)}`,
      against: `the late-entry time of ${durationText(late)}`,
      before: late,
      after: after.lateEntryMs,
    },
    isMeant,
  );
}
