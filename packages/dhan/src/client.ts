import { AuthenticationApi } from './rest/authentication/api.ts';
import { ConditionalTriggersApi } from './rest/conditional-triggers/api.ts';
import { EdisApi } from './rest/edis/api.ts';
import { ExpiredOptionsApi } from './rest/expired-options/api.ts';
import { ForeverOrdersApi } from './rest/forever-orders/api.ts';
import { FundsApi } from './rest/funds/api.ts';
import { HistoricalDataApi } from './rest/historical-data/api.ts';
import { DhanHttp } from './rest/http.ts';
import type { DhanClientOptions } from './rest/http.ts';
import { InstrumentsApi } from './rest/instruments/api.ts';
import { MarketQuoteApi } from './rest/market-quote/api.ts';
import { OptionChainApi } from './rest/option-chain/api.ts';
import { OrdersApi } from './rest/orders/api.ts';
import { PortfolioApi } from './rest/portfolio/api.ts';
import { StatementsApi } from './rest/statements/api.ts';
import { SuperOrdersApi } from './rest/super-orders/api.ts';
import { TradersControlApi } from './rest/traders-control/api.ts';
import { TradesApi } from './rest/trades/api.ts';

/**
 * DhanHQ v2 over REST for one account, with the broker's own names: one property per module of its documentation.
 * Connections are kept warm. Close the client when you are done. Source: https://dhanhq.co/docs/v2/
 */
export class DhanClient {
  readonly authentication: AuthenticationApi;
  readonly orders: OrdersApi;
  readonly trades: TradesApi;
  readonly superOrders: SuperOrdersApi;
  readonly foreverOrders: ForeverOrdersApi;
  readonly conditionalTriggers: ConditionalTriggersApi;
  readonly portfolio: PortfolioApi;
  readonly edis: EdisApi;
  readonly tradersControl: TradersControlApi;
  readonly funds: FundsApi;
  readonly statements: StatementsApi;
  readonly instruments: InstrumentsApi;
  readonly marketQuote: MarketQuoteApi;
  readonly historicalData: HistoricalDataApi;
  readonly optionChain: OptionChainApi;
  readonly expiredOptions: ExpiredOptionsApi;
  readonly #http: DhanHttp;

  /** @throws {DhanError} for an invalid client id. {@link UrlError} for an address that would carry the token unprotected. */
  constructor(options: DhanClientOptions) {
    const http = new DhanHttp(options);
    this.#http = http;
    this.authentication = new AuthenticationApi(http);
    this.orders = new OrdersApi(http);
    this.trades = new TradesApi(http);
    this.superOrders = new SuperOrdersApi(http);
    this.foreverOrders = new ForeverOrdersApi(http);
    this.conditionalTriggers = new ConditionalTriggersApi(http);
    this.portfolio = new PortfolioApi(http);
    this.edis = new EdisApi(http);
    this.tradersControl = new TradersControlApi(http);
    this.funds = new FundsApi(http);
    this.statements = new StatementsApi(http);
    this.instruments = new InstrumentsApi(http);
    this.marketQuote = new MarketQuoteApi(http);
    this.historicalData = new HistoricalDataApi(http);
    this.optionChain = new OptionChainApi(http);
    this.expiredOptions = new ExpiredOptionsApi(http);
  }

  get dhanClientId(): string {
    return this.#http.dhanClientId;
  }

  /** Waits for requests in progress, then closes the connections. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  /** Closes at once. The outcome of a write in progress is unknown. */
  async destroy(): Promise<void> {
    await this.#http.destroy();
  }
}
