/** A row that was left out, for the operator. */
export interface LeftOutRow {
  /** Counted from the header, which is row 1. */
  readonly row: number;
  readonly why: string;
  /** The row, shortened. */
  readonly text: string;
}

const SAMPLES_MAX = 10;
const SAMPLES_PER_REASON = 3;
/** An invalid file must not produce one reason per row. */
const REASONS_MAX = 40;
const OTHER = 'other reasons';

/** Counts the rows that were left out by reason, and keeps the first few. */
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
