import { DhanError } from '../../errors.ts';
import { parseWire } from '../../wire/parse.ts';
import type { Call } from '../call.ts';
import { requestOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { dailyBody, intradayBody } from './request.ts';
import type { DailyCandlesRequest, IntradayCandlesRequest } from './request.ts';
import { candleColumns } from './response.ts';
import type { Candles } from './response.ts';

const common = { module: 'historical_data', method: 'POST', bucket: 'data' } as const;

/**
 * Candles. They need the paid data plan. "No data" is a special error of the broker and an empty list here. An empty list was also seen
 * for ranges with data, so ask again before you store "none". Source: https://dhanhq.co/docs/v2/historical-data/
 */
export class HistoricalDataApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `POST /charts/historical`: one candle a day, back to the listing. Budget: data (5 a second). @throws {DhanError} {@link WireError} */
  async getDailyCandles(request: DailyCandlesRequest): Promise<Candles> {
    const path = '/charts/historical';
    return this.#candles({ ...common, action: 'get_daily_candles', path, body: dailyBody(request, `POST ${path}`) });
  }

  /**
   * `POST /charts/intraday`: candles of 1 to 60 minutes, at most 90 days a call, five years back. Budget: data.
   * @throws {DhanError} {@link WireError}
   */
  async getIntradayCandles(request: IntradayCandlesRequest): Promise<Candles> {
    const path = '/charts/intraday';
    return this.#candles({
      ...common,
      action: 'get_intraday_candles',
      path,
      body: intradayBody(request, `POST ${path}`),
    });
  }

  async #candles(call: Call): Promise<Candles> {
    try {
      const { body } = await this.#http.call(call);
      return { candles: parseWire(candleColumns, body, requestOf(call)), raw: body };
    } catch (error) {
      if (error instanceof DhanError && isNoData(error)) return { candles: [], raw: null };
      throw error;
    }
  }
}

/** Recorded: HTTP 400, `NONE` / `RS-9005` "Data not available". With HTTP 500 the same inner code is a bad id. */
function isNoData({ code, innerCode, httpStatus }: DhanError): boolean {
  return httpStatus === 400 && (code === 'DH-907' || (code === 'NONE' && innerCode === 'RS-9005'));
}
