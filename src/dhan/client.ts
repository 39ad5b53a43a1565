import { AuthenticationApi } from './rest/authentication/api.ts';
import { FundsApi } from './rest/funds/api.ts';
import { DhanHttp } from './rest/http.ts';
import type { DhanClientOptions } from './rest/http.ts';
import { OrdersApi } from './rest/orders/api.ts';
import { PortfolioApi } from './rest/portfolio/api.ts';
import { TradesApi } from './rest/trades/api.ts';

/**
 * DhanHQ v2 over REST for one account, in the broker's own words: one room per module of its documentation.
 * Connections are kept warm; close the client when you are done. Source: https://dhanhq.co/docs/v2/
 */
export class DhanClient {
  readonly authentication: AuthenticationApi;
  readonly orders: OrdersApi;
  readonly trades: TradesApi;
  readonly portfolio: PortfolioApi;
  readonly funds: FundsApi;
  readonly #http: DhanHttp;

  /** @throws {DhanError} for a client id that is none. {@link UrlError} for an address that would carry the token unprotected. */
  constructor(options: DhanClientOptions) {
    const http = new DhanHttp(options);
    this.#http = http;
    this.authentication = new AuthenticationApi(http);
    this.orders = new OrdersApi(http);
    this.trades = new TradesApi(http);
    this.portfolio = new PortfolioApi(http);
    this.funds = new FundsApi(http);
  }

  get dhanClientId(): string {
    return this.#http.dhanClientId;
  }

  /** Waits for what is on its way, then closes the connections. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  /** Closes at once. A write that was on its way is unknown. */
  async destroy(): Promise<void> {
    await this.#http.destroy();
  }
}
