import type { DhanHttp } from '../http.ts';
import { readOne } from '../read.ts';
import { marginBody, multiMarginBody } from './request.ts';
import type { MarginOrder, MultiMarginRequest } from './request.ts';
import { fundLimit, margin, multiMargin } from './response.ts';
import type { FundLimit, Margin, MultiMargin } from './response.ts';

const common = { module: 'funds', bucket: 'nonTrading' } as const;

/** Module "Funds". Source: https://dhanhq.co/docs/v2/funds/ */
export class FundsApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /fundlimit`. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getFundLimit(): Promise<FundLimit> {
    return readOne(this.#http, { ...common, action: 'get_fund_limit', method: 'GET', path: '/fundlimit' }, fundLimit);
  }

  /**
   * `POST /margincalculator`: the margin of one order. A read, although it is a POST. Budget: nonTrading; keep the answer.
   * @throws {DhanError} {@link WireError}
   */
  async calculateMargin(order: MarginOrder): Promise<Margin> {
    const path = '/margincalculator';
    const body = marginBody(this.#http.dhanClientId, order, `POST ${path}`);
    return readOne(this.#http, { ...common, action: 'calculate_margin', method: 'POST', path, body }, margin);
  }

  /** `POST /margincalculator/multi`: the margin of several orders together. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async calculateMultiMargin(request: MultiMarginRequest): Promise<MultiMargin> {
    const path = '/margincalculator/multi';
    const body = multiMarginBody(this.#http.dhanClientId, request, `POST ${path}`);
    return readOne(
      this.#http,
      { ...common, action: 'calculate_multi_margin', method: 'POST', path, body },
      multiMargin,
    );
  }
}
