import { accountId } from '@dhancopy/domain/ids';
import type { AccountId, ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport, OrderTerms, ReportSource } from '@dhancopy/domain/order';
import type { OrderRequest, WriteOutcome } from '@dhancopy/domain/request';
import { DhanClient } from './client.ts';
import { placeRequestOf, modifyRequestOf, reportFromRow } from './mapping.ts';
import type { AuthenticationApi } from './rest/authentication/api.ts';
import type { EdisApi } from './rest/edis/api.ts';
import type { ForeverOrdersApi } from './rest/forever-orders/api.ts';
import type { FundsApi } from './rest/funds/api.ts';
import type { DhanClientOptions } from './rest/http.ts';
import type { IsKnown } from './rest/news.ts';
import type { OrdersApi } from './rest/orders/api.ts';
import type { Order } from './rest/orders/response.ts';
import { outcomeOf } from './rest/outcome.ts';
import type { PortfolioApi } from './rest/portfolio/api.ts';
import type { UnreadableRow } from './rest/read.ts';
import type { StatementsApi } from './rest/statements/api.ts';
import type { SuperOrdersApi } from './rest/super-orders/api.ts';
import type { TradersControlApi } from './rest/traders-control/api.ts';
import type { TradesApi } from './rest/trades/api.ts';
import { WireError } from './wire/parse.ts';
import type { RowMark } from './wire/row-mark.ts';

/** The new rows of an order book. Rows that could not be read are returned, not dropped. */
export interface BookRead {
  readonly news: readonly BookReport[];
  /** Rows that were present and known. */
  readonly known: readonly RowMark[];
  /** Rows that could not be read, with the reason. */
  readonly unreadable: readonly UnreadableRow[];
}

/** An order as its row shows it. */
export interface BookReport {
  readonly report: OrderReport;
  /** The mark that identifies the row; null where the shape of the book has no marks. */
  readonly mark: RowMark | null;
}

/** {@link DhanClient} for the copier. Orders have our names, outcomes are values. Everything else is as the broker sends it. */
export class DhanBroker {
  readonly orders: BrokerOrders;
  readonly #client: DhanClient;

  constructor(options: DhanClientOptions) {
    this.#client = new DhanClient(options);
    this.orders = new BrokerOrders(accountId(options.dhanClientId), this.#client.orders);
  }

  get authentication(): AuthenticationApi {
    return this.#client.authentication;
  }

  get trades(): TradesApi {
    return this.#client.trades;
  }

  get portfolio(): PortfolioApi {
    return this.#client.portfolio;
  }

  get statements(): StatementsApi {
    return this.#client.statements;
  }

  get superOrders(): SuperOrdersApi {
    return this.#client.superOrders;
  }

  get foreverOrders(): ForeverOrdersApi {
    return this.#client.foreverOrders;
  }

  get edis(): EdisApi {
    return this.#client.edis;
  }

  get funds(): FundsApi {
    return this.#client.funds;
  }

  get tradersControl(): TradersControlApi {
    return this.#client.tradersControl;
  }

  /** Waits for requests in progress, then closes the connections. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Aborts requests in progress. */
  async destroy(): Promise<void> {
    await this.#client.destroy();
  }
}

/** Orders of one account, with our names. */
class BrokerOrders {
  readonly #account: AccountId;
  readonly #orders: OrdersApi;

  constructor(account: AccountId, orders: OrdersApi) {
    this.#account = account;
    this.#orders = orders;
  }

  /** An accepted order may still be rejected a moment later. Its id is not an idempotency key. */
  async placeOrder(request: OrderRequest): Promise<WriteOutcome> {
    return outcomeOf(this.#place(request));
  }

  /** `terms.quantity` is the total placed quantity. At most 25 per order. */
  async modifyOrder(order: VenueOrderId, terms: OrderTerms): Promise<WriteOutcome> {
    return outcomeOf(this.#orders.modifyOrder(order, modifyRequestOf(terms)));
  }

  /** The answer may race with a fill. */
  async cancelOrder(order: VenueOrderId): Promise<WriteOutcome> {
    return outcomeOf(this.#orders.cancelOrder(order));
  }

  /** The book of the day. @param isKnown - rows that need not be read @throws {DhanError} */
  async getOrderBook(isKnown: IsKnown = () => false): Promise<BookRead> {
    const { rows, known, unreadable } = await this.#orders.scanOrderBookNews(isKnown);
    const news: BookReport[] = [];
    const bad = [...unreadable];
    for (const { row, mark } of rows) {
      try {
        news.push({ report: this.#report(row, 'BOOK'), mark });
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        bad.push({ row: row.raw, why: error.message });
      }
    }
    return { news, known, unreadable: bad };
  }

  /** Null when the broker knows no such order. @throws {DhanError} {@link WireError} */
  async getOrderById(order: VenueOrderId): Promise<OrderReport | null> {
    const found = await this.#orders.getOrderById(order);
    return found && this.#report(found, 'LOOKUP');
  }

  /** Every order with this id. @throws {DhanError} {@link WireError} */
  async getOrderByCorrelationId(id: ClientOrderId): Promise<readonly OrderReport[]> {
    return (await this.#orders.getOrdersByCorrelationId(id)).map((order) => this.#report(order, 'LOOKUP'));
  }

  /** Async, so that a request that has no form at the broker is an outcome too. */
  async #place(request: OrderRequest): ReturnType<OrdersApi['placeOrder']> {
    return this.#orders.placeOrder(placeRequestOf(request));
  }

  #report(order: Order, source: ReportSource): OrderReport {
    return reportFromRow(order, this.#account, source);
  }
}
