import { z } from 'zod';
import { EXCHANGE_SEGMENTS } from '../../enums.ts';
import type { ExchangeSegment } from '../../enums.ts';
import { downloadCsv } from '../../instruments/download.ts';
import { readScripMaster } from '../../instruments/scrip-master.ts';
import type { ScripSource } from '../../instruments/scrip-master.ts';
import { pathOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { checkRequest } from '../request.ts';

/** Every contract of the broker is in one file; this is the file of one segment. Source: https://dhanhq.co/docs/v2/instruments/ */
export class InstrumentsApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `GET /instrument/{exchangeSegment}`: the contracts of one segment, row by row from a CSV; it may be large. Ids of derivatives
   * are used again and lot sizes change: read it every morning. Needs no token. Budget: nonTrading.
   * @throws {DhanError} for another status than 200, {@link WireError} when a needed column is missing
   */
  async getInstruments(segment: ExchangeSegment): Promise<ScripSource> {
    const path = pathOf('instrument', checkRequest(z.enum(EXCHANGE_SEGMENTS), segment, 'GET /instrument'));
    await this.#http.turn('nonTrading', `GET ${path}`);
    return readScripMaster(await downloadCsv(this.#http.apiUrl(path), 'apiUrl'));
  }
}
