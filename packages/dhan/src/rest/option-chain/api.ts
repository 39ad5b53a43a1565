import { parseWire } from '../../wire/parse.ts';
import type { DhanHttp } from '../http.ts';
import { readOne } from '../read.ts';
import { expiryListBody, optionChainBody } from './request.ts';
import type { OptionChainRequest, Underlying } from './request.ts';
import { expiryList, optionChain } from './response.ts';
import type { OptionChain } from './response.ts';

const common = { module: 'option_chain', method: 'POST', bucket: 'data' } as const;

/**
 * The time after which the same request may be made again, ms. Source: https://dhanhq.co/docs/v2/option-chain/ (since v2.5 per
 * question)
 */
const EVERY_MS = 3_000;

/**
 * Option chain with greeks. It needs the paid data plan. The same request once in three seconds. Source:
 * https://dhanhq.co/docs/v2/option-chain/
 */
export class OptionChainApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `POST /optionchain/expirylist`: days `YYYY-MM-DD`. Budget: data, once in 3 s per underlying. @throws {DhanError} {@link WireError} */
  async getExpiryList(request: Underlying): Promise<readonly string[]> {
    const path = '/optionchain/expirylist';
    const body = expiryListBody(request, `POST ${path}`);
    const spacing = { key: `${path} ${JSON.stringify(body)}`, everyMs: EVERY_MS };
    const answer = await this.#http.call({ ...common, action: 'get_expiry_list', path, body, spacing });
    return parseWire(expiryList, answer.body, `POST ${path}`).data;
  }

  /** `POST /optionchain`: every strike of one expiry. Budget: data, once in 3 s per underlying and expiry. @throws {DhanError} {@link WireError} */
  async getOptionChain(request: OptionChainRequest): Promise<OptionChain> {
    const path = '/optionchain';
    const body = optionChainBody(request, `POST ${path}`);
    const spacing = { key: `${path} ${JSON.stringify(body)}`, everyMs: EVERY_MS };
    return readOne(this.#http, { ...common, action: 'get_option_chain', path, body, spacing }, optionChain);
  }
}
