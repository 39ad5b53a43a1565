import { z } from 'zod';
import type { VenueOrderId } from '../../domain/ids.ts';
import { isEmptyList } from '../wire/error-body.ts';
import { DhanError } from '../errors.ts';
import { istToEpochMs, parseWire, wireNumberOrZero, wireQuantity, wireText } from '../wire/parse.ts';
import type { DhanHttp } from './http.ts';

/** One exchange trade. Source: https://dhanhq.co/docs/v2/orders/ ; `customSymbol` is null on the wire, option type "NA". */
const tradeRow = z
  .object({
    orderId: wireText.pipe(z.string().min(1)),
    exchangeOrderId: wireText,
    exchangeTradeId: wireText.pipe(z.string().min(1)),
    transactionType: z.enum(['BUY', 'SELL']),
    exchangeSegment: z.string().min(1),
    productType: wireText,
    orderType: wireText,
    tradingSymbol: wireText,
    securityId: wireText.pipe(z.string().min(1)),
    tradedQuantity: wireQuantity,
    tradedPrice: wireNumberOrZero,
    createTime: wireText,
    exchangeTime: wireText,
    drvExpiryDate: wireText,
    drvOptionType: wireText,
    drvStrikePrice: wireNumberOrZero,
  })
  .transform((row) => ({ ...row, tsEventMs: istToEpochMs(row.exchangeTime) ?? istToEpochMs(row.createTime) }));
/** Prices in rupees, quantities in units, times epoch ms. */
export type Trade = z.infer<typeof tradeRow>;

/** Trade book of the day. */
export class TradesApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /trades`. @throws {DhanError} {@link WireError} */
  async getTradeBook(): Promise<readonly Trade[]> {
    return this.#list('get_trade_book', '/trades');
  }

  /** `GET /trades/{order-id}`: an array on the wire, an object in the documentation. @throws {DhanError} {@link WireError} */
  async getTradesOfOrder(order: VenueOrderId): Promise<readonly Trade[]> {
    return this.#list('get_trades_of_order', `/trades/${encodeURIComponent(order)}`);
  }

  async #list(action: string, path: string): Promise<readonly Trade[]> {
    try {
      const { body } = await this.#http.call({ action, module: 'orders', method: 'GET', path });
      const rows: unknown[] = Array.isArray(body) ? body : body === undefined ? [] : [body];
      return rows.map((row) => parseWire(tradeRow, row, 'trade row'));
    } catch (error) {
      if (
        error instanceof DhanError &&
        error.class !== 'auth' &&
        isEmptyList({ code: error.code, innerCode: null, message: '' })
      )
        return [];
      throw error;
    }
  }
}
