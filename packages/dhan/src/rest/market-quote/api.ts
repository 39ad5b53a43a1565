import type { z } from 'zod';
import { parseWire } from '../../wire/parse.ts';
import type { DhanHttp } from '../http.ts';
import type { WithRaw } from '../read.ts';
import { quoteBody } from './request.ts';
import type { QuoteRequest } from './request.ts';
import { ltp, ohlc, quote, quoteEnvelope } from './response.ts';
import type { Ltp, Ohlc, Quote, QuoteKey } from './response.ts';

/**
 * Market quote by REST: a snapshot of up to 1,000 instruments. It needs the paid data plan (`auth`, fault PLAN, without it). All three
 * calls share one request a second. An instrument that is unknown to the broker, or not traded, is missing in the answer without an
 * error. Source: https://dhanhq.co/docs/v2/market-quote/
 */
export class MarketQuoteApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `POST /marketfeed/ltp`: last prices. Budget: quote. @throws {DhanError} {@link WireError} */
  async getLtp(request: QuoteRequest): Promise<readonly Ltp[]> {
    return this.#quotes('ltp', request, ltp);
  }

  /** `POST /marketfeed/ohlc`: last price and the day's four prices. Budget: quote. @throws {DhanError} {@link WireError} */
  async getOhlc(request: QuoteRequest): Promise<readonly Ohlc[]> {
    return this.#quotes('ohlc', request, ohlc);
  }

  /** `POST /marketfeed/quote`: everything, with five levels of depth. Budget: quote. @throws {DhanError} {@link WireError} */
  async getQuote(request: QuoteRequest): Promise<readonly Quote[]> {
    return this.#quotes('quote', request, quote);
  }

  async #quotes<T extends object>(
    kind: 'ltp' | 'ohlc' | 'quote',
    request: QuoteRequest,
    schema: z.ZodType<T>,
  ): Promise<readonly (QuoteKey & WithRaw<T>)[]> {
    const path = `/marketfeed/${kind}`;
    const body = quoteBody(request, `POST ${path}`);
    const call = { action: `get_${kind}`, module: 'market_quote', method: 'POST', bucket: 'quote' } as const;
    const answer = await this.#http.call({ ...call, path, body });
    const { data } = parseWire(quoteEnvelope, answer.body, `POST ${path}`);
    return Object.entries(data).flatMap(([exchangeSegment, rows]) =>
      Object.entries(rows ?? {}).map(([securityId, raw]) => ({
        exchangeSegment,
        securityId,
        ...parseWire(schema, raw, `POST ${path}: ${exchangeSegment} ${securityId}`),
        raw,
      })),
    );
  }
}
