import { checkRequest } from '../request.ts';
import { z } from 'zod';
import type { DhanHttp } from '../http.ts';
import { readOne } from '../read.ts';
import { writeFor } from '../write-answer.ts';
import { KILL_SWITCH_STATUSES, pnlExitBody } from './request.ts';
import type { KillSwitchStatus, PnlExitRequest } from './request.ts';
import { killSwitch, killSwitchAnswer, pnlExit, pnlExitAnswer } from './response.ts';
import type { KillSwitch, KillSwitchAnswer, PnlExit, PnlExitAnswer } from './response.ts';

const KILL = '/killswitch';
const EXIT = '/pnlExit';
const common = { module: 'traders_control', bucket: 'nonTrading' } as const;

/** Module "Trader's Control". By the newer pages, writes need the registered IP. Source: https://dhanhq.co/docs/v2/traders-control/ */
export class TradersControlApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /killswitch`. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getKillSwitch(): Promise<KillSwitch> {
    return readOne(this.#http, { ...common, action: 'get_kill_switch', method: 'GET', path: KILL }, killSwitch);
  }

  /**
   * `POST /killswitch`: ACTIVATE stops all trading of the account for the day, on every platform. It requires that all positions are
   * closed and no order is pending. It is not documented when it ends, and whether it can be reversed on the same day. Budget:
   * nonTrading.
   * @throws {DhanError} `unknown`: read it with {@link getKillSwitch}
   */
  async setKillSwitch(status: KillSwitchStatus): Promise<KillSwitchAnswer> {
    const killSwitchStatus = checkRequest(z.enum(KILL_SWITCH_STATUSES), status, `POST ${KILL}`);
    const call = { ...common, action: 'set_kill_switch', method: 'POST', path: KILL } as const;
    return writeFor(this.#http, { ...call, query: { killSwitchStatus } }, killSwitchAnswer, 'killSwitchStatus');
  }

  /**
   * `POST /pnlExit`: closes positions when the account's profit or loss of the day reaches a limit. It fires **at once** when the limit
   * is already reached, and ends with the session. Budget: nonTrading.
   * @throws {DhanError} `unknown`: read it with {@link getPnlExit}
   */
  async setPnlExit(request: PnlExitRequest): Promise<PnlExitAnswer> {
    const body = pnlExitBody(this.#http.dhanClientId, request, `POST ${EXIT}`);
    const call = { ...common, action: 'set_pnl_exit', method: 'POST', path: EXIT, body } as const;
    return writeFor(this.#http, call, pnlExitAnswer, 'pnlExitStatus');
  }

  /** `GET /pnlExit`. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getPnlExit(): Promise<PnlExit> {
    return readOne(this.#http, { ...common, action: 'get_pnl_exit', method: 'GET', path: EXIT }, pnlExit);
  }

  /** `DELETE /pnlExit`. Budget: nonTrading. @throws {DhanError} as {@link setPnlExit} */
  async deletePnlExit(): Promise<PnlExitAnswer> {
    const call = { ...common, action: 'delete_pnl_exit', method: 'DELETE', path: EXIT } as const;
    return writeFor(this.#http, call, pnlExitAnswer, 'pnlExitStatus');
  }
}
