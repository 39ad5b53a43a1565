import type { Account } from '../../domain/account.ts';
import type { VenueOrderId } from '../../domain/ids.ts';
import type { OrderReport } from '../../domain/order.ts';
import type { BookRead, DhanBroker } from '../../dhan/broker.ts';
import { DhanError } from '../../dhan/errors.ts';
import { WireError } from '../../dhan/wire/parse.ts';
import type { PositionRead, TradeRead } from '../../engine/events.ts';
import { nowMs, nowUs } from '../clock.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Journal } from './journal.ts';
import { positionReads, readLeaderBooks, tradeRead } from './leader-books.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { wordsFor } from '../words.ts';

export interface AccountBooksOptions {
  readonly account: Account;
  readonly client: DhanBroker;
  readonly host: EngineHost;
  readonly journal: Journal;
  readonly snapshots: SnapshotWriter;
  /** Resolves when the account may be asked again. */
  readonly turn: () => Promise<void>;
}

/** What the broker's books say of one account, told to the engine: all of it at the start and after gaps, news in between. */
export class AccountBooks {
  readonly #options: AccountBooksOptions;

  constructor(options: AccountBooksOptions) {
    this.#options = options;
  }

  /** Everything that trading rests on, for either role. @throws {DhanError} {@link WireError} */
  async align(): Promise<void> {
    if (this.#options.account.role === 'leader') await this.#alignLeader();
    else await this.#alignFollower();
  }

  /** The book of the day. @throws {DhanError} */
  async orders(): Promise<{ readonly book: readonly OrderReport[]; readonly askedMs: number }> {
    const askedMs = nowMs();
    const book = this.#readable(await this.#options.client.orders.getOrderBook());
    return { book, askedMs };
  }

  /** Tells the engine what a book shows. */
  async tell(book: readonly OrderReport[], askedMs: number): Promise<void> {
    if (this.#options.account.role === 'leader') await this.#tellLeader(book, null, askedMs);
    else for (const report of book) this.report(report, askedMs);
  }

  report(report: OrderReport, askedMs: number | null, receivedUs = nowUs()): void {
    const event = { type: 'OrderReported', report, receivedMs: nowMs(), askedMs } as const;
    this.#options.host.post({ event, receivedUs });
  }

  async #alignFollower(): Promise<void> {
    const { client, snapshots } = this.#options;
    const { book, askedMs } = await this.orders();
    for (const report of book) this.report(report, askedMs);
    await this.#endForgotten(book);
    snapshots.positions(await client.portfolio.getPositions());
  }

  async #alignLeader(): Promise<void> {
    const { client, snapshots, host } = this.#options;
    const books = await readLeaderBooks(client, (book) => this.#readable(book));
    snapshots.positions(books.positions);
    snapshots.holdings(books.holdings);
    await this.#endForgotten(books.book);
    const positions = positionReads(books, (id) => host.knowsInstrument(id));
    await this.#tellLeader(books.book, positions, books.askedMs);
  }

  async #tellLeader(
    reports: readonly OrderReport[],
    positions: readonly PositionRead[] | null,
    askedMs: number,
  ): Promise<void> {
    const accountId = this.#options.account.id;
    const trades = await this.#tradesBehind(reports);
    const event = {
      type: 'LeaderBookRead',
      accountId,
      reports: await this.#withSuperOrders(reports),
      trades,
      positions,
      askedMs,
      receivedMs: nowMs(),
    } as const;
    this.#options.host.post({ event, receivedUs: nowUs() });
  }

  /**
   * The plain book does not say that an order is the entry of a super order; copied as it stands there, it would have neither stop nor
   * target. An order that is new is therefore looked for in their list first.
   * @throws {DhanError} when the list cannot be had: what an order is, is not guessed
   */
  async #withSuperOrders(reports: readonly OrderReport[]): Promise<readonly OrderReport[]> {
    const { account, client, host, turn } = this.#options;
    if (reports.every(({ venueOrderId }) => host.known(account.id, venueOrderId) !== undefined)) return reports;
    await turn();
    const entries = new Set<string>();
    try {
      for (const { orderId } of await client.superOrders.getSuperOrders()) entries.add(orderId);
    } catch (error) {
      // Refused as a request: this account has no super orders, as none has in the sandbox.
      if (!(error instanceof DhanError) || (error.class !== 'refused' && error.class !== 'invalid')) throw error;
    }
    return reports.map((report) => (entries.has(report.venueOrderId) ? { ...report, isSuperOrder: true } : report));
  }

  /** Several orders with news: only the trades tell in which order they filled. Without them the broker's seconds have to do. */
  async #tradesBehind(reports: readonly OrderReport[]): Promise<readonly TradeRead[]> {
    const { account, client, host, journal, turn } = this.#options;
    const news = reports.filter(({ venueOrderId, filledQty }) => {
      return filledQty > (host.known(account.id, venueOrderId)?.report.filledQty ?? 0);
    });
    if (news.length < 2) return [];
    try {
      await turn();
      const trades = await client.trades.getTradeBook();
      return trades.map(tradeRead);
    } catch (error) {
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      journal.readFailed(wordsFor(error));
      return [];
    }
  }

  /** Orders of a past day, on either side of a copy, that no book shows any more have ended with their day. */
  async #endForgotten(book: readonly OrderReport[]): Promise<void> {
    const { account, client, host, turn } = this.#options;
    const shown = new Set(book.map((report) => report.venueOrderId));
    const awaited = new Set<VenueOrderId>();
    for (const mirror of host.state.mirrors.values()) {
      if (mirror.outcome !== null) continue;
      if (mirror.leaderId === account.id) awaited.add(mirror.leaderOrderId);
      if (mirror.followerId !== account.id) continue;
      for (const { actual } of mirror.copies) if (actual.state === 'open') awaited.add(actual.venueOrderId);
    }
    for (const order of awaited) {
      if (shown.has(order)) continue;
      const askedMs = nowMs();
      await turn();
      const report = (await client.orders.getOrderById(order)) ?? host.endedOrder(account.id, order);
      if (report) this.report(report, askedMs);
    }
  }

  #readable(book: BookRead): readonly OrderReport[] {
    for (const { row, why } of book.unreadable) this.#options.journal.unreadableRow(row, why);
    return book.reports;
  }
}
