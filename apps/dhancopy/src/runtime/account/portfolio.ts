import type { Account } from '@dhancopy/domain/account';
import type { BrokerReads } from './order-writes.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import type { SpecialOrders } from '../special-orders/special-orders.ts';

export interface PortfolioOptions {
  readonly account: Account;
  readonly client: BrokerReads;
  readonly snapshots: SnapshotWriter;
  readonly specialOrders: SpecialOrders;
  /** Resolves when the account may be asked again. */
  readonly turn: () => Promise<void>;
}

/** What an account holds and owes, read for the record: nothing waits for it. Each read takes its own turn. */
export class Portfolio {
  readonly #options: PortfolioOptions;

  constructor(options: PortfolioOptions) {
    this.#options = options;
  }

  /** Funds and lists, at the pace of snapshots. Positions and holdings are read with the books. @throws {DhanError} {@link WireError} */
  async snapshot(): Promise<void> {
    const { snapshots, client, turn, specialOrders } = this.#options;
    snapshots.funds(await client.funds.getFundLimit());
    await turn();
    await specialOrders.readIfDue();
  }

  /** What the start does not need: read soon after it. @throws {DhanError} {@link WireError} */
  async afterStart(): Promise<void> {
    await this.#options.specialOrders.read();
  }

  /** What fills change. @throws {DhanError} {@link WireError} */
  async afterFills(): Promise<void> {
    const { account, snapshots, client, turn, specialOrders } = this.#options;
    // Before the trades: what a contract of a commodity is worth is known from its position only.
    if (account.role === 'leader') await this.#positions();
    await turn();
    await snapshots.trades((isKnown) => client.trades.scanTradeBookNews(isKnown));
    await turn();
    snapshots.funds(await client.funds.getFundLimit());
    if (specialOrders.mayHaveChanged) await specialOrders.read();
  }

  async #positions(): Promise<void> {
    const { snapshots, client, turn } = this.#options;
    await turn();
    snapshots.positions((await client.portfolio.scanPositions()).rows);
  }
}
