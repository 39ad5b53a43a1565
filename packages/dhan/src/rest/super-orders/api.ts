import type { LegName } from '../../enums.ts';
import { pathOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { readRows } from '../read.ts';
import { sendOrder } from '../write-answer.ts';
import type { OrderAnswer } from '../write-answer.ts';
import { modifySuperOrderBody, placeSuperOrderBody } from './request.ts';
import type { ModifySuperOrderRequest, PlaceSuperOrderRequest } from './request.ts';
import { superOrderRow } from './response.ts';
import type { SuperOrder } from './response.ts';

const PATH = '/super/orders';
const write = { module: 'super_orders', bucket: 'order' } as const;

/**
 * Module "Super Order": an entry, a target and a stop that may trail, in one order. Writes need the registered IP. It is not in the
 * sandbox. Source: https://dhanhq.co/docs/v2/super-order/
 */
export class SuperOrdersApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `POST /super/orders`. Budget: order.
   * @returns the number of the entry, which is that of the whole order; risk checks may still reject it
   * @throws {DhanError} `invalid`, `refused` (DH-906), `auth`, `rate`, `unknown` when it may be live
   */
  async placeSuperOrder(request: PlaceSuperOrderRequest): Promise<OrderAnswer> {
    const body = placeSuperOrderBody(this.#http.dhanClientId, request, `POST ${PATH}`);
    return sendOrder(this.#http, { ...write, action: 'place_super_order', method: 'POST', path: PATH, body });
  }

  /**
   * `PUT /super/orders/{order-id}`: changes one leg; `orderId` is that of the entry for every leg. The entry leg can be changed
   * while it is pending or part traded, afterwards only target and stop. Budget: order.
   * @throws {DhanError} as {@link placeSuperOrder}; DH-906 for a leg that can no longer change
   */
  async modifySuperOrder(orderId: string, request: ModifySuperOrderRequest): Promise<OrderAnswer> {
    const path = PATH + pathOf(orderId);
    const body = modifySuperOrderBody(this.#http.dhanClientId, orderId, request, `PUT ${path}`);
    return sendOrder(this.#http, { ...write, action: 'modify_super_order', method: 'PUT', path, body });
  }

  /**
   * `DELETE /super/orders/{order-id}/{order-leg}`: ENTRY_LEG cancels all legs. A cancelled target or stop cannot be added again.
   * The effect of a cancelled ENTRY_LEG after the entry has traded is not documented: it may leave a position without its stop.
   * Budget: order.
   * @throws {DhanError} as {@link placeSuperOrder}
   */
  async cancelSuperOrder(orderId: string, legName: LegName): Promise<OrderAnswer> {
    const path = PATH + pathOf(orderId, legName);
    return sendOrder(this.#http, { ...write, action: 'cancel_super_order', method: 'DELETE', path });
  }

  /**
   * `GET /super/orders`: the super orders of the day with their legs. There is no read of a single one. Budget: nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async getSuperOrders(): Promise<readonly SuperOrder[]> {
    const call = { module: 'super_orders', method: 'GET', bucket: 'nonTrading', path: PATH } as const;
    return readRows(this.#http, { ...call, action: 'get_super_orders' }, superOrderRow);
  }
}
