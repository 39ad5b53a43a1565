import type { AccountId } from '@dhancopy/domain/ids';
import { signOf } from '@dhancopy/domain/order';
import type { OrderSide, OrderTerms, OrderType } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import type { Venue } from './contracts.ts';
import { isOpen, leavesOf } from './order.ts';
import type { BrokerOrder, Origin, Ticket } from './order.ts';
import { openUnits } from './records.ts';
import type { Session } from './session.ts';

/** What people do at the broker: leaders by any app, followers by their own hand, and the broker's square-off. */

export interface Wish {
  readonly account: AccountId;
  readonly venue: Venue;
  readonly side: OrderSide;
  readonly units: number;
  readonly type: OrderType;
  /** Ticks from the price: positive rests, negative crosses. */
  readonly away: number;
}

export function termsOf(session: Session, wish: Wish, quantity: number): OrderTerms {
  const { venue, side, type, away } = wish;
  const { tickSize } = venue.instrument;
  const at = (ticks: number): number =>
    Math.max(tickSize, session.broker.price(venue) - signOf(side) * ticks * tickSize);
  const isMarket = type === 'MARKET';
  // A stop lies on the other side of the price, its limit a little beyond.
  const isStop = type === 'STOP_LIMIT';
  const trigger = isStop ? at(-Math.abs(away) - 1) : 0;
  const price = isMarket ? 0 : isStop ? at(-Math.abs(away) - 4) : at(away);
  return {
    orderType: type,
    timeInForce: 'DAY',
    quantity,
    price: price === 0 ? NO_PRICE : paise(price),
    triggerPrice: trigger === 0 ? NO_PRICE : paise(trigger),
    disclosedQty: 0,
  };
}

/** One order, or several where the contract's freeze quantity asks for it, as the apps do it. */
export function send(session: Session, wish: Wish, origin: Origin): void {
  const { freezeQty } = wish.venue.instrument;
  let left = wish.units;
  const words = { leader: 'places', copy: 'places', hand: 'places by hand', broker: 'is squared off by the broker:' };
  while (left > 0) {
    const quantity = freezeQty === null ? left : Math.min(left, freezeQty);
    left -= quantity;
    const ticket: Ticket = {
      account: wish.account,
      origin,
      venue: wish.venue,
      side: wish.side,
      terms: termsOf(session, wish, quantity),
      clientId: null,
      link: null,
      cause: null,
      askedAt: 0,
    };
    const price = ticket.terms.price > 0 ? ` at ${ticket.terms.price / 100}` : '';
    session.note(
      () =>
        `${wish.account} ${words[origin]} ${wish.side} ${quantity} ${wish.type}${price} ${wish.venue.instrument.id} ${wish.venue.product}`,
    );
    session.broker.place(ticket);
  }
}

/** How much a leader may send on a side by the discipline of the session: Infinity, or units. */
export function mostOf(session: Session, account: AccountId, venue: Venue, side: OrderSide, isMarket: boolean): number {
  const { plan, records, broker } = session;
  const net = broker.books.net(account, venue);
  const lane = records.leaderLane(account, venue);
  const open = openUnits(lane, side);
  const held = Math.max(0, -signOf(side) * net);
  const isOffer = side === 'SELL' && (plan.discipline === 'long' || venue.product === 'CNC');
  if (isOffer) {
    const known = plan.discipline === 'long' ? Math.min(net, records.knownNet(account, venue)) : net;
    const unheard = lane.orders.reduce((sum, order) => {
      return sum + (order.ticket.side === 'SELL' ? order.filledQty - records.heardOf(order) : 0);
    }, 0);
    return Math.max(0, known - open - (known < net ? unheard : 0));
  }
  if (plan.discipline !== 'careful') return Infinity;
  // One exit at a time, and never an exit and an entry that rest on opposite sides of nothing.
  const others = openUnits(lane, side === 'BUY' ? 'SELL' : 'BUY');
  if (held > 0) return isMarket && open === 0 ? Infinity : held - open;
  return others > 0 && net === 0 ? 0 : Infinity;
}

/** Contracts that have ended are not traded any more. */
export function isTraded({ dayMs }: Session, { instrument }: Venue): boolean {
  return instrument.expiredFromMs === null || instrument.expiredFromMs > dayMs;
}

/** Leader's orders, by lots of the contract and within his discipline. */
export function leaderPlaces(session: Session, wish: Wish): void {
  const { lotSize } = wish.venue.instrument;
  const most = mostOf(session, wish.account, wish.venue, wish.side, wish.type === 'MARKET');
  const units = Math.floor(Math.min(wish.units, most) / lotSize) * lotSize;
  if (units > 0 && isTraded(session, wish.venue)) send(session, { ...wish, units }, 'leader');
}

export function leaderModifies(session: Session, order: BrokerOrder, size: number, away: number): void {
  const { ticket, terms } = order;
  const { venue, side, account } = ticket;
  if (!isOpen(order)) return;
  const { freezeQty } = venue.instrument;
  const wished = Math.min(unitsOf(venue, size), freezeQty ?? Infinity);
  const most = mostOf(session, account, venue, side, false) + leavesOf(order) + order.filledQty;
  const isExit = session.plan.discipline === 'careful' && Number.isFinite(most);
  const quantity = isExit || wished > most ? Math.min(wished, terms.quantity) : wished;
  if (quantity <= order.filledQty) return;
  const wish: Wish = { account, venue, side, units: quantity, type: terms.orderType, away };
  const next = termsOf(session, wish, quantity);
  session.note(() => `${account} changes ${order.id} to ${quantity} at ${next.price / 100}`);
  session.broker.modify(order, next);
  session.records.leaderOffers(order, session.plan.isLossless);
}

/** The broker closes what an account holds for the day, and cancels what rests. */
export function squareOff(session: Session, account: AccountId): void {
  const { broker, plan } = session;
  session.note(() => `the broker squares ${account} off`);
  for (const order of broker.of(account)) {
    const { venue } = order.ticket;
    if (venue.product !== 'INTRADAY' || !isOpen(order)) continue;
    // A copy that is cancelled from outside is left to the follower, whoever cancelled it.
    session.records.takenOver(order.ticket, 'canceled');
    broker.cancel(order);
  }
  for (const venue of plan.venues) {
    if (venue.product !== 'INTRADAY') continue;
    const net = broker.books.net(account, venue);
    if (net === 0) continue;
    const side = net > 0 ? 'SELL' : 'BUY';
    send(session, { account, venue, side, units: Math.abs(net), type: 'MARKET', away: 0 }, 'broker');
  }
}

/** A number of a step as units: up to a hundred shares, up to four lots. */
export function unitsOf({ instrument }: Venue, size: number): number {
  return instrument.lotSize === 1 ? Math.max(1, size) : Math.max(1, Math.ceil(size / 25)) * instrument.lotSize;
}
