import type { AccountIdentity } from '@dhancopy/domain/account';
import type { BrokerReads } from '../../account/order-writes.ts';
import type { ForeverOrder } from '@dhancopy/dhan/rest/forever-orders/response';
import type { SuperOrder } from '@dhancopy/dhan/rest/super-orders/response';
import { DatabaseError } from '../../../store/file/errors.ts';
import type { OrderToWrite } from '../../../store/orders/orders.ts';
import type { Store } from '../../../store/store.ts';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { normalStatus } from '@dhancopy/dhan/stream/words';
import { contractColumns, symbolOf } from '../../contract-columns.ts';
import type { Clock } from '../../time/clock.ts';
import type { Recorder } from '../../recorder.ts';
import { foreverRow } from './forever-rows.ts';
import { lastPriceIn, triggerOf } from './forever-trigger.ts';
import { bracketValues, legRows, legStatus, ordersOfLegs } from './leg-rows.ts';

export interface SpecialOrdersOptions {
  readonly clock: Clock;
  readonly account: AccountIdentity;
  readonly client: BrokerReads;
  readonly recorder: Recorder;
  /** Resolves when the account may be asked again. */
  readonly turn: () => Promise<void>;
}

/** An account that had none is looked at only every so many snapshots: most never have any. */
const IDLE_SNAPSHOTS = 10;

/** Super and forever orders of one account, as the broker's lists show them. They are recorded for the operator; copying does not use them. */
export class SpecialOrders {
  readonly #options: SpecialOrdersOptions;
  readonly #reported = new Set<string>();
  #hasAny = false;
  #skipped = 0;
  #isDue = true;

  constructor(options: SpecialOrdersOptions) {
    this.#options = options;
  }

  /** A frame showed one: the lists are due. */
  note(): void {
    this.#isDue = true;
  }

