import { pathOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { readRows } from '../read.ts';
import { sendOrder } from '../write-answer.ts';
import type { OrderAnswer } from '../write-answer.ts';
import { modifyForeverOrderBody, placeForeverOrderBody } from './request.ts';
import type { ModifyForeverOrderRequest, PlaceForeverOrderRequest } from './request.ts';
import { foreverOrderRow } from './response.ts';
import type { ForeverOrder } from './response.ts';

/** The documentation's own example of the list says `/forever/all`, which does not exist (OpenAlgo). */
const PATH = '/forever/orders';
const write = { module: 'forever_orders', bucket: 'order' } as const;

/**
 * Module "Forever Order" (good till triggered). Writes need the registered IP. An order stays live for up to a year, or until the
 * contract's expiry.
 * Source: https://dhanhq.co/docs/v2/forever/
 */
export class ForeverOrdersApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `POST /forever/orders`. Budget: order.
   * @throws {DhanError} `invalid`, `refused`, `auth`, `rate`, `unknown` when it may be live
   */
  async placeForeverOrder(request: PlaceForeverOrderRequest): Promise<OrderAnswer> {
    const body = placeForeverOrderBody(this.#http.dhanClientId, request, `POST ${PATH}`);
    return sendOrder(this.#http, { ...write, action: 'place_forever_order', method: 'POST', path: PATH, body });
  }

  /**
   * `PUT /forever/orders/{order-id}`: changes one leg. Budget: order.
   * @throws {DhanError} as {@link placeForeverOrder}; DH-905 for a `legName` that the order does not have
   */
  async modifyForeverOrder(orderId: string, request: ModifyForeverOrderRequest): Promise<OrderAnswer> {
    const path = PATH + pathOf(orderId);
    const body = modifyForeverOrderBody(this.#http.dhanClientId, orderId, request, `PUT ${path}`);
    return sendOrder(this.#http, { ...write, action: 'modify_forever_order', method: 'PUT', path, body });
  }

  /**
   * `DELETE /forever/orders/{order-id}`: presumably cancels both legs of an OCO. Budget: order.
   * @throws {DhanError} as {@link placeForeverOrder}
   */
  async cancelForeverOrder(orderId: string): Promise<OrderAnswer> {
    const path = PATH + pathOf(orderId);
    return sendOrder(this.#http, { ...write, action: 'cancel_forever_order', method: 'DELETE', path });
  }

  /** `GET /forever/orders`: one row per leg. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getForeverOrders(): Promise<readonly ForeverOrder[]> {
    const call = { module: 'forever_orders', method: 'GET', bucket: 'nonTrading', path: PATH } as const;
    return readRows(this.#http, { ...call, action: 'get_forever_orders' }, foreverOrderRow);
  }
}
