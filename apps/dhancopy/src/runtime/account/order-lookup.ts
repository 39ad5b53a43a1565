import type { ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import type { BrokerReads } from './order-writes.ts';
import type { Clock } from '../time/clock.ts';

export interface OrderLookupOptions {
  readonly clock: Clock;
  readonly client: BrokerReads;
  /** Resolves when the account may be asked again. */
  readonly turn: () => Promise<void>;
}

export interface Sought {
  readonly clientOrderId: ClientOrderId;
  /** Null when no answer showed it. */
  readonly venueOrderId: VenueOrderId | null;
  /** On "no such order" one would be placed in its stead: every way to find it has to be tried. */
  readonly isProof: boolean;
}

export interface LookupAnswer {
  /** Empty: the whole book was read and does not show it. */
  readonly found: readonly OrderReport[];
  /** When the broker was asked, epoch ms. */
  readonly askedMs: number;
}

/**
 * Looks orders up at the broker, by their number where it is known and by our own id otherwise.
 *
 * One order alone is asked for by name. Where several are sought at once (a restart in the middle of a burst leaves as many as it
 * had on their way), one read of the book answers all: each by name would wait for its turn behind the others, for minutes.
 * Source: docs/decisions/0006-unknown-outcomes.md
 */
export class OrderLookup {
  readonly #options: OrderLookupOptions;
  #sought = 0;
  #nextBook: Promise<LookupAnswer> | null = null;

  constructor(options: OrderLookupOptions) {
    this.#options = options;
  }

  /** @throws {DhanError} {@link WireError} */
  async find(sought: Sought): Promise<LookupAnswer> {
    this.#sought += 1;
    const isAlone = this.#sought === 1;
    try {
      const named = isAlone ? await this.#byName(sought) : null;
      if (named && named.found.length > 0) return named;
      const book = await this.#book();
      const found = book.found.filter((report) => isSought(report, sought));
      if (found.length > 0 || named || !sought.isProof) return { found, askedMs: book.askedMs };
      return await this.#byName(sought);
    } finally {
      this.#sought -= 1;
    }
  }

  async #byName({ clientOrderId, venueOrderId }: Sought): Promise<LookupAnswer> {
    const { client, turn, clock } = this.#options;
    await turn();
    const askedMs = clock.nowMs();
    if (venueOrderId === null) return { found: await client.orders.getOrderByCorrelationId(clientOrderId), askedMs };
    const report = await client.orders.getOrderById(venueOrderId);
    return { found: report ? [report] : [], askedMs };
  }

  /** A read that has not begun yet also answers who asks now; one that has begun may have missed what he looks for. */
  async #book(): Promise<LookupAnswer> {
    this.#nextBook ??= this.#readBook();
    return this.#nextBook;
  }

  async #readBook(): Promise<LookupAnswer> {
    const { client, turn, clock } = this.#options;
    await turn();
    this.#nextBook = null;
    const askedMs = clock.nowMs();
    const { news } = await client.orders.getOrderBook();
    return { found: news.map(({ report }) => report), askedMs };
  }
}

function isSought(report: OrderReport, { clientOrderId, venueOrderId }: Sought): boolean {
  return report.clientOrderId === clientOrderId || (venueOrderId !== null && report.venueOrderId === venueOrderId);
}
