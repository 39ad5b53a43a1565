import type { ClientOrderId, VenueOrderId } from '../../domain/ids.ts';
import type { OrderReport, OrderTerms, ReportSource } from '../../domain/order.ts';
import type { OrderRequest, WriteOutcome } from '../../domain/request.ts';
import { DhanError } from '../errors.ts';
import { bodyFromRequest, bodyFromTerms, reportFromRow } from '../mapping.ts';
import { parseWire, WireError } from '../wire/parse.ts';
import type { DhanHttp } from './http.ts';
import { orderRow } from './order-row.ts';
import { outcomeOf } from './outcome.ts';

/** What could be read of a list: rows that money could be lost on are given back, not dropped. */
export interface BookRead {
  readonly reports: readonly OrderReport[];
  /** Rows that could not be understood, and why. */
  readonly unreadable: readonly { readonly row: unknown; readonly why: string }[];
}

/** Module "Orders". Source: https://dhanhq.co/docs/v2/orders/ */
export class OrdersApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `POST /orders`. An accepted order may still be rejected a moment later; its id is never an idempotency key. */
  async placeOrder(request: OrderRequest): Promise<WriteOutcome> {
    const body = bodyFromRequest(request);
    return outcomeOf(
      this.#http.call({ action: 'place_order', module: 'orders', method: 'POST', path: '/orders', body }),
    );
  }

  /** `PUT /orders/{order-id}`. `terms.quantity` is the total placed quantity. At most 25 per order. */
  async modifyOrder(order: VenueOrderId, terms: OrderTerms): Promise<WriteOutcome> {
    const body = bodyFromTerms(this.#http.accountId, order, terms);
    const path = `/orders/${encodeURIComponent(order)}`;
    return outcomeOf(this.#http.call({ action: 'modify_order', module: 'orders', method: 'PUT', path, body }));
  }

  /** `DELETE /orders/{order-id}`. The answer may race with a fill. */
  async cancelOrder(order: VenueOrderId): Promise<WriteOutcome> {
    const path = `/orders/${encodeURIComponent(order)}`;
    return outcomeOf(this.#http.call({ action: 'cancel_order', module: 'orders', method: 'DELETE', path }));
  }

  /** `GET /orders`: the book of the day. @throws {DhanError} */
  async getOrderBook(): Promise<BookRead> {
    const { body, text } = await this.#http.call({
      action: 'get_order_book',
      module: 'orders',
      method: 'GET',
      path: '/orders',
    });
    if (!Array.isArray(body)) throw unreadable('GET /orders', text);
    return this.#reports(body, 'BOOK');
  }

  /** `GET /orders/{order-id}`: null when the broker knows no such order. @throws {DhanError} {@link WireError} */
  async getOrderById(order: VenueOrderId): Promise<OrderReport | null> {
    const reports = await this.#getSome('get_order_by_id', `/orders/${encodeURIComponent(order)}`);
    return reports.find((report) => report.venueOrderId === order) ?? null;
  }

  /** `GET /orders/external/{correlation-id}`: every row that carries the tag. @throws {DhanError} {@link WireError} */
  async getOrderByCorrelationId(id: ClientOrderId): Promise<readonly OrderReport[]> {
    const path = `/orders/external/${encodeURIComponent(id)}`;
    const reports = await this.#getSome('get_order_by_correlation_id', path);
    return reports.filter((report) => report.clientOrderId === id);
  }

  /** One object, an array of one, an empty array, or DH-905 for an unknown id: the wire has shown all four. */
  async #getSome(action: string, path: string): Promise<readonly OrderReport[]> {
    let body: unknown;
    let text: string;
    try {
      ({ body, text } = await this.#http.call({ action, module: 'orders', method: 'GET', path }));
    } catch (error) {
      const isUnknownId =
        error instanceof DhanError && (error.code === 'DH-905' || error.code === 'DH-907') && error.class !== 'auth';
      if (isUnknownId) return [];
      throw error;
    }
    if (typeof body !== 'object' || body === null) throw unreadable(`GET ${path}`, text);
    const { reports, unreadable: bad } = this.#reports(Array.isArray(body) ? body : [body], 'LOOKUP');
    if (bad[0]) throw new WireError(bad[0].why);
    return reports;
  }

  #reports(rows: readonly unknown[], source: ReportSource): BookRead {
    const reports: OrderReport[] = [];
    const bad: { row: unknown; why: string }[] = [];
    for (const row of rows) {
      try {
        reports.push(reportFromRow(parseWire(orderRow, row, 'order row'), this.#http.accountId, source));
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        bad.push({ row, why: error.message });
      }
    }
    return { reports, unreadable: bad };
  }
}

function unreadable(request: string, text: string): DhanError {
  return new DhanError({
    code: 'UNREADABLE',
    class: 'unknown',
    message: 'an answer that is neither a list nor an error',
    httpStatus: 200,
    request,
    body: text,
  });
}
