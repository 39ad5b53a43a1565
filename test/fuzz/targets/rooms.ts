import { AuthenticationApi } from '@dhancopy/dhan/rest/authentication/api';
import { answerOf, readAnswer } from '@dhancopy/dhan/rest/answer';
import type { Answer } from '@dhancopy/dhan/rest/answer';
import type { Call } from '@dhancopy/dhan/rest/call';
import { ConditionalTriggersApi } from '@dhancopy/dhan/rest/conditional-triggers/api';
import { EdisApi } from '@dhancopy/dhan/rest/edis/api';
import { ExpiredOptionsApi } from '@dhancopy/dhan/rest/expired-options/api';
import { ForeverOrdersApi } from '@dhancopy/dhan/rest/forever-orders/api';
import { FundsApi } from '@dhancopy/dhan/rest/funds/api';
import { Hider } from '@dhancopy/dhan/rest/hide';
import { HistoricalDataApi } from '@dhancopy/dhan/rest/historical-data/api';
import type { DhanHttp } from '@dhancopy/dhan/rest/http';
import { InstrumentsApi } from '@dhancopy/dhan/rest/instruments/api';
import { MarketQuoteApi } from '@dhancopy/dhan/rest/market-quote/api';
import { OptionChainApi } from '@dhancopy/dhan/rest/option-chain/api';
import { OrdersApi } from '@dhancopy/dhan/rest/orders/api';
import { PortfolioApi } from '@dhancopy/dhan/rest/portfolio/api';
import { StatementsApi } from '@dhancopy/dhan/rest/statements/api';
import { SuperOrdersApi } from '@dhancopy/dhan/rest/super-orders/api';
import { TradersControlApi } from '@dhancopy/dhan/rest/traders-control/api';
import { TradesApi } from '@dhancopy/dhan/rest/trades/api';
import { CLIENT_ID } from '@dhancopy/dhan/testing/samples/sample';
import type { Rooms } from '@dhancopy/dhan/testing/samples/sample';

/** The part of DhanHttp above its connection. Every answer is the one that was set last. */
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

/**
 * All modules of the client over an answer that is set by hand, without a socket. @returns the modules, and the setter, which returns
 * the JSON in the answer
 */
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
