import type { AccountIdentity } from '@dhancopy/domain/account';
import type { VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import { isCountable, paiseFromRupees } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import { roundRupees } from '@dhancopy/domain/rupees';
import type { Position } from '@dhancopy/dhan/rest/portfolio/response';
import type { BrokerReads } from './order-writes.ts';
import { DhanError } from '@dhancopy/dhan/errors';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { Notice, PositionRead, TradeRead } from '../../engine/index.ts';
import { BookMemory } from './book-memory.ts';
import type { Book } from './book-memory.ts';
import { istDate, istDayStart } from '@dhancopy/domain/indian-time';
import type { Clock } from '../time/clock.ts';
import { tradingDay } from '@dhancopy/domain/trading-day';
import type { EngineLoop } from '../engine-loop.ts';
import type { Journal } from './journal.ts';
import { holdingReads, positionReads, readLeaderBooks, readPortfolio, tradeRead } from './leader-books.ts';
import type { Doubts } from './leader-books.ts';
import type { AccountRecords } from '../records/account-records.ts';
import type { Inbox } from '../inbox.ts';

/** A row that changes with every read is a new one each time; they are not kept for ever. */
const REPORTED_MAX = 1_000;

export interface AccountBooksOptions {
  readonly clock: Clock;
  readonly account: AccountIdentity;
  readonly client: BrokerReads;
  readonly loop: EngineLoop;
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly records: AccountRecords;
  /** The order book was read together with the positions, and is not posted yet. */
  readonly onBook: (book: Book) => void;
  readonly notice: (severity: Notice['severity'], code: string, text: string) => void;
  /** Resolves when the account may be asked again. */
  readonly turn: () => Promise<void>;
}

/** Reads the broker's books of one account for the engine: everything at the start and after gaps, news in between. */
export class AccountBooks {
  readonly #options: AccountBooksOptions;
  readonly #doubts: Doubts = {
    unreadable: (row, why) => this.#unreadable(row, why),
    empty: () => this.#empty(),
  };
  /** Rows that were reported: the same row comes with every read. */
  readonly #reported = new Set<string>();
  readonly #memory: BookMemory;
  #areRead = false;
  #emptyDay: string | null = null;

  constructor(options: AccountBooksOptions) {
    this.#options = options;
    const { loop } = options;
    this.#memory = new BookMemory({
      clock: options.clock,
      known: (order) => loop.state.orders.get(order),
      owner: (mark, order) => loop.ownerOf(mark, order),
      meaning: () => loop.meaning,
    });
  }

  /** Everything that trading rests on, for either role; the order book is taken whole. @throws {DhanError} {@link WireError} */
  async align(): Promise<void> {
    this.#memory.forget();
    if (this.#options.account.role === 'leader') await this.#alignLeader(true);
    else await this.#alignFollower();
    this.#areRead = true;
  }

  /** Everything was read at least once: what a book shows from now on is news. */
  get areRead(): boolean {
    return this.#areRead;
  }

  /**
   * Positions with the orders they came from: a leader's may move without an order, and a follower's without one that was heard of.
   * @param isForRecord - positions and holdings are kept as a snapshot as well
   * @throws {DhanError} {@link WireError}
   */
  async compare(isForRecord: boolean): Promise<void> {
    if (this.#options.account.role === 'leader') await this.#alignLeader(isForRecord);
    else await this.readAccount(isForRecord);
  }

  /** The book of the day. @throws {DhanError} */
  async orders(): Promise<Book> {
    const book = await this.#memory.read((isKnown) => this.#options.client.orders.getOrderBook(isKnown));
    for (const { row, why } of book.unreadable) this.#unreadable(row, why);
    return book;
  }

  /** Posts to the engine what a book shows. */
  async post(book: Book): Promise<void> {
    if (this.#options.account.role === 'leader') await this.#postLeader(book, null);
    else this.#postFollower(book);
  }

  #postFollower({ reports, askedMs }: Book): void {
    for (const report of reports) this.report(report, askedMs);
  }

  report(report: OrderReport, askedMs: number | null, receivedUs = this.#options.clock.nowUs()): void {
    const event = { type: 'OrderReported', report, receivedMs: this.#options.clock.nowMs(), askedMs } as const;
    this.#options.inbox.post(event, { receivedUs });
  }

  async #alignFollower(): Promise<void> {
    const book = await this.orders();
    this.#postFollower(book);
    await this.#endForgotten(book);
    await this.readAccount(true);
    // A difference counts when two reads agree; a start does not wait for the next one.
    if (this.isSuspicious) await this.readAccount(false);
  }

  /**
   * Positions and holdings of a follower, for the engine and for the record. His order book is read first, so that fills of ours are
   * known as ours.
   * @param isForRecord - positions and holdings are kept as a snapshot as well
   * @throws {DhanError}
   */
  async readAccount(isForRecord: boolean): Promise<void> {
    const { account, client, records, inbox, turn } = this.#options;
    await turn();
    const book = await this.orders();
    const { askedMs } = book;
    this.#options.onBook(book);
    this.#postFollower(book);
    await turn();
    const read = await readPortfolio(client, book, this.#doubts);
    const nowMs = this.#options.clock.nowMs();
    const dayStartMs = tradingDay(nowMs);
    // In the night the list may still be yesterday's: its loss is none of the new day.
    if (!read.isMissing && dayStartMs === istDayStart(nowMs)) this.#postPnl(read.positions, dayStartMs);
    const event = {
      type: 'AccountRead',
      accountId: account.id,
      dayStartMs,
      positions: positionReads(read.positions),
      holdings: holdingReads(read.holdings),
      isIncomplete: read.isIncomplete,
      askedMs,
      receivedMs: this.#options.clock.nowMs(),
    } as const;
    inbox.post(event);
    if (isForRecord && !read.isMissing) records.holdings(read.positions, read.holdings);
    await inbox.decided();
  }

  #postPnl(rows: readonly Position[], dayStartMs: number): void {
    const { account, inbox } = this.#options;
    const pnl = pnlOf(rows);
    if (pnl !== null) inbox.post({ type: 'PnlRead', accountId: account.id, pnl, dayStartMs });
    else this.#unreadable({ accountId: account.id }, "the profits of the account's positions are no amount of money");
  }

  /** The last read left something open that the next one must show. */
  get isSuspicious(): boolean {
    const { account, loop } = this.#options;
    return loop.isSuspicious(account.id);
  }

  async #alignLeader(isForRecord: boolean): Promise<void> {
    const { client, records } = this.#options;
    const books = await readLeaderBooks(client, () => this.orders(), this.#doubts);
    this.#options.onBook(books.book);
    await this.#endForgotten(books.book);
    const positions = [...positionReads(books.positions), ...holdingReads(books.holdings)];
    await this.#postLeader(books.book, positions, books.isIncomplete);
    if (isForRecord && !books.isMissing) records.holdings(books.positions, books.holdings);
  }

  async #postLeader(
    { reports, askedMs }: Book,
    positions: readonly PositionRead[] | null,
    isIncomplete = false,
  ): Promise<void> {
    const accountId = this.#options.account.id;
    const trades = await this.#tradesBehind(reports);
    const event = {
      type: 'LeaderBookRead',
      accountId,
      reports: await this.#withSuperOrders(reports),
      trades,
      positions,
      isIncomplete,
      askedMs,
      receivedMs: this.#options.clock.nowMs(),
    } as const;
    this.#options.inbox.post(event);
  }

  /**
   * The plain book does not say that an order is the entry of a super order; copied as it stands there, it would have neither stop nor
   * target. An order that is new is therefore looked for in their list first.
   * @throws {DhanError} when the list cannot be had: what an order is, is not guessed
   */
  async #withSuperOrders(reports: readonly OrderReport[]): Promise<readonly OrderReport[]> {
    const { account, client, loop, turn } = this.#options;
    if (reports.every(({ venueOrderId }) => loop.known(account.id, venueOrderId) !== undefined)) return reports;
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

  /** A fill that no frame reported may belong before others: only the trades say so. Without them the broker's seconds have to do. */
  async #tradesBehind(reports: readonly OrderReport[]): Promise<readonly TradeRead[]> {
    const { account, client, loop, journal, turn } = this.#options;
    const news = reports.filter(({ venueOrderId, filledQty }) => {
      return filledQty > (loop.known(account.id, venueOrderId)?.report.filledQty ?? 0);
    });
    if (news.length === 0) return [];
    try {
      await turn();
      const { rows, unreadable } = await client.trades.scanTradeBookNews(() => false);
      if (unreadable[0]) throw new WireError(unreadable[0].why);
      return rows.map(({ row }) => tradeRead(row));
    } catch (error) {
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      journal.readFailed(error);
      return [];
    }
  }

  /**
   * Orders of a past day, on either side of a copy, that no book shows any more have ended with their day. What an order of ours
   * filled is in the trade history; where that does not say, the account's positions will.
   */
  async #endForgotten({ fills: shown }: Book): Promise<void> {
    const { account, client, loop, turn } = this.#options;
    for (const order of loop.openOrders(account.id)) {
      if (shown.has(order)) continue;
      const askedMs = this.#options.clock.nowMs();
      await turn();
      const found = await client.orders.getOrderById(order);
      const report = found ?? (await this.#ended(order));
      // Not known to either: the account's positions will say what it filled.
      if (report) this.report(report, askedMs);
    }
  }

  /** A past day's order as trade history and database know it; null where its fills cannot be known from them. */
  async #ended(order: VenueOrderId): Promise<OrderReport | null> {
    const { account, client, loop, journal, turn } = this.#options;
    const last = loop.endedOrder(account.id, order);
    if (!last || account.role === 'leader') return last;
    try {
      const day = istDate(loop.placedMs(order) ?? this.#options.clock.nowMs());
      const today = istDate(this.#options.clock.nowMs());
      await turn();
      let filled = 0;
      for await (const trade of client.statements.tradeHistory({ fromDate: day, toDate: today })) {
        if (trade.orderId === order) filled += trade.tradedQuantity;
      }
      // One that it does not mention has perhaps not come into it yet.
      if (filled === 0 || filled < last.filledQty) return null;
      return { ...last, filledQty: filled, status: filled >= last.quantity ? 'FILLED' : last.status };
    } catch (error) {
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      journal.readFailed(error);
      return null;
    }
  }

  /** Kept whole and reported once: it stops what depends on it, not the account. */
  #unreadable(row: unknown, why: string): void {
    const text = JSON.stringify(row);
    if (this.#reported.has(text)) return;
    if (this.#reported.size >= REPORTED_MAX) this.#reported.clear();
    this.#reported.add(text);
    this.#options.journal.unreadableRow(row, why);
    this.#options.notice(
      'ERROR',
      'UNREADABLE_ROW',
      `a row of the broker's list could not be read and was skipped: ${why}`,
    );
  }

  /** Reported once a day: the account is read every few seconds. */
  #empty(): void {
    const day = istDate(this.#options.clock.nowMs());
    if (this.#emptyDay === day) return;
    this.#emptyDay = day;
    this.#options.notice(
      'WARNING',
      'POSITIONS_EMPTY',
      'the broker lists no positions, although this account has traded today. Nothing is concluded from this; the account is read again',
    );
  }
}

/**
 * Realised and unrealised, of the whole account with the follower's own trades: a limit on the day's loss does not ask who traded.
 * @returns null for numbers beyond all money
 */
function pnlOf(rows: readonly Position[]): Paise | null {
  const rupees = rows.reduce((sum, row) => sum + row.realizedProfit + row.unrealizedProfit, 0);
  return isCountable(rupees) ? paiseFromRupees(roundRupees(rupees)) : null;
}
