import type { MirrorId } from '@dhancopy/domain/ids';

/** One line of the log; units of the follower are signed. */
export type LogEntry = LeaderFill | Moved | Scaled;

/** Fills of one leader order with none of his other fills in the asset between them. Units of the leader. */
export interface LeaderFill {
  readonly copy: MirrorId;
  /** Units that closed his position, of how many that he held against this order before. */
  readonly exit: number;
  readonly of: number;
  /** Units that opened or widened it. */
  readonly entry: number;
  /** When it was heard of, ms, while fills of his that traded before it may still be unknown; null once its place is certain. */
  readonly heardMs: number | null;
}

/** The target moved without a leader fill. */
export interface Moved {
  /** released: towards zero, never past it. kept: a surplus that the link keeps. */
  readonly moved: 'released' | 'kept';
  readonly units: number;
}

/** A night that may have split the share: so many units for so many. One for one until leader and account were compared. */
export interface Scaled {
  readonly moved: 'scaled';
  readonly units: number;
  readonly of: number;
}

/** Exits of one side in a row: their fractions are worked out from where the first began. */
export interface ExitRun {
  /** The first of the leader orders that make it up. */
  readonly of: MirrorId;
  /** Signed units before it, leader units that closed and that he held, and units asked for so far. */
  readonly before: number;
  readonly exit: number;
  readonly held: number;
  readonly taken: number;
}

/** A fill at the end of a log: fills of one order with none of another between them are one line, so that the log stays short. */
export function joined(log: readonly LogEntry[], fill: LeaderFill): readonly LogEntry[] {
  const last = log.at(-1);
  const isSame = last !== undefined && isLeaderFill(last) && last.copy === fill.copy;
  if (!isSame || (last.entry > 0 && fill.exit > 0)) return [...log, fill];
  const both: LeaderFill = {
    copy: fill.copy,
    exit: last.exit + fill.exit,
    of: Math.max(last.of, last.exit + fill.of),
    entry: last.entry + fill.entry,
    heardMs: fill.heardMs ?? last.heardMs,
  };
  return [...log.slice(0, -1), both];
}

export function isLeaderFill(entry: LogEntry): entry is LeaderFill {
  return 'copy' in entry;
}
