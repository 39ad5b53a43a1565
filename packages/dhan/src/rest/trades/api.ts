import { pathOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { scanNews } from '../news.ts';
import type { IsKnown } from '../news.ts';
import { readRows } from '../read.ts';
import { tradeRow } from './response.ts';
import type { Trade, TradeBookNews } from './response.ts';

const read = { module: 'orders', method: 'GET', bucket: 'nonTrading' } as const;

/** Trade book of the day, part of the module "Orders". Past days: statements. Source: https://dhanhq.co/docs/v2/orders/ */
export class TradesApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `GET /trades`: one row per exchange trade of the day. Many may have the same second. Sum by `orderId`. Budget: nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async getTradeBook(): Promise<readonly Trade[]> {
    return readRows(this.#http, TRADE_BOOK, tradeRow);
  }

  /**
   * As {@link getTradeBook}, for a book that is read repeatedly: rows with a known mark are skipped.
   * @throws {DhanError}
   */
  async scanTradeBookNews(isKnown: IsKnown): Promise<TradeBookNews> {
    return scanNews(this.#http, TRADE_BOOK, tradeRow, isKnown);
  }

  /**
   * `GET /trades/{order-id}`: an array on the wire, an object in the documentation. Empty before any fill. Budget: nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async getTradesOfOrder(orderId: string): Promise<readonly Trade[]> {
    const call = { ...read, action: 'get_trades_of_order', path: pathOf('trades', orderId) };
    return readRows(this.#http, call, tradeRow, { orOne: true });
  }
}

const TRADE_BOOK = { ...read, action: 'get_trade_book', path: '/trades' };
