import type { DhanHttp } from '../http.ts';
import { readOne } from '../read.ts';
import { rollingBody } from './request.ts';
import type { ExpiredOptionsRequest } from './request.ts';
import { rollingOptions } from './response.ts';
import type { RollingOptions } from './response.ts';

/** Options that have expired, by their distance from the money. Needs the paid data plan. Source: https://dhanhq.co/docs/v2/expired-options-data/ */
export class ExpiredOptionsApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `POST /charts/rollingoption`: candles of the contract that was at that distance from the money at each time. At most 30 days a
   * call.
   * Budget: data (5 a second).
   * @throws {DhanError} {@link WireError}
   */
  async getRollingOptions(request: ExpiredOptionsRequest): Promise<RollingOptions> {
    const path = '/charts/rollingoption';
    const body = rollingBody(request, `POST ${path}`);
    const call = { action: 'get_rolling_options', module: 'expired_options', method: 'POST', bucket: 'data' } as const;
    return readOne(this.#http, { ...call, path, body }, rollingOptions);
  }
}
