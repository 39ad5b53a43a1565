import { AuthenticationApi } from '../../../src/dhan/rest/authentication/api.ts';
import { answerOf, readAnswer } from '../../../src/dhan/rest/answer.ts';
import type { Answer } from '../../../src/dhan/rest/answer.ts';
import type { Call } from '../../../src/dhan/rest/call.ts';
import { ConditionalTriggersApi } from '../../../src/dhan/rest/conditional-triggers/api.ts';
import { EdisApi } from '../../../src/dhan/rest/edis/api.ts';
import { ExpiredOptionsApi } from '../../../src/dhan/rest/expired-options/api.ts';
import { ForeverOrdersApi } from '../../../src/dhan/rest/forever-orders/api.ts';
import { FundsApi } from '../../../src/dhan/rest/funds/api.ts';
import { Hider } from '../../../src/dhan/rest/hide.ts';
import { HistoricalDataApi } from '../../../src/dhan/rest/historical-data/api.ts';
import type { DhanHttp } from '../../../src/dhan/rest/http.ts';
import { InstrumentsApi } from '../../../src/dhan/rest/instruments/api.ts';
import { MarketQuoteApi } from '../../../src/dhan/rest/market-quote/api.ts';
import { OptionChainApi } from '../../../src/dhan/rest/option-chain/api.ts';
import { OrdersApi } from '../../../src/dhan/rest/orders/api.ts';
import { PortfolioApi } from '../../../src/dhan/rest/portfolio/api.ts';
import { StatementsApi } from '../../../src/dhan/rest/statements/api.ts';
import { SuperOrdersApi } from '../../../src/dhan/rest/super-orders/api.ts';
import { TradersControlApi } from '../../../src/dhan/rest/traders-control/api.ts';
import { TradesApi } from '../../../src/dhan/rest/trades/api.ts';
import { CLIENT_ID } from '../../../src/dhan/testing/samples/sample.ts';
import type { Rooms } from '../../../src/dhan/testing/samples/sample.ts';

/** The part of DhanHttp behind its connection: every answer is the one that was set last. */
class Canned {
  readonly dhanClientId = CLIENT_ID;
  answer = answerOf(200, '');

  call(call: Call): Promise<Answer> {
    const { answer } = this;
    const failure = readAnswer(call, answer, new Hider(call.secrets ?? [], call.answerIsSecret ?? false));
    return failure ? Promise.reject(failure) : Promise.resolve(answer);
  }

  authUrl(path: string): string {
    return `https://auth.dhan.example${path}`;
  }
}

/** All rooms of the client over an answer that is set by hand, without a socket. @returns the rooms, and how to set it: it gives back the JSON in it */
export function cannedRooms(): { readonly rooms: Rooms; answer: (status: number, text: string) => unknown } {
  const canned = new Canned();
  const http = canned as unknown as DhanHttp;
  const rooms: Rooms = {
    authentication: new AuthenticationApi(http),
    orders: new OrdersApi(http),
    trades: new TradesApi(http),
    superOrders: new SuperOrdersApi(http),
    foreverOrders: new ForeverOrdersApi(http),
    conditionalTriggers: new ConditionalTriggersApi(http),
    portfolio: new PortfolioApi(http),
    edis: new EdisApi(http),
    tradersControl: new TradersControlApi(http),
    funds: new FundsApi(http),
    statements: new StatementsApi(http),
    instruments: new InstrumentsApi(http),
    marketQuote: new MarketQuoteApi(http),
    historicalData: new HistoricalDataApi(http),
    optionChain: new OptionChainApi(http),
    expiredOptions: new ExpiredOptionsApi(http),
  };
  return {
    rooms,
    answer(status, text) {
      canned.answer = answerOf(status, text);
      return canned.answer.body;
    },
  };
}
