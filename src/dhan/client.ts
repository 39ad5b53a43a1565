import { DhanHttp } from './rest/http.ts';
import type { DhanHttpOptions } from './rest/http.ts';
import { FundsApi } from './rest/funds.ts';
import { OrdersApi } from './rest/orders.ts';
import { PortfolioApi } from './rest/portfolio.ts';
import { ProfileApi } from './rest/profile.ts';
import { TradesApi } from './rest/trades.ts';

/** DhanHQ v2 for one account: one room per module of the broker's documentation. */
export class DhanClient {
  readonly orders: OrdersApi;
  readonly trades: TradesApi;
  readonly portfolio: PortfolioApi;
  readonly funds: FundsApi;
  readonly profile: ProfileApi;
  readonly #http: DhanHttp;

  constructor(options: DhanHttpOptions) {
    this.#http = new DhanHttp(options);
    this.orders = new OrdersApi(this.#http);
    this.trades = new TradesApi(this.#http);
    this.portfolio = new PortfolioApi(this.#http);
    this.funds = new FundsApi(this.#http);
    this.profile = new ProfileApi(this.#http);
  }

  /** Waits for what is on its way, then closes the connections. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  async destroy(): Promise<void> {
    await this.#http.destroy();
  }
}
