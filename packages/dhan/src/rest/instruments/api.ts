import { z } from 'zod';
import { EXCHANGE_SEGMENTS } from '../../enums.ts';
import type { ExchangeSegment } from '../../enums.ts';
import { downloadCsv } from '../../instruments/download.ts';
import { readScripMaster } from '../../instruments/scrip-master.ts';
import type { ScripSource } from '../../instruments/scrip-master.ts';
import { pathOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { checkRequest } from '../request.ts';

/** One file has every contract of the broker. This is the file of one segment. Source: https://dhanhq.co/docs/v2/instruments/ */
export class InstrumentsApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * The whole scrip master, about 200,000 rows, as a stream. `detailed` has ISINs, underlyings and freeze quantities. `compact` is
   * smaller and has the exchange's symbols. It needs no token and uses no budget.
   * @throws {DhanError} for a status other than 200, {@link WireError} when a required column is missing
   */
  async getScripMaster(file: 'detailed' | 'compact' = 'detailed'): Promise<ScripSource> {
    const name = checkRequest(z.enum(['detailed', 'compact']), file, 'GET scrip master');
    const url = this.#http.filesUrl(`/api-scrip-master${name === 'detailed' ? '-detailed' : ''}.csv`);
    return readScripMaster(await downloadCsv(url, 'filesUrl'));
  }

  /**
   * `GET /instrument/{exchangeSegment}`: the contracts of one segment, row by row from a CSV, which may be large. Ids of derivatives
   * are used again and lot sizes change: read it every morning. It needs no token. Budget: nonTrading.
   * @throws {DhanError} for a status other than 200, {@link WireError} when a required column is missing
   */
  async getInstruments(segment: ExchangeSegment): Promise<ScripSource> {
    const path = pathOf('instrument', checkRequest(z.enum(EXCHANGE_SEGMENTS), segment, 'GET /instrument'));
    await this.#http.turn('nonTrading', `GET ${path}`);
    return readScripMaster(await downloadCsv(this.#http.apiUrl(path), 'apiUrl'));
  }
}
