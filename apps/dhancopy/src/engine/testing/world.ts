import { tradingDay } from '@dhancopy/domain/trading-day';
import type { Asset } from '@dhancopy/domain/asset';
import { accountId, linkId, venueOrderId } from '@dhancopy/domain/ids';
import type { AccountId, ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { Instrument } from '@dhancopy/domain/instrument';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { Link, LinkSettings } from '@dhancopy/domain/link';
import { isFinal, signOf } from '@dhancopy/domain/order';
import type { OrderReport, OrderSide, OrderTerms, ReportSource } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import { ratio } from '@dhancopy/domain/ratio';
import type { WriteOutcome } from '@dhancopy/domain/request';
import type { Command } from '../commands.ts';
import type { Context, Decision, Violation } from '../decision.ts';
import type { EngineEvent, TradeRead } from '../events.ts';
import { createState, durableOf, handle, heldOf, restore } from '../index.ts';
import type { EngineState } from '../index.ts';
import { leaderPosition } from '../leader/position.ts';
import { orderKey } from '../state.ts';

export const LEADER = accountId('L');
export const INSTRUMENT: Instrument = {
  id: instrumentId('NSE_EQ', '1333'),
  tradingSymbol: 'HDFCBANK',
  kind: 'EQUITY',
  lotSize: 1,
  tickSize: paise(10),
  freezeQty: null,
  isin: null,
  expiredFromMs: null,
};

const CONTRACTS = { instrument: (id: Instrument['id']) => (id === INSTRUMENT.id ? INSTRUMENT : undefined) };

export type Fault = 'none' | 'loseAnswer' | 'loseRequest' | 'rejectLater' | 'refuse' | 'rate';

export interface BrokerOrder extends OrderTerms {
  readonly id: VenueOrderId;
  readonly account: AccountId;
  readonly clientId: ClientOrderId | null;
  readonly side: OrderSide;
  status: 'ACCEPTED' | 'FILLED' | 'CANCELED' | 'REJECTED';
  filledQty: number;
  /** The broker's times, ms. */
  readonly placedMs: number;
  changedMs: number;
}

/**
 * A broker in memory, virtual time, and the real engine between them. Frames and answers wait in queues until they are
 * delivered, in any order, twice or never; everything that happens is a method call, so a test is a list of calls.
 */
export class World {
  state: EngineState = createState();
  /** 09:46 in India. */
  nowMs = 101_800_000;
  readonly orders: BrokerOrder[] = [];
  readonly frames: OrderReport[] = [];
  readonly #leaderTrades: TradeRead[] = [];
  readonly answers: (() => void)[] = [];
  fault: Fault = 'none';
  /** Causes that had two orders open at once: must stay empty. */
  readonly duplicates: string[] = [];
  readonly violations: Violation[] = [];
  /** Codes of all notices. */
  readonly notices: string[] = [];
  readonly followers: readonly AccountId[];
  /** Market orders fill as they come; otherwise they rest like others. */
  liquid = true;
  /** The broker's clock less that of this machine, ms; the engine knows it. */
  brokerAheadMs = 0;
  /** The list of instruments has the contract. */
  isListed = true;
  /** When the links were made; looked at when the process starts. */
  linkedMs = 0;
  /** The same by the broker's clock; null while that is not known. */
  linkedBrokerMs: number | null = null;
  #nextId = 1;
  readonly #links: Link[];
  readonly #saved = new Map<string, string>();

  constructor(ratios: readonly [number, number][], settings: Partial<LinkSettings> = {}) {
    this.followers = ratios.map((_, index) => accountId(`F${index + 1}`));
    this.#links = ratios.map(([num, den], index) => ({
      id: linkId(index + 1),
      leaderId: LEADER,
      followerId: accountId(`F${index + 1}`),
      state: 'ACTIVE',
      settings: { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ratio(num, den), ...settings },
    }));
    this.#begin();
  }

  #begin(): void {
    for (const id of [LEADER, ...this.followers]) {
      const role = id === LEADER ? 'leader' : 'follower';
      this.post({ type: 'AccountChanged', account: { id, role, name: id, state: 'ACTIVE', capital: null } });
    }
    const made = {
      sinceMs: this.linkedMs,
      ...(this.linkedBrokerMs !== null && { sinceBrokerMs: this.linkedBrokerMs }),
    };
    for (const link of this.#links) this.post({ type: 'LinkChanged', link: { ...link, ...made } });
    for (const id of this.followers) this.readFollowerBook(id);
    for (const accountOf of this.followers) {
      this.post({ type: 'AccountReadiness', accountId: accountOf, ready: true, why: null });
    }
    this.readLeaderBook(true);
  }

  /** The process is killed: what was saved comes back, what was on its way is gone, and the books are read. */
  restart(database: 'kept' | 'lost' = 'kept'): void {
    if (database === 'lost') this.#saved.clear();
    this.state = createState();
    this.frames.length = 0;
    this.answers.length = 0;
    const saved = [...this.#saved].map(([key, json]) => ({ key, value: JSON.parse(json) as unknown }));
    restore(this.state, saved, this.nowMs);
    this.#begin();
  }

  post(event: EngineEvent): void {
    const context: Context = {
      nowMs: this.nowMs,
      instrument: (id) => (this.isListed ? CONTRACTS.instrument(id) : undefined),
      takeBudget: () => true,
      absence: { windowMs: 10_000, reads: 4 },
      brokerAheadMs: this.brokerAheadMs,
    };
    const decision = handle(this.state, event, context);
    this.#save(decision);
    this.notices.push(...decision.notices.map(({ code }) => code));
    for (const command of decision.commands) this.#run(command);
  }

  #save(decision: Decision): void {
    for (const { key, value } of durableOf(this.state, decision)) this.#saved.set(key, JSON.stringify(value));
    this.violations.push(...decision.violations);
  }

  #run(command: Command): void {
    switch (command.type) {
      case 'place': {
        const { request, mirrorId, slice, generation } = command;
        const fault = this.fault;
        this.fault = 'none';
        let outcome: WriteOutcome = { kind: 'unknown', text: 'no answer' };
        if (fault === 'refuse') outcome = { kind: 'refused', refusal: 'ORDER', text: 'DH-906' };
        else if (fault === 'rate') outcome = { kind: 'refused', refusal: 'RATE', text: 'DH-904' };
        else if (fault !== 'loseRequest') {
          const order = this.#accept(request.accountId, request.clientOrderId, request.side, request);
          if (fault === 'rejectLater') this.#end(order, 'REJECTED');
          if (fault !== 'loseAnswer') outcome = { kind: 'accepted', venueOrderId: order.id };
        }
        const answered = outcome;
        this.answers.push(() =>
          this.post({ type: 'CommandAnswered', kind: 'place', outcome: answered, mirrorId, slice, generation }),
        );
        return;
      }
      case 'modify':
      case 'cancel': {
        const { mirrorId, slice, generation, venueOrderId: id } = command;
        const order = this.orders.find((each) => each.id === id);
        const fault = this.fault;
        this.fault = 'none';
        let outcome: WriteOutcome = { kind: 'refused', refusal: 'ORDER', text: 'DH-906' };
        if (fault === 'loseRequest') outcome = { kind: 'unknown', text: 'no answer' };
        else if (order?.status === 'ACCEPTED' && fault !== 'refuse' && fault !== 'rejectLater') {
          if (command.type === 'cancel') this.#end(order, 'CANCELED');
          else if (command.terms.quantity > order.filledQty) this.#change(order, command.terms);
          outcome =
            fault === 'loseAnswer' ? { kind: 'unknown', text: 'no answer' } : { kind: 'accepted', venueOrderId: id };
        }
        const { type: kind } = command;
        const answered = outcome;
        this.answers.push(() =>
          this.post({ type: 'CommandAnswered', kind, outcome: answered, mirrorId, slice, generation }),
        );
        return;
      }
      case 'lookup': {
        const { mirrorId, slice, generation, clientOrderId, venueOrderId: id, accountId: account } = command;
        const askedMs = this.nowMs;
        const found = this.orders.find(
          (each) => each.account === account && (each.id === id || each.clientId === clientOrderId),
        );
        const report = found && this.#report(found, 'LOOKUP');
        this.answers.push(() => {
          if (report) this.post({ type: 'OrderReported', report, receivedMs: this.nowMs, askedMs });
          this.post({ type: 'LookedUp', result: report ? 'found' : 'absent', mirrorId, slice, generation });
        });
        return;
      }
      case 'readOrder': {
        const { venueOrderId: id } = command;
        this.answers.push(() => {
          // The read is asked after the frame that raised the doubt.
          this.nowMs += 1;
          const found = this.orders.find((each) => each.id === id);
          if (found)
            this.post({
              type: 'OrderReported',
              report: this.#report(found, 'LOOKUP'),
              receivedMs: this.nowMs,
              askedMs: this.nowMs,
            });
        });
        return;
      }
      case 'cancelGhost': {
        const order = this.orders.find((each) => each.id === command.venueOrderId);
        if (order?.status === 'ACCEPTED') this.#end(order, 'CANCELED');
      }
    }
  }

  leaderPlaces(side: OrderSide, quantity: number, orderType: 'MARKET' | 'LIMIT'): BrokerOrder {
    const price = orderType === 'LIMIT' ? paise(161_200) : NO_PRICE;
    const terms: OrderTerms = {
      orderType,
      timeInForce: 'DAY',
      quantity,
      price,
      triggerPrice: NO_PRICE,
      disclosedQty: 0,
    };
    return this.#accept(LEADER, null, side, terms);
  }

  modifiesByHand(order: BrokerOrder, quantity: number, price: number): void {
    if (order.status !== 'ACCEPTED' || quantity <= order.filledQty) return;
    this.#change(order, { ...order, quantity, price: order.orderType === 'MARKET' ? NO_PRICE : paise(price) });
  }

  cancelsByHand(order: BrokerOrder): void {
    if (order.status === 'ACCEPTED') this.#end(order, 'CANCELED');
  }

  fill(order: BrokerOrder, quantity: number): void {
    if (order.status !== 'ACCEPTED') return;
    const units = Math.min(order.quantity - order.filledQty, quantity);
    order.filledQty += units;
    if (order.account === LEADER) {
      const tradeId = String(this.#leaderTrades.length + 1);
      this.#leaderTrades.push({ venueOrderId: order.id, quantity: units, tsEventMs: this.#brokerMs(), tradeId });
    }
    if (order.filledQty === order.quantity) order.status = 'FILLED';
    this.#send(order, false);
  }

  of(account: AccountId): BrokerOrder[] {
    return this.orders.filter((order) => order.account === account);
  }

  net(account: AccountId): number {
    return this.of(account).reduce((sum, order) => sum + signOf(order.side) * order.filledQty, 0);
  }

  /** The leader's position as far as the engine knows it. */
  knownLeaderNet(): number {
    return leaderPosition(
      this.state,
      { accountId: LEADER, instrumentId: INSTRUMENT.id, product: 'INTRADAY' },
      CONTRACTS,
    );
  }

  /** True when the engine knows that a leader order has ended. */
  knowsEndOf(order: BrokerOrder): boolean {
    return isFinal(this.state.orders.get(orderKey(LEADER, order.id))?.report.status ?? null);
  }

  /** Delivers the frame at a place of the queue; `again` leaves it there to come twice. */
  deliver(index: number, again: boolean): void {
    const frame = this.frames[index % Math.max(1, this.frames.length)];
    if (!frame) return;
    if (!again) this.frames.splice(this.frames.indexOf(frame), 1);
    this.post({ type: 'OrderReported', report: frame, receivedMs: this.nowMs, askedMs: null });
  }

  answer(index: number): void {
    const [next] = this.answers.splice(index % Math.max(1, this.answers.length), 1);
    next?.();
  }

  /** Everything that is on its way comes in, and no time passes. */
  arrive(): void {
    while (this.frames.length + this.answers.length > 0) {
      while (this.frames.length > 0) this.deliver(0, false);
      while (this.answers.length > 0) this.answer(0);
    }
  }

  advance(ms: number): void {
    this.nowMs += ms;
    this.post({ type: 'Tick' });
  }

  /** @param net - what the list of positions shows; signed units */
  readLeaderBook(withPositions: boolean, net = this.net(LEADER)): void {
    const reports = this.of(LEADER).map((order) => this.#report(order, 'BOOK'));
    const positions = withPositions
      ? [{ instrumentId: INSTRUMENT.id, product: 'INTRADAY' as const, netQty: net }]
      : null;
    this.post({
      type: 'LeaderBookRead',
      accountId: LEADER,
      reports,
      trades: [...this.#leaderTrades],
      positions,
      askedMs: this.nowMs,
      receivedMs: this.nowMs,
    });
  }

  /**
   * What the account says it holds of the contract.
   * @param net - signed units; what its orders have filled when absent
   * @param askedMs - when the broker was asked; now is when the answer is there
   */
  readAccount(account: AccountId, net = this.net(account), askedMs = this.nowMs): void {
    this.post({
      type: 'AccountRead',
      accountId: account,
      positions: [{ instrumentId: INSTRUMENT.id, product: 'INTRADAY', netQty: net }],
      holdings: [],
      dayStartMs: tradingDay(this.nowMs),
      askedMs,
      receivedMs: this.nowMs,
    });
  }

  readFollowerBook(account: AccountId): void {
    for (const order of this.of(account)) {
      this.post({
        type: 'OrderReported',
        report: this.#report(order, 'BOOK'),
        receivedMs: this.nowMs,
        askedMs: this.nowMs,
      });
    }
  }

  /**
   * Everything arrives, the books are read every few seconds, and time passes until nothing is on its way.
   * @param fill - the market comes to every order that a follower has resting
   */
  settle(fill = false): void {
    this.fault = 'none';
    for (let round = 0; round < 200; round += 1) {
      if (fill) for (const order of this.orders) if (order.account !== LEADER) this.fill(order, order.quantity);
      while (this.frames.length > 0) this.deliver(0, false);
      for (let guard = 0; this.answers.length > 0; guard += 1) {
        if (guard > 5_000) throw new Error('the engine asks the broker without end');
        this.answer(0);
      }
      this.advance(500);
      if (round % 8 !== 0) continue;
      this.readLeaderBook(false);
      for (const id of this.followers) this.readFollowerBook(id);
      const rests = fill && this.orders.some(({ account, status }) => account !== LEADER && status === 'ACCEPTED');
      const isQuiet = !rests && this.state.wakes.size === 0 && this.frames.length === 0 && this.answers.length === 0;
      if (isQuiet && round > 0) return;
    }
  }

  #accept(account: AccountId, clientId: ClientOrderId | null, side: OrderSide, terms: OrderTerms): BrokerOrder {
    const { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty } = terms;
    const order: BrokerOrder = {
      id: venueOrderId(String(100_000 + this.#nextId++)),
      account,
      clientId,
      side,
      orderType,
      timeInForce,
      quantity,
      price,
      triggerPrice,
      disclosedQty,
      status: 'ACCEPTED',
      filledQty: 0,
      placedMs: this.#brokerMs(),
      changedMs: this.#brokerMs(),
    };
    this.orders.push(order);
    this.#send(order, false);
    if (orderType === 'MARKET' && (this.liquid || account === LEADER)) this.fill(order, quantity);
    this.#checkDuplicates(order);
    return order;
  }

  #change(order: BrokerOrder, terms: OrderTerms): void {
    const { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty } = terms;
    Object.assign(order, { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty });
    this.#send(order, true);
    if (orderType === 'MARKET' && this.liquid) this.fill(order, quantity);
  }

  #end(order: BrokerOrder, status: 'CANCELED' | 'REJECTED'): void {
    order.status = status;
    this.#send(order, false);
  }

  #send(order: BrokerOrder, modified: boolean): void {
    order.changedMs = this.#brokerMs();
    this.frames.push({ ...this.#report(order, 'STREAM'), isModification: modified });
  }

  #checkDuplicates(order: BrokerOrder): void {
    const cause = order.clientId?.slice(0, -1);
    if (cause === undefined) return;
    const live = this.of(order.account).filter(
      (each) => each.clientId?.slice(0, -1) === cause && each.status === 'ACCEPTED',
    );
    if (live.length > 1) this.duplicates.push(cause);
  }

  /** The broker's times have whole seconds. */
  #brokerMs(): number {
    return Math.floor((this.nowMs + this.brokerAheadMs) / 1000) * 1000;
  }

  #report(order: BrokerOrder, source: ReportSource): OrderReport {
    return {
      accountId: order.account,
      venueOrderId: order.id,
      clientOrderId: order.clientId,
      parentVenueOrderId: null,
      leg: null,
      isSuperOrder: false,
      instrumentId: INSTRUMENT.id,
      side: order.side,
      product: 'INTRADAY',
      orderType: order.orderType,
      timeInForce: order.timeInForce,
      quantity: order.quantity,
      price: order.price,
      triggerPrice: order.triggerPrice,
      disclosedQty: order.disclosedQty,
      afterMarket: false,
      amoTime: null,
      filledQty: order.filledQty,
      avgPxRupees: order.filledQty > 0 ? 1612 : null,
      status: order.status === 'ACCEPTED' && order.filledQty > 0 ? 'PARTIALLY_FILLED' : order.status,
      statusText: order.status,
      isModification: false,
      text: '',
      lastPrice: null,
      tradingSymbol: 'HDFCBANK',
      exchangeOrderId: '1',
      placedMs: source === 'BOOK' ? order.placedMs : null,
      tsEventMs: order.changedMs,
      source,
    };
  }
}

/** What is wrong once everything has settled: copies that neither are in step nor say why not, and books that differ. */
export function unsettled(world: World): string[] {
  const found: string[] = [];
  for (const copy of world.state.copies.values()) {
    if (copy.outcome) continue;
    const leader = world.orders.find((order) => order.id === copy.leaderOrderId);
    const open = leader && !isFinal(leader.status === 'ACCEPTED' ? 'ACCEPTED' : leader.status);
    const waits = copy.waiting !== null && world.of(LEADER).some((order) => order.status === 'ACCEPTED');
    if (!open && !waits)
      found.push(`${copy.id}: the leader is done, and the copy has no outcome: ${JSON.stringify(copy)}`);
  }
  for (const [index, follower] of world.followers.entries()) {
    const held = heldOf(world.state, linkId(index + 1), INSTRUMENT.id as string as Asset, 'INTRADAY');
    const real = world.net(follower);
    if (held !== real) found.push(`${follower}: the engine holds ${held}, the broker ${real}`);
  }
  return found;
}
