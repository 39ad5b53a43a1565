import { pathOf } from '../call.ts';
import type { Call } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { readRows } from '../read.ts';
import { writeFor } from '../write-answer.ts';
import { multiOrderBody, triggerBody } from './request.ts';
import type { MultiOrderLeg, TriggerRequest } from './request.ts';
import { multiOrderAnswer, triggerAnswer, triggerRow } from './response.ts';
import type { MultiOrderAnswer, Trigger, TriggerAnswer } from './response.ts';

const PATH = '/alerts/orders';
const write = { module: 'conditional_triggers', bucket: 'order' } as const;
const read = { module: 'conditional_triggers', method: 'GET', bucket: 'nonTrading' } as const;

/**
 * Module "Conditional Trigger": one comparison of price or indicator that places 1 to 15 orders. By the newer pages, writes need the
 * registered IP. Source: https://dhanhq.co/docs/v2/conditional-trigger/
 */
export class ConditionalTriggersApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /**
   * `POST /alerts/orders`. Budget: order.
   * @throws {DhanError} `invalid`, `refused`, `auth`, `rate`, `unknown` when it may be live: read the list
   */
  async placeTrigger(request: TriggerRequest): Promise<TriggerAnswer> {
    const body = triggerBody(this.#http.dhanClientId, request, `POST ${PATH}`);
    return this.#write({ ...write, action: 'place_trigger', method: 'POST', path: PATH, body });
  }

  /** `PUT /alerts/orders/{alertId}`: replaces the whole trigger. Budget: order. @throws {DhanError} as {@link placeTrigger} */
  async modifyTrigger(alertId: string, request: TriggerRequest): Promise<TriggerAnswer> {
    const path = PATH + pathOf(alertId);
    const body = { ...triggerBody(this.#http.dhanClientId, request, `PUT ${path}`), alertId };
    return this.#write({ ...write, action: 'modify_trigger', method: 'PUT', path, body });
  }

  /** `DELETE /alerts/orders/{alertId}`. Budget: order. @throws {DhanError} as {@link placeTrigger} */
  async deleteTrigger(alertId: string): Promise<TriggerAnswer> {
    return this.#write({ ...write, action: 'delete_trigger', method: 'DELETE', path: PATH + pathOf(alertId) });
  }

  /** `GET /alerts/orders`. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getTriggers(): Promise<readonly Trigger[]> {
    return readRows(this.#http, { ...read, action: 'get_triggers', path: PATH }, triggerRow);
  }

  /** `GET /alerts/orders/{alertId}`: null when there is none. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getTrigger(alertId: string): Promise<Trigger | null> {
    const call = { ...read, action: 'get_trigger', path: PATH + pathOf(alertId) };
    const found = await readRows(this.#http, call, triggerRow, { orOne: true });
    return found.find((trigger) => trigger.alertId === alertId) ?? null;
  }

  /**
   * `POST /alerts/multi/orders`: up to 15 orders at once, without a condition. Some may fail while others succeed. It is only in the
   * newer documentation, and none of our sources has seen it live: prefer single orders. Budget: order; the number of requests that the
   * legs count for is not documented.
   * @throws {DhanError} as {@link placeTrigger}
   */
  async placeMultiOrder(legs: readonly MultiOrderLeg[]): Promise<MultiOrderAnswer> {
    const path = '/alerts/multi/orders';
    const body = multiOrderBody(this.#http.dhanClientId, legs, `POST ${path}`);
    const call = { ...write, action: 'place_multi_order', method: 'POST', path, body } as const;
    return writeFor(this.#http, call, multiOrderAnswer, 'a list of orders');
  }

  async #write(call: Call): Promise<TriggerAnswer> {
    return writeFor(this.#http, call, triggerAnswer, 'an alert id');
  }
}
