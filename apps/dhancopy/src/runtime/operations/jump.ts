import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { LinkSettings } from '@dhancopy/domain/link';
import { formatRatio, parseRatio } from '@dhancopy/domain/ratio';
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

/** @throws {JumpError} for a value more than ten times as small, unless that is meant: the way back would be a jump */
function refuseFall({ what, against, before, after }: Change, isMeant: boolean): void {
  if (isMeant || before === null || after <= 0 || before <= after * JUMP) return;
  throw new JumpError(`${what} is ${timesText(before / after)} times smaller than ${against}`);
}

function timesText(times: number): string {
  return (Math.round(times * 10) / 10).toLocaleString('en-IN');
}

/** A new ratio, as text. @throws {JumpError} */
export function refuseRatioJump(ratio: string, before: number | null, against: string, isMeant: boolean): void {
  const change = ratioChange(ratio, before, against);
  if (change) refuseJump(change, isMeant);
}

/** A ratio that was set before, as text: also a fall is asked about. @throws {JumpError} */
export function refuseRatioChange(ratio: string, before: number, against: string, isMeant: boolean): void {
  const change = ratioChange(ratio, before, against);
  if (!change) return;
  refuseJump(change, isMeant);
  refuseFall(change, isMeant);
}

function ratioChange(ratio: string, before: number | null, against: string): Change | null {
  const parsed = parseRatio(ratio);
  return parsed && { what: `ratio ${formatRatio(parsed)}`, against, before, after: parsed.num / parsed.den };
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
