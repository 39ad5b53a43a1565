import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import type { Link } from '@dhancopy/domain/link';
import { signOf } from '@dhancopy/domain/order';
import type { OrderTerms } from '@dhancopy/domain/order';
import { strictest } from '@dhancopy/domain/trading-state';
import { netKey } from './books.ts';
import type { Venue } from './contracts.ts';
import { checkBound, LATE_SLACK_MS } from './bound.ts';
import { causeOf, leaderOrderOf } from './entry.ts';
import type { Command } from './entry.ts';
import { copiedOf, heldBy } from './ledger.ts';
import type { Holding } from './ledger.ts';
import { isOpen } from './order.ts';
import { laneKey, secondOf } from './records.ts';
import type { BrokerOrder, Ticket, Trade } from './order.ts';
import type { Stage } from './stage.ts';
import { Wrong } from './wrong.ts';

/** The rules that hold at every moment, checked as things happen. */

type Placement = Extract<Command, { type: 'place' }>;

/** Of one session, with whatever faults: more is an endless row of orders. */
const PLACEMENTS_MAX = 2_000;

/** What is sent must be an order that an exchange takes, and one that may be sent now. */
export function checkPlacement(session: Stage, command: Placement, ticket: Ticket): void {
  const { request, mirrorId } = command;
  const { broker, records } = session;
  checkTerms(ticket.venue, request);
  if (ticket.link === null) throw new Wrong('bad order', `${request.clientOrderId} names no link`);
  const link = session.linkOf(ticket.link);
  if (!link) throw new Wrong('bad order', `${request.clientOrderId} is for link ${ticket.link}, which does not exist`);
  if (link.followerId !== request.accountId)
    throw new Wrong('bad order', `${request.clientOrderId} of link ${ticket.link} goes to ${request.accountId}`);
  const state = strictest(session.system.state, link.state);
  if (state === 'HALTED') throw new Wrong('sent while halted', `${request.clientOrderId} (${mirrorId})`);
  if (session.offline.has(request.accountId))
    throw new Wrong('sent while halted', `${request.clientOrderId}: ${request.accountId} is not ready`);
  const twin = broker.findByClientId(request.clientOrderId);
  const isUnderWay = session.late.some((late) => late.ticket.clientId === request.clientOrderId);
  if (twin || isUnderWay) throw new Wrong('same id twice', `${request.clientOrderId} is at the broker already`);
  checkLate(session, command, ticket, link);
  checkBound(session, ticket, request, leaderOrderOf(command));
  const lane = records.lane(ticket.link, ticket.venue);
  lane.placements += 1;
  if (lane.placements > PLACEMENTS_MAX)
    throw new Wrong('too many orders', `${lane.placements} for link ${ticket.link}`);
}

export function checkTerms({ instrument }: Venue, terms: OrderTerms): void {
  const { quantity, price, orderType, triggerPrice } = terms;
  const wrong = (why: string): never => {
    throw new Wrong('bad order', `${instrument.id}: ${why}`);
  };
  if (!Number.isSafeInteger(quantity) || quantity <= 0) wrong(`a quantity of ${quantity}`);
  if (quantity % instrument.lotSize !== 0) wrong(`${quantity} is not a multiple of the lot ${instrument.lotSize}`);
  if (instrument.freezeQty !== null && quantity > instrument.freezeQty)
    wrong(`${quantity} is above the freeze quantity ${instrument.freezeQty}`);
  if (orderType === 'MARKET') return;
  if (price <= 0 || price % instrument.tickSize !== 0) wrong(`a price of ${price} paise`);
  if (orderType !== 'LIMIT' && (triggerPrice <= 0 || triggerPrice % instrument.tickSize !== 0))
    wrong(`a trigger of ${triggerPrice} paise`);
}

/**
 * An entry that the leader filled long ago by the broker's clock is not copied, however late we heard of it. Only where it is sure to
 * be an entry: the link holds nothing there, has nothing working, and nothing held it up.
 */
function checkLate(session: Stage, command: Placement, { venue, account }: Ticket, link: Link): void {
  const { broker, records, ledger, nowMs } = session;
  const id = leaderOrderOf(command);
  const order = id === null ? undefined : broker.find(id);
  const ageMs = nowMs - (order?.changedMs ?? nowMs);
  if (order?.status !== 'FILLED' || ageMs <= link.settings.lateEntryMs + LATE_SLACK_MS) return;
  // A limit that may still rest as far as we know is copied whatever its age; a market order never rests.
  const isHeard = order.terms.orderType === 'MARKET' || records.heardOf(order) === order.filledQty;
  const isFree = !records.faults.has(link.id) && !records.hindered.has(link.id) && !session.dryUntil.has(account);
  // What has filled at the broker and was not heard of still works, as far as the engine can know.
  const isIdle = broker
    .of(account)
    .every((each) => each.ticket.link !== link.id || (!isOpen(each) && !isUnheard(session, each)));
  const isTried = broker.of(account).some((each) => each.ticket.cause === causeOf(command));
  const holding = ledger.of(account, venue);
  const isEmpty = heldBy(holding, link.id) === 0 && holding.released === 0;
  // Trades by hand that nobody heard of before the night: whose units the account has cannot be known.
  const isContested = records.contested.has(netKey(account, venue.asset, venue.product));
  if (!isHeard || !isFree || !isIdle || isTried || !isEmpty || isContested || records.restarts > 0) return;
  throw new Wrong(
    'late entry',
    `${command.request.clientOrderId}: the leader filled ${order.id} ${Math.round(ageMs / 1_000)} s ago, the limit is ${link.settings.lateEntryMs / 1_000} s`,
  );
}

