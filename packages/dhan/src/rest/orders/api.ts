import { pathOf } from '../call.ts';
import type { Call } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { scanNews } from '../news.ts';
import type { IsKnown } from '../news.ts';
import { readRows, scanRows } from '../read.ts';
import { sendOrder, sendOrders } from '../write-answer.ts';
import type { OrderAnswer } from '../write-answer.ts';
import { modifyOrderBody, placeOrderBody } from './request.ts';
import type { ModifyOrderRequest, PlaceOrderRequest } from './request.ts';
import { orderRow } from './response.ts';
import type { Order, OrderBook, OrderBookNews } from './response.ts';

const write = { module: 'orders', bucket: 'order' } as const;
const read = { module: 'orders', method: 'GET', bucket: 'nonTrading' } as const;

/**
 * Module "Orders". Writes need the account's registered IP. A write that ends in a {@link DhanError} of class `unknown` may be live.
 * Look it up by its correlation id, then in the book. Never send it again.
 * Source: https://dhanhq.co/docs/v2/orders/
 */
export class OrdersApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `POST /orders`: places one order.
   *
   * Budget: order (10 a second, 250 a minute, 1,000 an hour, 7,000 a day).
   * @returns its number and its status, mostly TRANSIT; it may still be rejected a moment later
   * @throws {DhanError} `invalid` for a bad field, `refused` (DH-906) for an impossible order, `auth` with fault IP or TOKEN, `rate`,
   * `unknown` when it may be live
   */
  async placeOrder(request: PlaceOrderRequest): Promise<OrderAnswer> {
    const body = placeOrderBody(this.#http.dhanClientId, request, 'POST /orders');
    return sendOrder(this.#http, { ...write, action: 'place_order', method: 'POST', path: '/orders', body });
  }

  /**
   * `POST /orders/slicing`: places an order above the freeze quantity of a derivative as several orders.
   *
   * Some slices may fail while others succeed. A lookup by correlation id may return any of them. Budget: order; the number of requests
   * that the slices count for is not documented.
   * @returns one receipt per slice, or one for all: both were seen
   * @throws {DhanError} as {@link placeOrder}
   */
  async placeSlicedOrder(request: PlaceOrderRequest): Promise<readonly OrderAnswer[]> {
    const path = '/orders/slicing';
    const body = placeOrderBody(this.#http.dhanClientId, request, `POST ${path}`);
    return sendOrders(this.#http, { ...write, action: 'place_sliced_order', method: 'POST', path, body });
  }

  /**
   * `PUT /orders/{order-id}`: changes a pending order, at most 25 times. Give all terms of the changed order, with the total quantity.
   *
   * Budget: order.
   * @throws {DhanError} as {@link placeOrder}; DH-906 outside market hours
   */
  async modifyOrder(orderId: string, request: ModifyOrderRequest): Promise<OrderAnswer> {
    const path = pathOf('orders', orderId);
    const body = modifyOrderBody(this.#http.dhanClientId, orderId, request, `PUT ${path}`);
    return sendOrder(this.#http, { ...write, action: 'modify_order', method: 'PUT', path, body });
  }

  /**
   * `DELETE /orders/{order-id}`: cancels a pending order. The answer may race with a fill: confirm with a read.
   *
   * Budget: order.
   * @throws {DhanError} as {@link placeOrder}
   */
  async cancelOrder(orderId: string): Promise<OrderAnswer> {
    const path = pathOf('orders', orderId);
    return sendOrder(this.#http, { ...write, action: 'cancel_order', method: 'DELETE', path });
  }

  /**
   * `GET /orders`: the orders of the day, children of super and forever orders included. Needs no registered IP.
   *
   * Budget: nonTrading, like every read here.
   * @throws {DhanError} {@link WireError} naming the unreadable row and field
   */
  async getOrderBook(): Promise<readonly Order[]> {
    return readRows(this.#http, BOOK, orderRow);
  }

  /** As {@link getOrderBook}, but unreadable rows are returned together with the others. @throws {DhanError} */
  async scanOrderBook(): Promise<OrderBook> {
    const { rows, unreadable } = await scanRows(this.#http, BOOK, orderRow);
    return { orders: rows, unreadable };
  }

  /**
   * As {@link scanOrderBook}, for a book that is read repeatedly. Rows with a known mark are skipped, so that a book of a thousand
   * orders costs only its new rows. @throws {DhanError}
   */
  async scanOrderBookNews(isKnown: IsKnown): Promise<OrderBookNews> {
    return scanNews(this.#http, BOOK, orderRow, isKnown);
  }

  /** `GET /orders/{order-id}`: null when the order is unknown to the broker. @throws {DhanError} {@link WireError} */
  async getOrderById(orderId: string): Promise<Order | null> {
    const call = { ...read, action: 'get_order_by_id', path: pathOf('orders', orderId) };
    return (await this.#find(call)).find((order) => order.orderId === orderId) ?? null;
  }

  /**
   * `GET /orders/external/{correlation-id}`: every order of the day with this id. It is not documented which orders the broker returns
   * for an id that was used twice.
   * @throws {DhanError} {@link WireError}
   */
  async getOrdersByCorrelationId(correlationId: string): Promise<readonly Order[]> {
    const path = pathOf('orders', 'external', correlationId);
    const orders = await this.#find({ ...read, action: 'get_order_by_correlation_id', path });
    return orders.filter((order) => order.correlationId === correlationId);
  }

  /** One object, an array of one, an empty array, or DH-905 for an unknown id: the wire has shown all four. */
  async #find(call: Call): Promise<readonly Order[]> {
    return readRows(this.#http, call, orderRow, {
      orOne: true,
      isEmpty: (error) => error.code === 'DH-905' && error.class === 'invalid',
    });
  }
}

const BOOK = { ...read, action: 'get_order_book', path: '/orders' };
