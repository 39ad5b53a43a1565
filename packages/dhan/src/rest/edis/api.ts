import { parseWire } from '../../wire/parse.ts';
import { pathOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { readOne, readRows } from '../read.ts';
import { edisBulkFormBody, edisFormBody, inquiredIsin } from './request.ts';
import type { EdisBulkFormRequest, EdisFormRequest } from './request.ts';
import { edisForm, edisInquiry, tpinAnswer } from './response.ts';
import type { EdisForm, EdisInquiry, TpinAnswer } from './response.ts';

const common = { module: 'edis', bucket: 'nonTrading' } as const;

/**
 * Module "eDIS": without a power of attorney (`ddpi` in the profile), the account owner authorises sales of holdings at CDSL.
 * Order of calls: {@link EdisApi.generateTpin}, {@link EdisApi.getForm}, the account owner enters the T-PIN at CDSL, {@link
 * EdisApi.inquire}.
 * The T-PIN itself never passes through this client. Source: https://dhanhq.co/docs/v2/edis/
 */
export class EdisApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /edis/tpin`: CDSL sends a T-PIN to the account owner's phone. Budget: nonTrading. @throws {DhanError} */
  async generateTpin(): Promise<TpinAnswer> {
    const call = { ...common, action: 'generate_tpin', method: 'GET', path: '/edis/tpin' } as const;
    const { body } = await this.#http.call(call);
    return parseWire(tpinAnswer, body ?? {}, 'GET /edis/tpin');
  }

  /** `POST /edis/form`: CDSL's page for one ISIN. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getForm(request: EdisFormRequest): Promise<EdisForm> {
    const body = edisFormBody(request, 'POST /edis/form');
    return this.#form({ action: 'get_edis_form', path: '/edis/form', body });
  }

  /** `POST /edis/bulkform`: CDSL's page for several ISINs. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getBulkForm(request: EdisBulkFormRequest): Promise<EdisForm> {
    const body = edisBulkFormBody(request, 'POST /edis/bulkform');
    return this.#form({ action: 'get_edis_bulk_form', path: '/edis/bulkform', body });
  }

  /**
   * `GET /edis/inquire/{isin}`: the approved quantities; `ALL` for every ISIN. `status` is that of the approval, not of the call.
   * Budget: nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async inquire(isin: string): Promise<readonly EdisInquiry[]> {
    const path = pathOf('edis', 'inquire', inquiredIsin(isin, 'GET /edis/inquire'));
    const call = { ...common, action: 'inquire_edis', method: 'GET', path, statusIsData: true } as const;
    return readRows(this.#http, call, edisInquiry, { orOne: true });
  }

  /** The page authorises a sale, so it is not recorded. */
  async #form(call: { action: string; path: string; body: object }): Promise<EdisForm> {
    return readOne(this.#http, { ...common, method: 'POST', answerIsSecret: true, ...call }, edisForm);
  }
}
