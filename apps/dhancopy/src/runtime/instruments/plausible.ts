import type { Comparison } from '../../store/instruments/instrument-staging.ts';

export interface Read {
  readonly comparison: Comparison;
  /** Rows that should have been readable. */
  readonly brokenRows: number;
  /** The operator accepts fewer rows. */
  readonly acceptFewer: boolean;
}

/** Why a list that could be read is not believed. */
export interface Doubt {
  readonly code: 'INSTRUMENTS_BROKEN' | 'INSTRUMENTS_FEWER';
  readonly why: string;
}

/** One row in a hundred that cannot be read is a damaged file, or one in another encoding. */
const BROKEN_SHARE_MAX = 0.01;
/**
 * The month's expiry takes about a fifth of the rows overnight, and new contracts come with it. A list that is shorter by
 * more than three tenths was cut off where one row ends.
 */
const SHARE_MIN = 0.7;
/** The file goes by exchange: one that is cut off misses a segment. A small segment may lose half for good reasons. */
const SEGMENT_SHARE_MIN = 0.5;
const SEGMENT_ROWS_MIN = 100;

/** @returns null for a list that may take the place of the table */
export function doubtOf({ comparison, brokenRows, acceptFewer }: Read): Doubt | null {
  const { before, after, segments } = comparison;
  if (after === 0) return { code: 'INSTRUMENTS_BROKEN', why: 'it has no usable row' };
  const all = after + brokenRows;
  if (brokenRows > all * BROKEN_SHARE_MAX) {
    return { code: 'INSTRUMENTS_BROKEN', why: `${count(brokenRows)} of its ${count(all)} rows cannot be read` };
  }
  if (acceptFewer) return null;
  for (const [segment, { before, after }] of Object.entries(segments)) {
    if (before < SEGMENT_ROWS_MIN || after >= before * SEGMENT_SHARE_MIN) continue;
    return fewer(`${count(after)} rows of ${segment}, but the table has ${count(before)}`);
  }
  if (after >= before * SHARE_MIN) return null;
  return fewer(`${count(after)} rows, but the table has ${count(before)}`);
}

function fewer(found: string): Doubt {
  return {
    code: 'INSTRUMENTS_FEWER',
    why: `${found}; if that is right, run "dhancopy instruments sync --accept-fewer"`,
  };
}

function count(rows: number): string {
  return rows.toLocaleString('en-IN');
}
