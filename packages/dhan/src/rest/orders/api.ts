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
 * Module "Orders". Writes need the account's registered IP. A write that ends in a {@link DhanError} of class `unknown` may be
 * live: look it up by its correlation id, then in the book; never send it again.
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
   * @returns its number, status mostly TRANSIT; it may still be rejected a moment later
   * @throws {DhanError} `invalid` for a bad field, `refused` (DH-906) for an order that cannot be, `auth` with fault IP or TOKEN,
   * `rate`, `unknown` when it may be live
   */
  async placeOrder(request: PlaceOrderRequest): Promise<OrderAnswer> {
    const body = placeOrderBody(this.#http.dhanClientId, request, 'POST /orders');
    return sendOrder(this.#http, { ...write, action: 'place_order', method: 'POST', path: '/orders', body });
  }

  /**
   * `POST /orders/slicing`: places an order above the freeze quantity of a derivative as several.
   *
   * Nothing is promised about all or none, and a lookup by correlation id may return any of them. Budget: order; how many
   * requests the slices count for is not documented.
   * @returns one receipt per slice, or one for all: both were seen
   * @throws {DhanError} as {@link placeOrder}
   */
  async placeSlicedOrder(request: PlaceOrderRequest): Promise<readonly OrderAnswer[]> {
    const path = '/orders/slicing';
    const body = placeOrderBody(this.#http.dhanClientId, request, `POST ${path}`);
    return sendOrders(this.#http, { ...write, action: 'place_sliced_order', method: 'POST', path, body });
  }

  /**
   * `PUT /orders/{order-id}`: changes a pending order, at most 25 times. Give the order as it shall be, quantity in total.
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
   * @throws {DhanError} {@link WireError} naming the row and field that cannot be read
   */
  async getOrderBook(): Promise<readonly Order[]> {
    return readRows(this.#http, BOOK, orderRow);
  }

  /** As {@link getOrderBook}, but rows that cannot be read are given back beside the others. @throws {DhanError} */
  async scanOrderBook(): Promise<OrderBook> {
    const { rows, unreadable } = await scanRows(this.#http, BOOK, orderRow);
    return { orders: rows, unreadable };
  }

  /**
   * As {@link scanOrderBook}, for a book that is read again and again: rows that the caller knows by their mark are passed over, so that
   * a book of a thousand orders costs what is new in it. @throws {DhanError}
   */
  async scanOrderBookNews(isKnown: IsKnown): Promise<OrderBookNews> {
    return scanNews(this.#http, BOOK, orderRow, isKnown);
  }

  /** `GET /orders/{order-id}`: null when the broker knows no such order. @throws {DhanError} {@link WireError} */
  async getOrderById(orderId: string): Promise<Order | null> {
    const call = { ...read, action: 'get_order_by_id', path: pathOf('orders', orderId) };
    return (await this.#find(call)).find((order) => order.orderId === orderId) ?? null;
  }

  /**
   * `GET /orders/external/{correlation-id}`: every order of the day that carries the id; which ones the broker gives for an id
   * used twice is not documented.
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
