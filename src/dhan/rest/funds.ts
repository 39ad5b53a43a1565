import { z } from 'zod';
import { parseWire, wireNumber, wireNumberOrZero } from '../wire/parse.ts';
import type { DhanHttp } from './http.ts';

/** Rupees. `availabelBalance` is the broker's own spelling; it includes pledged collateral. Source: https://dhanhq.co/docs/v2/funds/ */
const fundLimit = z
  .object({
    availabelBalance: wireNumber.optional(),
    availableBalance: wireNumber.optional(),
    sodLimit: wireNumberOrZero,
    collateralAmount: wireNumberOrZero,
    receiveableAmount: wireNumberOrZero,
    utilizedAmount: wireNumberOrZero,
    blockedPayoutAmount: wireNumberOrZero,
    withdrawableBalance: wireNumberOrZero,
  })
  .transform((row, ctx) => {
    const available = row.availabelBalance ?? row.availableBalance;
    if (available === undefined) {
      ctx.addIssue({ code: 'custom', path: ['availabelBalance'], message: 'expected a number' });
      return z.NEVER;
    }
    return { ...row, availableBalance: available };
  });
export type FundLimit = z.infer<typeof fundLimit>;

/** Module "Funds". */
export class FundsApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /fundlimit`. @throws {DhanError} {@link WireError} */
  async getFundLimit(): Promise<FundLimit> {
    const { body } = await this.#http.call({
      action: 'get_fund_limit',
      module: 'funds',
      method: 'GET',
      path: '/fundlimit',
    });
    return parseWire(fundLimit, body, 'GET /fundlimit');
  }
}
