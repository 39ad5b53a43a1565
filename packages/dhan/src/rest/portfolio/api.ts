import { unreadable } from '../answer.ts';
import type { DhanHttp } from '../http.ts';
import { readRows, scanRows } from '../read.ts';
import type { UnreadableRow } from '../read.ts';
import { convertPositionBody } from './request.ts';
import type { ConvertPositionRequest } from './request.ts';
import { exitAnswer, holdingRow, positionRow } from './response.ts';
import type { Holding, Position } from './response.ts';

const read = { module: 'portfolio', method: 'GET', bucket: 'nonTrading' } as const;
const POSITIONS = { ...read, action: 'get_positions', path: '/positions' } as const;
const HOLDINGS = { ...read, action: 'get_holdings', path: '/holdings' } as const;
const write = { module: 'portfolio', bucket: 'order' } as const;

/** Module "Portfolio". Source: https://dhanhq.co/docs/v2/portfolio/ */
export class PortfolioApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `GET /positions`: the positions of the day, one per instrument and product. Closed ones with net 0 are included. Budget:
   * nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async getPositions(): Promise<readonly Position[]> {
    return readRows(this.#http, POSITIONS, positionRow);
  }

  /** As {@link getPositions}, but one unreadable row does not hide the others. @throws {DhanError} */
  async scanPositions(): Promise<{
    readonly rows: readonly Position[];
    readonly unreadable: readonly UnreadableRow[];
  }> {
    return scanRows(this.#http, POSITIONS, positionRow);
  }

  /**
   * `GET /holdings`: the demat account. An empty account answers with an error, which is an empty list here. Budget: nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async getHoldings(): Promise<readonly Holding[]> {
    return readRows(this.#http, HOLDINGS, holdingRow);
  }

  /** As {@link getHoldings}, but one unreadable row does not hide the others. @throws {DhanError} */
  async scanHoldings(): Promise<{ readonly rows: readonly Holding[]; readonly unreadable: readonly UnreadableRow[] }> {
    return scanRows(this.#http, HOLDINGS, holdingRow);
  }

  /**
   * `POST /positions/convert`: moves units of a position to another product. The broker answers without a body. Read the positions
   * again to see the result. Budget: order (assumed).
   * @throws {DhanError} `invalid`, `refused`, `auth`, `rate`, `unknown` when it may have been carried out
   */
  async convertPosition(request: ConvertPositionRequest): Promise<void> {
    const path = '/positions/convert';
    const body = convertPositionBody(this.#http.dhanClientId, request, `POST ${path}`);
    await this.#http.call({ ...write, action: 'convert_position', method: 'POST', path, body });
  }

  /**
   * `DELETE /positions`: closes every position **and cancels every open order** of the account, whoever placed it. It may succeed in
   * part, and exits may rest: read positions and orders again. Budget: order (assumed).
   * @throws {DhanError} as {@link convertPosition}; an answer with status ERROR has class `unknown`: a part may be carried out
   */
  async exitAllPositions(): Promise<{ readonly message: string }> {
    const call = { ...write, action: 'exit_all_positions', method: 'DELETE', path: '/positions' } as const;
    const answer = await this.#http.call(call);
    // One page documents 202 without a body.
    if (answer.text.trim() === '') return { message: '' };
    const read = exitAnswer.safeParse(answer.body);
    if (!read.success || read.data.status.toUpperCase() !== 'SUCCESS') {
      throw unreadable(call, answer, 'status SUCCESS');
    }
    return { message: read.data.message };
  }
}
