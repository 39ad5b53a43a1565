import type { ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import type { BookRead } from '@dhancopy/dhan/broker';
import type { IsKnown } from '@dhancopy/dhan/rest/news';
import type { RowMark } from '@dhancopy/dhan/wire/row-mark';
import { foldReport, isNews, orderKey } from '../../engine/index.ts';
import type { CopyRef, KnownOrder, OrderKey } from '../../engine/index.ts';
import type { Clock } from '../time/clock.ts';

/** The order book of the day, as one read shows it. */
export interface Book {
  /** Orders that may be news to the engine: all except those that have ended and that the engine knows exactly as the book shows them. */
  readonly reports: readonly OrderReport[];
  /** Every order that is shown, with the units that have filled. */
  readonly fills: ReadonlyMap<VenueOrderId, number>;
  /** When the newest order that has filled was placed, epoch ms; null if none has. */
  readonly tradedMs: number | null;
  /** When the broker was asked, epoch ms. */
  readonly askedMs: number;
}

/** A row that was given to the engine, until it has evidently been taken in; then what the engine knew of the order. */
interface Row {
  readonly order: VenueOrderId;
  readonly key: OrderKey;
  readonly filledQty: number;
  readonly placedMs: number | null;
  /** The copy that the order belonged to when it was given. */
  readonly owner: CopyRef | undefined;
  given: { readonly report: OrderReport; readonly askedMs: number } | null;
  taken: KnownOrder | null;
}

export interface BookMemoryOptions {
  readonly clock: Clock;
  /** What the engine knows of an order. */
  readonly known: (order: OrderKey) => KnownOrder | undefined;
  /** The copy that an order belongs to, by its mark or its number. */
  readonly owner: (mark: ClientOrderId | null, order: OrderKey) => CopyRef | undefined;
  /** Another number where old reports may mean something new: links or instruments have changed. */
  readonly meaning: () => number;
}

/**
 * What the last read of an account's order book showed, so that a poll costs what is new and not the history of the day.
 *
 * A row is passed over only when all of this holds; in every other case the engine is given it, as if it had never been read:
 * 1. its text is the same as in the last good read, and the order has ended: of a live one each read is evidence;
 * 2. the engine has taken that very report, or a later read, after the last frame of the order, and the report would change nothing;
 * 3. nothing at all has been heard of the order since: what is known of it is the same object;
 * 4. it belongs to the same copy as when it was given, or to none still: the answer to a placement may come after the row that shows the order;
 * 5. no link and no instrument has changed since.
 *
 * It is empty at the start of a process and after `forget`.
 */
export class BookMemory {
  readonly #options: BookMemoryOptions;
  #rows = new Map<RowMark, Row>();
  #meaning = 0;

  constructor(options: BookMemoryOptions) {
    this.#options = options;
  }

  /** The next read is given to the engine whole. */
  forget(): void {
    this.#rows = new Map();
  }

  /** Reads the book. A read that fails is not remembered. */
  async read(ask: (isKnown: IsKnown) => Promise<BookRead>): Promise<BookRead & Book> {
    const askedMs = this.#options.clock.nowMs();
    const passed = new Map<RowMark, Row>();
    const read = await ask((mark) => {
      const row = this.#takenRow(mark);
      if (row) passed.set(mark, row);
      return row !== null;
    });
    const rows = new Map<RowMark, Row>();
    const fills = new Map<VenueOrderId, number>();
    let tradedMs: number | null = null;
    const add = ({ order, filledQty, placedMs }: Pick<Row, 'order' | 'filledQty' | 'placedMs'>): void => {
      fills.set(order, filledQty);
      if (filledQty > 0 && placedMs !== null) tradedMs = Math.max(tradedMs ?? 0, placedMs);
    };
    for (const mark of read.known) {
      const row = passed.get(mark);
      if (!row) continue;
      rows.set(mark, row);
      add(row);
    }
    for (const { report, mark } of read.news) {
      add({ order: report.venueOrderId, filledQty: report.filledQty, placedMs: report.placedMs ?? null });
      if (mark !== null) rows.set(mark, this.#given(report, askedMs));
    }
    this.#rows = rows;
    return { ...read, reports: read.news.map(({ report }) => report), fills, tradedMs, askedMs };
  }

  #given(report: OrderReport, askedMs: number): Row {
    const { venueOrderId: order, filledQty, placedMs = null } = report;
    const key = orderKey(report.accountId, order);
    const { clientOrderId } = this.#options.known(key)?.report ?? report;
    const owner = this.#options.owner(clientOrderId, key);
    return { order, key, filledQty, placedMs, owner, given: { report, askedMs }, taken: null };
  }

  #takenRow(mark: RowMark): Row | null {
    const meaning = this.#options.meaning();
    if (meaning !== this.#meaning) this.forget();
    this.#meaning = meaning;
    const row = this.#rows.get(mark);
    const known = row && this.#options.known(row.key);
    if (!row || !known) return null;
    if (this.#options.owner(known.report.clientOrderId, row.key) !== row.owner) return null;
    if (row.taken === known) return row;
    if (row.given === null || !isTaken(known, row.given, this.#options.clock.nowMs())) return null;
    row.taken = known;
    row.given = null;
    return row;
  }
}

/** The engine knows the report: it would not be news. */
function isTaken(known: KnownOrder, { report, askedMs }: NonNullable<Row['given']>, nowMs: number): boolean {
  const isHeard = known.lastReadMs >= askedMs && known.lastReadMs > known.lastFrameMs;
  if (!isHeard || !isFinal(report.status) || !isFinal(known.report.status)) return false;
  const fold = foldReport(known, report, { receivedMs: nowMs, askedMs: nowMs });
  return !isNews(fold) && fold.doubt === null && fold.contested === null;
}
