import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId, LinkId, VenueOrderId } from '@dhancopy/domain/ids';
import { isFinal, signOf } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import type { TradeRead } from '../../index.ts';
import { netKey } from './books.ts';
import type { Venue } from './contracts.ts';
import { copyOf } from './entry.ts';
import type { EngineEvent } from './entry.ts';
import { isOpen, leavesOf } from './order.ts';
import type { BrokerOrder, Trade } from './order.ts';
import type { Fault } from './steps.ts';

/** A trade by the follower's hand, and when the engine heard of it (number of the event); null while it has not. */
export interface HandTrade {
  readonly order: BrokerOrder;
  readonly filledQty: number;
  readonly atMs: number;
  heardAt: number | null;
}

/** A fill of a leader, with what he held before it. */
export interface LeaderTrade {
  readonly trade: Trade;
  readonly before: number;
}

/** What one link has sent for one asset and product. */
export interface Lane {
  placements: number;
  units: number;
}

/** What a leader did in one asset and product. */
export interface LeaderLane {
  readonly account: AccountId;
  readonly venue: Venue;
  readonly orders: BrokerOrder[];
  readonly trades: LeaderTrade[];
  opening: number;
  /** Units that splits and bonuses added to what the engine knew of. */
  grown: number;
  /** He never sold, and never offered, more than the engine could know that he holds. */
  isLongOnly: boolean;
  /** A position that ended without an order: expiry. */
  isExpired: boolean;
}

/** The facts of a session that the rules are judged by, written down as they happen. */
export class Records {
  requests = 0;
  lookups = 0;
  restarts = 0;
  events = 0;
  readonly accountReads = new Map<AccountId, number>();
  readonly hands = new Map<string, HandTrade[]>();
  readonly faults = new Map<LinkId, Set<Fault>>();
  faultCount = 0;
  /** What one share has become by splits and bonuses. */
  growth = 1;
  /** Fractions of units were paid out on the way. */
  isRounded = false;
  /** A split was not compared with the accounts yet. */
  isNightOpen = false;
  /** Links that were not always free to trade, and why. */
  readonly hindered = new Map<LinkId, Set<string>>();
  /** Accounts, assets and products where copies and hand trades met, so that only their order says whose is what. */
  readonly contested = new Set<string>();
  /** Where a link was removed while it shared a hand trade, or one was not heard of: how much of what it held became his own is not known. */
  readonly disowned = new Set<string>();
  /** Followers of whom a read showed fills before their frames came: in which order they happened is not sure then. */
  readonly readFirst = new Set<AccountId>();
  /** Links, assets and products that may differ from the leader's for a reason that was recorded before a night. */
  readonly explained = new Set<string>();
  /** Where the follower touched a copy. */
  readonly detached = new Set<string>();
  /** The copies of which he, or the broker, cancelled an order. */
  readonly canceledCopies = new Set<string>();
  /** Where he changed an order: whether the engine sees that before it has filled is a matter of time. */
  readonly edited = new Set<string>();
  /** Links and leader orders for which something was sent: `<link>|<order>`. */
  readonly tried = new Set<string>();
  readonly lanes = new Map<string, Lane>();
  readonly leaderLanes = new Map<string, LeaderLane>();
  readonly #heard = new Map<VenueOrderId, number>();
  readonly #heardEnd = new Set<VenueOrderId>();
  /** Number of the event by which a fill of the order was last heard of. */
  readonly #heardAt = new Map<VenueOrderId, number>();
  #trades: { readonly account: AccountId; readonly read: TradeRead }[] = [];

  openLeader(account: AccountId, venue: Venue, units: number): void {
    const lane = this.leaderLane(account, venue);
    lane.opening += units;
    if (units < 0) lane.isLongOnly = false;
  }

  leaderLane(account: AccountId, venue: Venue): LeaderLane {
    const key = netKey(account, venue.asset, venue.product);
    const known = this.leaderLanes.get(key);
    if (known) return known;
    const fresh: LeaderLane = {
      account,
      venue,
      orders: [],
      trades: [],
      opening: 0,
      grown: 0,
      isLongOnly: true,
      isExpired: false,
    };
    this.leaderLanes.set(key, fresh);
    return fresh;
  }

  lane(link: LinkId, venue: Venue): Lane {
    const key = laneKey(link, venue);
    const known = this.lanes.get(key);
    if (known) return known;
    const fresh: Lane = { placements: 0, units: 0 };
    this.lanes.set(key, fresh);
    return fresh;
  }

  /** The leader's position as far as the engine has heard of it. */
  knownNet(account: AccountId, venue: Venue): number {
    const { opening, grown, orders } = this.leaderLane(account, venue);
    return orders.reduce((sum, order) => sum + signOf(order.ticket.side) * this.heardOf(order), opening + grown);
  }

  /** A split or bonus: what the leaders traded before counts as so many units for one. */
  grow(asset: Asset, factor: number): void {
    this.growth *= factor;
    if (!Number.isInteger(factor)) this.isRounded = true;
    for (const lane of this.leaderLanes.values()) {
      const { venue, account, trades } = lane;
      if (venue.asset !== asset || venue.product !== 'CNC') continue;
      const known = this.knownNet(account, venue);
      lane.grown += Math.floor(factor * known) - known;
      for (const [at, { trade, before }] of trades.entries()) {
        trades[at] = { trade: { ...trade, units: factor * trade.units }, before: factor * before };
      }
    }
  }

  /** Units of an order that the engine has heard to be filled; 0 when it has not heard of the order. */
  heardOf({ id }: BrokerOrder): number {
    return this.#heard.get(id) ?? 0;
  }

