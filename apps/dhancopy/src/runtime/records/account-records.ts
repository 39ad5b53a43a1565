import type { AccountIdentity } from '@dhancopy/domain/account';
import type { FundLimit } from '@dhancopy/dhan/rest/funds/response';
import type { Holding, Position } from '@dhancopy/dhan/rest/portfolio/response';
import type { Book } from '../account/book-memory.ts';
import type { BrokerReads } from '../account/order-writes.ts';
import type { Recorder } from '../recorder.ts';
import type { Clock } from '../time/clock.ts';
import { SnapshotWriter } from './snapshots/snapshot-writer.ts';
import { SpecialOrders } from './special-orders/special-orders.ts';

export interface AccountRecordsOptions {
  readonly clock: Clock;
  readonly account: AccountIdentity;
  readonly client: BrokerReads;
  readonly recorder: Recorder;
  /** Resolves when the account may be asked again. */
  readonly turn: () => Promise<void>;
}

/**
 * What is kept of an account besides its orders: funds, positions, holdings, trades, super and forever orders. No order waits for it.
 * Each read takes its own turn.
 */
export class AccountRecords {
  readonly #options: AccountRecordsOptions;
  readonly #snapshots: SnapshotWriter;
  readonly #specialOrders: SpecialOrders;

  constructor(options: AccountRecordsOptions) {
    this.#options = options;
    this.#snapshots = new SnapshotWriter(options.account, options.recorder, options.clock);
    this.#specialOrders = new SpecialOrders(options);
  }

  /** Keeps what was read for another reason. */
  funds(funds: FundLimit): void {
    this.#snapshots.funds(funds);
  }

  holdings(rows: readonly Position[], holdings: readonly Holding[]): void {
    this.#snapshots.positions(rows);
    this.#snapshots.holdings(holdings);
  }

  /** A frame showed a super or forever order: the lists are read at the next occasion. */
  noteSpecialOrder(): void {
    this.#specialOrders.note();
  }

  /** True when a book shows fills whose trades were not read yet. */
  tradesAreDue(book: Book): boolean {
    return this.#snapshots.tradesAreDue(book);
  }

  /** Funds and lists, at the pace of snapshots. Positions and holdings are read with the books. @throws {DhanError} {@link WireError} */
  async snapshot(): Promise<void> {
    const { client, turn } = this.#options;
    this.#snapshots.funds(await client.funds.getFundLimit());
    await turn();
    await this.#specialOrders.readIfDue();
  }

  /** What the start does not need: read soon after it. @throws {DhanError} {@link WireError} */
  async afterStart(): Promise<void> {
    await this.#specialOrders.read();
  }

  /** What fills change. @throws {DhanError} {@link WireError} */
  async afterFills(): Promise<void> {
    const { account, client, turn } = this.#options;
    // Before the trades: what a contract of a commodity is worth is known from its position only.
    if (account.role === 'leader') await this.#positions();
    await turn();
    await this.#snapshots.trades((isKnown) => client.trades.scanTradeBookNews(isKnown));
    await turn();
    this.#snapshots.funds(await client.funds.getFundLimit());
    if (this.#specialOrders.mayHaveChanged) await this.#specialOrders.read();
  }

  /**
   * Everything that a fill or a price moves, as the broker has it at a stop. The reads take no turns: nothing else is read any more.
   * @throws {DhanError} {@link WireError}
   */
  async last(): Promise<void> {
    const { client } = this.#options;
    const portfolio = async (): Promise<void> => {
      const [positions, holdings] = await Promise.all([
        client.portfolio.scanPositions(),
        client.portfolio.scanHoldings(),
      ]);
      this.holdings(positions.rows, holdings.rows);
      // After the positions: what a contract of a commodity is worth is known from its position only.
      await this.#snapshots.trades((isKnown) => client.trades.scanTradeBookNews(isKnown));
    };
    const funds = async (): Promise<void> => this.#snapshots.funds(await client.funds.getFundLimit());
    // What is answered is kept, whatever becomes of the rest.
    const reads = await Promise.allSettled([portfolio(), funds()]);
    for (const read of reads) if (read.status === 'rejected') throw read.reason;
  }

  async #positions(): Promise<void> {
    const { client, turn } = this.#options;
    await turn();
    this.#snapshots.positions((await client.portfolio.scanPositions()).rows);
  }
}