/** No cause has two live orders. */
export function checkPlaced(session: Stage, order: BrokerOrder): void {
  const { records, broker } = session;
  const { cause, account, venue, origin } = order.ticket;
  if (origin === 'leader' || (origin === 'broker' && session.plan.leaders.includes(account))) {
    records.leaderLane(account, venue).orders.push(order);
    records.leaderOffers(order, session.plan.isLossless);
  }
  if (cause === null) return;
  const live = broker.orders.filter((each) => each.ticket.cause === cause && isOpen(each));
  if (live.length > 1)
    throw new Wrong('two live orders', `${cause}: ${live.map(({ ticket }) => ticket.clientId).join(' and ')}`);
}

/** A fill in a follower's account: the ledger moves, and an exit of a leader who is never short must not sell what is not there. */
export function checkTrade(session: Stage, trade: Trade): void {
  const { records, ledger } = session;
  const { order, units } = trade;
  const { account, link, venue } = order.ticket;
  const key = netKey(account, venue.asset, venue.product);
  const holding = ledger.add(trade);
  if (link === null) {
    records.handTraded(key, order);
    const isMet = session.broker.of(account).some((each) => {
      return (
        each.ticket.link !== null &&
        each.ticket.venue.asset === venue.asset &&
        (isOpen(each) || isUnheard(session, each))
      );
    });
    // Which share an instrument is that the list does not name cannot be known.
    const isUnknown = session.unknown.has(venue.instrument.id);
    const isLate = session.late.length > 0 || session.answers.length > 0;
    if (isMet || isUnknown || isLate || isCrossedInSecond(session, key, order)) records.contested.add(key);
    return;
  }
  if (session.linkOf(link) === undefined) {
    records.contested.add(key);
    return;
  }
  if (!session.plan.isLossless && isSameSecond(session, key)) records.contested.add(key);
  const lane = records.lane(link, venue);
  lane.units += units;
  // How links share a release is the engine's matter: then only their sum is known.
  // The engine shares by whole lots, and each time another link may have given up the odd one.
  const slack = venue.instrument.lotSize * (records.hands.get(key)?.length ?? 0);
  const after = heldBy(holding, link) + (holding.isShared ? longOfOthers(holding, link) + slack : 0);
  const leader = session.linkOf(link)?.leaderId;
  if (after >= 0 || order.ticket.side === 'BUY' || leader === undefined) return;
  if (!records.leaderLane(leader, venue).isLongOnly) return;
  const isCrossing = (records.hands.get(key) ?? []).some(
    ({ heardAt }) => heardAt === null || heardAt >= order.ticket.askedAt,
  );
  // What an order in his own hands closes is his own first: how much of it was copied its mark does not say.
  const isDetached = records.detached.has(laneKey(link, venue));
  if (isCrossing || isDetached || isUnclear(session, key, account) || hasAlternative(session, order)) return;
  const before = after + units;
  throw new Wrong(
    'copied part changed sides',
    `${account} held ${before} copied of ${venue.asset} for link ${link}, and ${order.ticket.clientId ?? ''} ${signOf(order.ticket.side) > 0 ? 'bought' : 'sold'} ${units}; copied in all ${copiedOf(holding)}`,
  );
}

/** A hand trade of this second that the engine has not heard of: the broker's times do not say which of the two was first. */
function isSameSecond({ records, nowMs }: Stage, key: string): boolean {
  return (records.hands.get(key) ?? []).some(({ order, heardAt }) => {
    return heardAt === null && secondOf(order.changedMs) === secondOf(nowMs);
  });
}

/** He bought and sold by hand in one second, and the frames of these trades may come in any order. */
function isCrossedInSecond({ plan, records, nowMs }: Stage, key: string, { id, ticket }: BrokerOrder): boolean {
  return (records.hands.get(key) ?? []).some(({ order, heardAt, atMs }) => {
    const isOther = order.id !== id && order.ticket.side !== ticket.side;
    return !plan.isLossless && isOther && heardAt === null && secondOf(atMs) === secondOf(nowMs);
  });
}

/** Units that the other links hold long. */
function longOfOthers({ held }: Holding, link: LinkId): number {
  return [...held].reduce((sum, [other, units]) => (other === link ? sum : sum + Math.max(0, units)), 0);
}

/** The order was on its way before the engine heard that the other one had filled. */
function wasAskedBefore({ records }: Stage, { ticket }: BrokerOrder, other: BrokerOrder): boolean {
  const heardAt = records.heardAt(other);
  return heardAt === null || heardAt >= ticket.askedAt;
}

/** One of two exits is an order that rests. */
function rests(one: BrokerOrder, other: BrokerOrder): boolean {
  return one.terms.orderType !== 'MARKET' || other.terms.orderType !== 'MARKET';
}

/** Another exit of the link rested at the same time: two alternatives that both fill are brought back, which the end shows. */
function hasAlternative(session: Stage, order: BrokerOrder): boolean {
  const { ticket } = order;
  return session.broker.of(ticket.account).some((each) => {
    const other = each.ticket;
    const isTwin = other.link === ticket.link && other.side === ticket.side && other.venue.asset === ticket.venue.asset;
    return (
      isTwin &&
      each !== order &&
      rests(each, order) &&
      (isOpen(each) || isUnheard(session, each) || wasAskedBefore(session, order, each))
    );
  });
}

/** Copies and hand trades met, and what the engine heard does not say in which order they filled. */
export function isUnclear({ records, plan }: Stage, key: string, account: AccountId): boolean {
  const isInOrder = plan.isLossless && records.restarts === 0 && !records.readFirst.has(account);
  return records.disowned.has(key) || (records.contested.has(key) && !isInOrder);
}

function isUnheard({ records }: Stage, order: BrokerOrder): boolean {
  return records.heardOf(order) < order.filledQty;
}