  /** Number of the event by which the last fill of an order was heard of; null before. */
  heardAt({ id }: BrokerOrder): number | null {
    return this.#heardAt.get(id) ?? null;
  }

  /** The engine, as it runs since its last start, has heard how the order ended, and all that it filled. */
  hasHeardEndOf({ id, filledQty }: BrokerOrder): boolean {
    return this.#heardEnd.has(id) && (this.#heard.get(id) ?? 0) >= filledQty;
  }

  restarted(): void {
    this.restarts += 1;
    this.#heardEnd.clear();
  }

  leaderTraded(trade: Trade, before: number): void {
    const { order, units, atMs, number } = trade;
    const lane = this.leaderLane(order.ticket.account, order.ticket.venue);
    lane.trades.push({ trade, before });
    if (before + signOf(order.ticket.side) * units < 0) lane.isLongOnly = false;
    const tsEventMs = Math.floor(atMs / 1_000) * 1_000;
    const read: TradeRead = { venueOrderId: order.id, quantity: units, tsEventMs, tradeId: String(number) };
    this.#trades.push({ account: order.ticket.account, read });
  }

  /**
   * A leader has placed or changed an order: does he offer more than the engine can know that he holds?
   * @param isInOrder - what it hears comes in the order in which it happened, so that it knows of every end in time
   */
  leaderOffers({ ticket }: BrokerOrder, isInOrder: boolean): void {
    const lane = this.leaderLane(ticket.account, ticket.venue);
    if (!lane.isLongOnly || ticket.side === 'BUY') return;
    const offered = lane.orders.reduce((sum, order) => {
      if (order.ticket.side === 'BUY') return sum;
      const isOffered = isInOrder ? isOpen(order) : !this.hasHeardEndOf(order);
      return sum + (isOffered ? order.terms.quantity - this.heardOf(order) : order.filledQty - this.heardOf(order));
    }, 0);
    if (offered > this.knownNet(ticket.account, ticket.venue)) lane.isLongOnly = false;
  }

  handTraded(key: string, order: BrokerOrder): void {
    const hands = this.hands.get(key) ?? [];
    hands.push({ order, filledQty: order.filledQty, atMs: order.changedMs, heardAt: null });
    this.hands.set(key, hands);
  }

  hear(event: EngineEvent): void {
    this.events += 1;
    if (event.type === 'OrderReported') this.#hearReport(event.report);
    if (event.type === 'LeaderBookRead') for (const report of event.reports) this.#hearReport(report);
  }

  /** The follower, or the broker, has touched a copy: it is the follower's from now on. */
  takenOver({ link, venue, cause }: BrokerOrder['ticket'], how: 'canceled' | 'edited'): void {
    if (link === null || cause === null) return;
    this.detached.add(laneKey(link, venue));
    if (how === 'edited') this.edited.add(laneKey(link, venue));
    else this.canceledCopies.add(copyOf(cause));
  }

  fault(link: LinkId, fault: Fault): void {
    const faults = this.faults.get(link) ?? new Set();
    this.faults.set(link, faults.add(fault));
    this.faultCount += 1;
  }

  hinder(link: LinkId, why: string): void {
    const known = this.hindered.get(link) ?? new Set();
    this.hindered.set(link, known.add(why));
  }

  tradesOf(account: AccountId): TradeRead[] {
    return this.#trades.filter((each) => each.account === account).map(({ read }) => read);
  }

  endDay(): void {
    this.#trades = [];
  }

  #hearReport(report: OrderReport): void {
    const { venueOrderId, filledQty, clientOrderId } = report;
    const isNews = filledQty > (this.#heard.get(venueOrderId) ?? 0);
    if (isNews && report.source !== 'STREAM') this.readFirst.add(report.accountId);
    if (isNews) this.#heardAt.set(venueOrderId, this.events);
    this.#heard.set(venueOrderId, Math.max(filledQty, this.#heard.get(venueOrderId) ?? 0));
    if (isFinal(report.status)) this.#heardEnd.add(venueOrderId);
    if (clientOrderId !== null) {
      if (isNews && report.source !== 'STREAM') this.#overtake(report);
      return;
    }
    for (const [key, hands] of this.hands) {
      for (const hand of hands) {
        if (hand.heardAt !== null || hand.order.id !== venueOrderId || filledQty < hand.filledQty) continue;
        hand.heardAt = this.events;
        // Heard of by what came later to the order: a report says when the order changed last, not when it filled.
        if (secondOf(report.tsEventMs ?? 0) !== secondOf(hand.atMs)) this.contested.add(key);
      }
    }
  }

  /** A read showed a fill before the frame of a hand trade in the same second: which of the two was first is unknown. */
  #overtake({ accountId, tsEventMs }: OrderReport): void {
    for (const [key, hands] of this.hands) {
      const isOvertaken = hands.some(({ heardAt, order, atMs }) => {
        return heardAt === null && order.ticket.account === accountId && secondOf(atMs) === secondOf(tsEventMs ?? 0);
      });
      if (isOvertaken) this.contested.add(key);
    }
  }
}

/** The broker's times have whole seconds. */
export function secondOf(ms: number): number {
  return Math.floor(ms / 1_000);
}

export function laneKey(link: LinkId, { asset, product }: Pick<Venue, 'asset' | 'product'>): string {
  return `${link}|${asset}|${product}`;
}

/** What a leader offers on a side that has not filled. */
export function openUnits(lane: LeaderLane, side: 'BUY' | 'SELL'): number {
  return lane.orders.reduce((sum, order) => sum + (order.ticket.side === side ? leavesOf(order) : 0), 0);
}
