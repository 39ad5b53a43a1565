/** A row that was left out, as a person may look at it. */
export interface LeftOutRow {
  /** Counted from the header, which is row 1. */
  readonly row: number;
  readonly why: string;
  /** The row as it came, cut. */
  readonly text: string;
}

const SAMPLES_MAX = 10;
const SAMPLES_PER_REASON = 3;
/** A file of nonsense must not make as many reasons as it has rows. */
const REASONS_MAX = 40;
const OTHER = 'other reasons';

/** Counts rows that were left out by their reason, and keeps the first few. */
export class LeftOut {
  readonly counts = new Map<string, number>();
  readonly samples: LeftOutRow[] = [];

  add(why: string, row: number, record: readonly string[]): void {
    const known = this.counts.has(why) || this.counts.size < REASONS_MAX;
    const reason = known ? why : OTHER;
    const count = (this.counts.get(reason) ?? 0) + 1;
    this.counts.set(reason, count);
    if (count > SAMPLES_PER_REASON || this.samples.length >= SAMPLES_MAX) return;
    this.samples.push({ row, why, text: record.join(',').slice(0, 200) });
  }
}