  /** Reads the lists where there is something to see, or it is time to look again. @throws {DhanError} {@link WireError} */
  async readIfDue(): Promise<void> {
    this.#skipped += 1;
    if (!this.#isDue && !this.#hasAny && this.#skipped < IDLE_SNAPSHOTS) return;
    await this.read();
  }

  /** A fill may have been that of a leg, or have brought one to life. */
  get mayHaveChanged(): boolean {
    return this.#isDue || this.#hasAny;
  }

  /** @throws {DhanError} {@link WireError} */
  async read(): Promise<void> {
    const { client, turn, recorder } = this.#options;
    // Also when it fails: the next snapshots try again, and what else was to be read with it need not.
    this.#isDue = false;
    this.#skipped = 0;
    await turn();
    const supers = await client.superOrders.getSuperOrders();
    await turn();
    const forevers = await client.foreverOrders.getForeverOrders();
    this.#hasAny = supers.length + forevers.length > 0;
    recorder.add((store) => {
      this.#recordSupers(store, supers);
      this.#recordForevers(store, forevers);
    });
  }

  #recordSupers(store: Store, orders: readonly SuperOrder[]): void {
    const { account } = this.#options;
    const nowSec = Math.floor(this.#options.clock.nowMs() / 1000);
    for (const order of orders) {
      const { legs, unknown } = legRows(order, account, nowSec);
      this.#keep(store, order.orderId, order.raw, () => {
        this.#recordParent(store, order, nowSec);
        const placed = ordersOfLegs(order, store.orders.children(order.orderId));
        for (const leg of legs) {
          const leg_order_id = placed.get(leg.leg_order_id) ?? leg.leg_order_id;
          if (leg_order_id !== leg.leg_order_id) store.bracketLegs.rename(leg, leg_order_id);
          store.bracketLegs.record({ ...leg, leg_order_id });
        }
      });
      for (const words of unknown) this.#report(store, 'UNKNOWN_STATUS', words, order.orderId, order.raw);
    }
    store.bracketLegs.endBefore(account.id, Math.floor(istDayStart(this.#options.clock.nowMs()) / 1000));
  }

  /** The entry is an order of the plain book too, which knows its state better: only what that lacks is added. */
  #recordParent(store: Store, order: SuperOrder, nowSec: number): void {
    const { account } = this.#options;
    const known = store.orders.get(order.orderId);
    const values = bracketValues(order);
    if (known) {
      const isSame = (['bo_profit_value', 'bo_stop_loss_value'] as const).every(
        (column) => values[column] === null || values[column] === known[column],
      );
      if (!isSame) store.orders.upsertOrder({ ...known, ...values, updated_at: nowSec });
      return;
    }
    const { orderType, validity } = order;
    if (!isOrderType(orderType) || (validity !== 'DAY' && validity !== 'IOC')) {
      const words = `super order ${order.orderId}: unknown order type ${JSON.stringify(orderType)} or validity ${JSON.stringify(validity)}`;
      this.#report(store, 'UNKNOWN_WORD', words, null, order.raw);
      return;
    }
    const status = legStatus(order.orderStatus, order.remainingQuantity) ?? 'OPEN';
    const instrument = store.instruments.get(order.exchangeSegment, order.securityId);
    store.orders.upsertOrder({
      ...values,
      ...(instrument && contractColumns(instrument)),
      id: order.orderId,
      account_type: account.role,
      account_id: account.id,
      correlation_id: order.correlationId,
      // Not ended, until the broker says so in a word that is known.
      status,
      order_status: normalStatus(order.orderStatus),
      side: order.transactionType,
      product: order.productType,
      order_type: orderType,
      validity,
      security_id: order.securityId,
      exchange_segment: order.exchangeSegment,
      trading_symbol: symbolOf(store, order),
      quantity: order.quantity,
      price: order.price,
      traded_qty: order.filledQty,
      remaining_qty: order.remainingQuantity,
      avg_price: order.averageTradedPrice > 0 ? order.averageTradedPrice : null,
      leg_type: 'ENTRY',
      exchange_order_id: order.exchangeOrderId,
      exchange_time: order.exchangeTimeMs === null ? null : Math.floor(order.exchangeTimeMs / 1000),
      algo_id: order.algoId,
      completed_at: ENDED.has(status) ? Math.floor((order.updateTimeMs ?? nowSec * 1000) / 1000) : null,
      oms_error_description: order.omsErrorDescription,
      created_at: order.createTimeMs === null ? nowSec : Math.floor(order.createTimeMs / 1000),
      updated_at: nowSec,
      raw_response: JSON.stringify(order.raw),
    });
  }

  #recordForevers(store: Store, orders: readonly ForeverOrder[]): void {
    const { account } = this.#options;
    const nowSec = Math.floor(this.#options.clock.nowMs() / 1000);
    for (const [id, [first, ...others]] of Map.groupBy(orders, ({ orderId }) => orderId)) {
      if (!first) continue;
      const { row, unknown } = foreverRow([first, ...others], account, nowSec);
      const lastPrice = lastPriceIn(store, account.id, first.exchangeSegment, first.securityId);
      const trigger = triggerOf(row, store.foreverOrders.get(id), lastPrice);
      const whole = { ...row, ...trigger, trading_symbol: symbolOf(store, first) };
      this.#keep(store, id, row.raw_response, () => store.foreverOrders.record(whole));
      for (const words of unknown) this.#report(store, 'UNKNOWN_STATUS', words, null, row.raw_response, id);
    }
    store.foreverOrders.markFired(account.id);
    const listed = orders.map(({ orderId }) => orderId);
    for (const id of store.foreverOrders.markUnlisted(account.id, listed)) {
      const words = `forever order ${id} is no longer in the broker's list, and the list does not show how it ended`;
      this.#report(store, 'FOREVER_ORDER_UNLISTED', words, null, null, id);
    }
  }

  /** What the schema refuses is reported with what the broker sent, and the engine goes on. */
  #keep(store: Store, order: string, raw: unknown, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== 'CONSTRAINT_FAILED') throw error;
      this.#report(store, 'ROW_REFUSED', `order ${order} of the broker's lists: ${error.message}`, null, raw);
    }
  }

  /** Once: the lists come again every minute. */
  #report(store: Store, type: string, words: string, order: string | null, raw: unknown, foreverId?: string): void {
    if (this.#reported.has(words)) return;
    this.#reported.add(words);
    const { account } = this.#options;
    store.errors.add({
      error_type: type,
      error_message: words,
      severity: 'WARNING',
      account_type: account.role,
      account_id: account.id,
      order_id: order,
      context: { raw, ...(foreverId !== undefined && { foreverOrderId: foreverId }) },
    });
  }
}

/** Words of `orders.status` after which nothing trades. */
const ENDED: ReadonlySet<OrderToWrite['status']> = new Set(['EXECUTED', 'TRADED', 'CANCELLED', 'REJECTED', 'EXPIRED']);

const ORDER_TYPES = ['MARKET', 'LIMIT', 'STOP_LOSS', 'STOP_LOSS_MARKET'] as const;

function isOrderType(word: string): word is (typeof ORDER_TYPES)[number] {
  return ORDER_TYPES.some((each) => each === word);
}
