import { z } from 'zod';
import { DhanError } from '../errors.ts';
import { errorIn, isEmptyList } from '../wire/error-body.ts';
import { parseWire, wireNumber, wireNumberOrZero, wireText } from '../wire/parse.ts';
import type { DhanHttp } from './http.ts';

const signedQuantity = wireNumber.pipe(z.number().int());
const signedQuantityOrZero = wireNumberOrZero.pipe(z.number().int());

/** Source: https://dhanhq.co/docs/v2/portfolio/ */
const positionRow = z.object({
  tradingSymbol: wireText,
  securityId: wireText.pipe(z.string().min(1)),
  positionType: wireText,
  exchangeSegment: z.string().min(1),
  productType: z.enum(['CNC', 'INTRADAY', 'MARGIN', 'MTF', 'CO', 'BO']),
  buyAvg: wireNumberOrZero,
  buyQty: signedQuantityOrZero,
  sellAvg: wireNumberOrZero,
  sellQty: signedQuantityOrZero,
  netQty: signedQuantity,
  costPrice: wireNumberOrZero,
  realizedProfit: wireNumberOrZero,
  unrealizedProfit: wireNumberOrZero,
  multiplier: wireNumberOrZero,
});
/** Units signed, prices and profits in rupees. */
export type Position = z.infer<typeof positionRow>;

const holdingRow = z.object({
  exchange: wireText,
  tradingSymbol: wireText,
  securityId: wireText.pipe(z.string().min(1)),
  isin: wireText,
  totalQty: signedQuantity,
  dpQty: signedQuantityOrZero,
  t1Qty: signedQuantityOrZero,
  availableQty: signedQuantityOrZero,
  collateralQty: signedQuantityOrZero,
  avgCostPrice: wireNumberOrZero,
  lastTradedPrice: wireNumberOrZero,
});
export type Holding = z.infer<typeof holdingRow>;

/** Module "Portfolio". */
export class PortfolioApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /positions`: of the day, closed ones with net 0 included. @throws {DhanError} {@link WireError} */
  async getPositions(): Promise<readonly Position[]> {
    return this.#list('get_positions', '/positions', positionRow);
  }

  /** `GET /holdings`. An account without any answers with an error object; that is an empty list. @throws {DhanError} {@link WireError} */
  async getHoldings(): Promise<readonly Holding[]> {
    return this.#list('get_holdings', '/holdings', holdingRow);
  }

  async #list<T>(action: string, path: string, row: z.ZodType<T>): Promise<readonly T[]> {
    try {
      const { body } = await this.#http.call({ action, module: 'portfolio', method: 'GET', path });
      const rows: unknown[] = Array.isArray(body) ? body : [];
      if (!Array.isArray(body) && body !== undefined) throw unexpected(path, body);
      return rows.map((each) => parseWire(row, each, `GET ${path}`));
    } catch (error) {
      if (error instanceof DhanError && error.class !== 'auth' && isEmptyList(bodyError(error))) return [];
      throw error;
    }
  }
}

function bodyError(error: DhanError): { code: string; innerCode: string | null; message: string } {
  let inner: string | null = null;
  try {
    inner = errorIn(JSON.parse(error.body) as unknown)?.innerCode ?? null;
  } catch {
    // Not JSON: the outer code alone decides.
  }
  return { code: error.code, innerCode: inner, message: error.message };
}

function unexpected(path: string, body: unknown): DhanError {
  return new DhanError({
    code: 'UNREADABLE',
    class: 'unknown',
    message: 'an answer that is neither a list nor an error',
    httpStatus: 200,
    request: `GET ${path}`,
    body: JSON.stringify(body),
  });
}
