import { accountId, linkId, venueOrderId } from '@dhancopy/domain/ids';
import type { AccountId, ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { Instrument } from '@dhancopy/domain/instrument';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import { isFinal, signOf } from '@dhancopy/domain/order';
import type { OrderReport, OrderSide, OrderTerms } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import { ONE } from '@dhancopy/domain/ratio';
import { createState, handle } from 'dhancopy/engine';
import type { Command, Context, CopyPosition, EngineEvent, EngineState } from 'dhancopy/engine';

const LEADER = accountId('L');
const SHARE: Instrument = {
  id: instrumentId('NSE_EQ', '1333'),
  tradingSymbol: 'HDFCBANK',
  kind: 'EQUITY',
  lotSize: 1,
  tickSize: paise(10),
  freezeQty: null,
  isin: null,
  expiredFromMs: null,
};
/** Interval of the reads of the books, ms. */
const POLL_MS = 4_000;
/** 09:15 on the clock in India, 2 June 2025. */
const OPEN_MS = 1_748_835_900_000;

/** An order at the broker of the rig. */
export interface RigOrder {
  readonly id: VenueOrderId;
  readonly account: AccountId;
  readonly clientId: ClientOrderId | null;
  readonly side: OrderSide;
  terms: OrderTerms;
  filledQty: number;
  status: 'ACCEPTED' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED';
}

/**
 * One leader, followers at ratio 1, a single share, the engine, and a broker that answers at once. There are no sockets and no files.
 * Limit orders rest until `fill`, and market orders fill at once.
 */
export class EngineRig {
  readonly state: EngineState = createState();
  readonly reports: OrderReport[] = [];
  readonly followers: readonly AccountId[];
  nowMs = OPEN_MS;
  /** Resting copies, newest last. */
  readonly resting: RigOrder[] = [];
  readonly #orders = new Map<VenueOrderId, RigOrder>();
  readonly #todo: Command[] = [];
  #times: number[] = [];
  #readMs = OPEN_MS;
  /** Signed units of each account. */
  readonly #net = new Map<AccountId, number>();
  #nextId = 100_000;

  constructor(followers: number) {
    this.followers = Array.from({ length: followers }, (_, at) => accountId(`F${at + 1}`));
    for (const id of [LEADER, ...this.followers]) {
      const role = id === LEADER ? 'leader' : 'follower';
      this.post({ type: 'AccountChanged', account: { id, role, name: id, state: 'ACTIVE', capital: null } });
    }
    for (const [at, followerId] of this.followers.entries()) {
      const settings = { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ONE } as const;
      const link = { id: linkId(at + 1), leaderId: LEADER, followerId, state: 'ACTIVE', settings } as const;
      this.post({ type: 'LinkChanged', link });
      this.post({ type: 'AccountReadiness', accountId: followerId, ready: true, why: null });
      this.#readAccount(followerId);
    }
    const at = { askedMs: this.nowMs, receivedMs: this.nowMs };
    this.post({ type: 'LeaderBookRead', accountId: LEADER, reports: [], trades: [], positions: [], ...at });
    this.takeTimes();
  }

  /** The time of each event since the last call, µs. */
  takeTimes(): readonly number[] {
    const times = this.#times;
    this.#times = [];
    return times;
  }

  get positions(): readonly CopyPosition[] {
    return [...this.state.positions.values()];
  }

  /** The leader places an order, with all its effects. */
  leaderPlaces(side: OrderSide, quantity: number, orderType: 'MARKET' | 'LIMIT', price = 160_000): RigOrder {
    const terms: OrderTerms = {
      orderType,
      timeInForce: 'DAY',
      quantity,
      price: orderType === 'MARKET' ? NO_PRICE : paise(price),
      triggerPrice: NO_PRICE,
      disclosedQty: 0,
    };
    const order = this.#accept(LEADER, null, side, terms);
    this.#work();
    return order;
  }

  /** The leader places an order that rests. @returns the time of the decision alone, in µs. Its effects happen afterwards */
  decideOn(side: OrderSide, quantity: number): number {
    this.takeTimes();
    const price = paise(side === 'BUY' ? 150_000 : 170_000);
    const rest = { orderType: 'LIMIT', timeInForce: 'DAY', triggerPrice: NO_PRICE, disclosedQty: 0 } as const;
    this.#accept(LEADER, null, side, { ...rest, quantity, price });
    const [us = NaN] = this.takeTimes();
    this.#work();
    return us;
  }

  fill(order: RigOrder, units: number): void {
    this.#fill(order, units);
    this.#work();
  }

  tick(ms: number): void {
    this.nowMs += ms;
    this.post({ type: 'Tick' });
    this.#work();
    if (this.nowMs - this.#readMs >= POLL_MS) this.#poll();
  }

  /** The books without new data, as in production, so that settled orders can be folded. It is not part of the measurement. */
  #poll(): void {
    this.#readMs = this.nowMs;
    const measured = this.takeTimes();
    for (const follower of this.followers) this.#readAccount(follower);
    const at = { askedMs: this.nowMs, receivedMs: this.nowMs };
    this.post({ type: 'LeaderBookRead', accountId: LEADER, reports: [], trades: [], positions: null, ...at });
    this.#work();
    this.#times = [...measured];
  }

  post(event: EngineEvent): void {
    const context: Context = {
      nowMs: this.nowMs,
      instrument: (id) => (id === SHARE.id ? SHARE : undefined),
      takeBudget: () => true,
      brokerAheadMs: 0,
      absence: { windowMs: 10_000, reads: 4 },
    };
    const started = performance.now();
    const { commands } = handle(this.state, event, context);
    this.#times.push((performance.now() - started) * 1_000);
    this.#todo.push(...commands);
  }

  #work(): void {
    for (let command = this.#todo.shift(); command; command = this.#todo.shift()) this.#carryOut(command);
  }

  #carryOut(command: Command): void {
    switch (command.type) {
      case 'place': {
        const { request, mirrorId, slice, generation } = command;
        const { accountId: account, clientOrderId, side } = request;
        const { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty } = request;
        const terms = { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty };
        const id = this.#newId();
        const outcome = { kind: 'accepted', venueOrderId: id } as const;
        this.post({ type: 'CommandAnswered', kind: 'place', outcome, mirrorId, slice, generation });
        const order = this.#accept(account, clientOrderId, side, terms, id);
        if (order.status === 'ACCEPTED') this.resting.push(order);
        return;
      }
      case 'modify':
      case 'cancel': {
        const { mirrorId, slice, generation, venueOrderId: id } = command;
        const order = this.#orders.get(id);
        const outcome = { kind: 'accepted', venueOrderId: id } as const;
        this.post({ type: 'CommandAnswered', kind: command.type, outcome, mirrorId, slice, generation });
        if (!order || isFinal(order.status)) return;
        if (command.type === 'modify') order.terms = command.terms;
        else order.status = 'CANCELED';
        this.#report(order);
        return;
      }
      case 'lookup':
      case 'cancelGhost':
      case 'readOrder':
        throw new Error(`${command.type}: nothing is lost here`);
    }
  }

  #accept(
    account: AccountId,
    clientId: ClientOrderId | null,
    side: OrderSide,
    terms: OrderTerms,
    id = this.#newId(),
  ): RigOrder {
    const order: RigOrder = { id, account, clientId, side, terms, filledQty: 0, status: 'ACCEPTED' };
    this.#orders.set(id, order);
    this.#report(order);
    if (terms.orderType === 'MARKET') this.#fill(order, terms.quantity);
    return order;
  }

  #fill(order: RigOrder, units: number): void {
    order.filledQty += units;
    this.#net.set(order.account, (this.#net.get(order.account) ?? 0) + signOf(order.side) * units);
    order.status = order.filledQty >= order.terms.quantity ? 'FILLED' : 'PARTIALLY_FILLED';
    this.#report(order);
  }

  #newId(): VenueOrderId {
    this.#nextId += 1;
    return venueOrderId(String(this.#nextId));
  }

  #readAccount(account: AccountId): void {
    const at = { askedMs: this.nowMs, receivedMs: this.nowMs, dayStartMs: istDayStart(this.nowMs) };
    const netQty = this.#net.get(account) ?? 0;
    const positions = [{ instrumentId: SHARE.id, product: 'INTRADAY', netQty } as const];
    this.post({ type: 'AccountRead', accountId: account, positions, holdings: [], ...at });
  }

  #report(order: RigOrder): void {
    const { terms, filledQty, status } = order;
    const report: OrderReport = {
      ...terms,
      accountId: order.account,
      venueOrderId: order.id,
      clientOrderId: order.clientId,
      parentVenueOrderId: null,
      leg: null,
      isSuperOrder: false,
      instrumentId: SHARE.id,
      side: order.side,
      product: 'INTRADAY',
      afterMarket: false,
      amoTime: null,
      filledQty,
      avgPxRupees: filledQty > 0 ? 1_600 : null,
      status,
      statusText: status,
      isModification: false,
      text: '',
      lastPrice: null,
      tradingSymbol: SHARE.tradingSymbol,
      exchangeOrderId: null,
      tsEventMs: Math.floor(this.nowMs / 1_000) * 1_000,
      source: 'STREAM',
    };
    this.reports.push(report);
    this.post({ type: 'OrderReported', report, receivedMs: this.nowMs, askedMs: null });
  }
}
