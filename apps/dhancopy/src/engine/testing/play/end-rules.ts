import type { Link } from '@dhancopy/domain/link';
import { signOf } from '@dhancopy/domain/order';
import { netKey } from './books.ts';
import { FIRST_DAY_MS } from './contracts.ts';
import type { Venue } from './contracts.ts';
import { copyFor, copyOf, ENGINE, heldOf, outcomeOf, ownUnitsOf } from './entry.ts';
import { copiedOf, heldBy } from './ledger.ts';
import type { Holding } from './ledger.ts';
import { isOpen, leavesOf } from './order.ts';
import type { BrokerOrder } from './order.ts';
import { factorOf, isOneToOne } from './plan.ts';
import { laneKey } from './records.ts';
import type { LeaderLane } from './records.ts';
import type { Session } from './session.ts';
import { isUnclear } from './watch.ts';
import { Wrong } from './wrong.ts';

/** The rules that hold once everything has come through. */

interface Lane {
  readonly link: Link;
  readonly leader: LeaderLane;
  readonly venue: Venue;
  readonly holding: Holding;
  /** `account|asset|product` of the follower. */
  readonly key: string;
}

/** Every link with every asset and product that its leader traded. */
function lanesOf(session: Session): Lane[] {
  const { links, records, ledger } = session;
  return [...links.values()].flatMap((link) => {
    const leaders = [...records.leaderLanes.values()].filter(({ account }) => account === link.leaderId);
    return leaders.map((leader) => {
      const { venue } = leader;
      const key = netKey(link.followerId, venue.asset, venue.product);
      return { link, leader, venue, holding: ledger.of(link.followerId, venue), key };
    });
  });
}

/** Not one leader order without an outcome. */
export function checkOutcomes(session: Session, when: string): void {
  const { broker, offline, system, unknown } = session;
  for (const { link, leader, venue } of lanesOf(session)) {
    const isFree = link.state === 'ACTIVE' && system.state === 'ACTIVE' && !offline.has(link.followerId);
    const isWorking = broker.of(link.followerId).some((each) => each.ticket.link === link.id && isOpen(each));
    if (!isFree || isWorking || unknown.has(venue.instrument.id)) continue;
    for (const order of leader.orders) {
      if (isOpen(order) || isBefore(link, order.changedMs)) continue;
      const outcome = outcomeOf(session.state, link.id, order.id);
      if (outcome === null && order.placedMs < session.dayMs) continue;
      if (outcome === null) throw new Wrong('no outcome', `${order.id} on link ${link.id}, ${when}: never seen`);
      if (outcome.reason === null)
        throw new Wrong('no outcome', `${order.id} on link ${link.id}, ${when}: still ${outcome.detail || 'at work'}`);
    }
  }
}

/** Why what a link holds may differ from the leader's for good: reasons that were recorded, and that something in the session explains. */
function mayDiffer(session: Session, { link, leader }: Lane): boolean {
  const faults = session.records.faults.get(link.id) ?? new Set();
  const { fillPolicy, lateEntryMs, surplus } = link.settings;
  return leader.orders.some((order) => {
    const reason: string = outcomeOf(session.state, link.id, order.id)?.reason ?? '';
    switch (reason) {
      case 'REJECTED':
        return faults.has('rejectLater') || faults.has('refuse');
      case 'REFUSED':
        return faults.has('refuse');
      case 'ABSENT':
        return (
          faults.has('loseRequest') || faults.has('lateRequest') || (session.records.restarts > 0 && lateEntryMs < 1e9)
        );
      case 'LATE_ENTRY':
        // What an earlier day left undone is not made up for, whatever the link allows.
        return lateEntryMs < 1e9 || order.placedMs < session.dayMs;
      case 'FILL_TIMEOUT':
        return fillPolicy !== 'leave';
      case 'SURPLUS_KEPT':
        return surplus === 'keep';
      case 'COPY_EXPIRED':
      case 'DAY_ENDED':
        return session.dayMs > FIRST_DAY_MS;
      default:
        return false;
    }
  });
}

/**
 * Before the night: orders and their outcomes may be forgotten in the morning. What rests expires, and is not made up for.
 * @param isTidy - all that was on its way has come in
 */
export function noteExplained(session: Session, isTidy: boolean): void {
  const { broker, records } = session;
  // What he traded and nobody heard of is in no book tomorrow: only what it left can be seen.
  for (const [key, hands] of records.hands)
    if (hands.some(({ heardAt }) => heardAt === null)) records.contested.add(key);
  for (const lane of lanesOf(session)) {
    const { link, venue } = lane;
    // Refused for want of data, and forgotten with its day: nothing follows it any more.
    const isRefused = lane.leader.orders.some(
      ({ id }) => outcomeOf(session.state, link.id, id)?.reason === 'UNKNOWN_INSTRUMENT',
    );
    if (isRefused) records.hinder(link.id, 'NIGHT');
    const rests = broker.of(link.followerId).some((order) => order.ticket.link === link.id && isOpen(order));
    if (!isTidy || rests || mayDiffer(session, lane)) records.explained.add(laneKey(link.id, venue));
  }
}

/**
 * What a link holds is what the leader's fills ask for, worked out by a plain fold: an entry adds its share, an exit takes the
 * leader's fraction. For one to one without an opening balance to the unit, otherwise within a lot for each of his orders.
 */
export function checkEqual(session: Session): void {
  const { records, plan, broker } = session;
  if (plan.unknown !== null) return;
  for (const lane of lanesOf(session)) {
    const { link, leader, venue, holding, key } = lane;
    const { id, settings } = link;
    const isTouched =
      holding.released > 0 || records.contested.has(key) || records.disowned.has(key) || leader.isExpired;
    if (isTouched || records.hindered.has(id) || isDetached(session, lane) || isExplained(session, lane)) continue;
    // Days that ended with copies at rest: what expired is not made up for.
    if (session.dayMs > FIRST_DAY_MS && settings.fillPolicy !== 'leave') continue;
    const target = foldOf(lane);
    const isExact = isOneToOne(link) && leader.opening === 0 && link.sinceMs === undefined && !records.isRounded;
    const slack = isExact ? 0 : records.growth * venue.instrument.lotSize * (leader.orders.length + 1);
    const held = heldBy(holding, id);
    if (Math.abs(held - target) <= slack) continue;
    const net = broker.books.net(leader.account, venue);
    throw new Wrong(
      'not equal',
      `${leader.account} holds ${net} of ${venue.asset} ${venue.product}; link ${id} (${factorOf(link)} to one) holds ${held}, it should ${Math.round(target * 100) / 100}`,
    );
  }
}

/**
 * The copy of which the follower cancelled an order is his, and is not bought again. Asked where the leader traded one side
 * alone: what the link's other orders filled is no more than his other orders ask for.
 */
export function checkDetached(session: Session): void {
  const { records, broker } = session;
  if (session.dayMs > FIRST_DAY_MS) return;
  for (const { link, leader, venue, holding } of lanesOf(session)) {
    const sides = new Set(leader.trades.map(({ trade }) => trade.order.ticket.side));
    const [side] = sides;
    const key = laneKey(link.id, venue);
    const isAsked = records.detached.has(key) && !records.edited.has(key) && link.settings.surplus !== 'keep';
    if (!isAsked || side === undefined || sides.size > 1 || leader.opening !== 0 || holding.released > 0) continue;
    // Where nothing of it was to trade any more, his cancel takes nothing over.
    const his = new Set(
      leader.orders
        .filter(({ id }) => outcomeOf(session.state, link.id, id)?.reason === 'FOLLOWER_DETACHED')
        .map(({ id }) => copyFor(link.id, id)),
    );
    const isHis = (copy: string): boolean => his.has(copy) && records.canceledCopies.has(copy);
    // Of his copies on the other side: slices that he did not cancel are brought back.
    const filled = broker.of(link.followerId).reduce((sum, { ticket, filledQty }) => {
      const { asset, product } = ticket.venue;
      const isOfLane = ticket.link === link.id && asset === venue.asset && product === venue.product;
      const counts = isOfLane && (ticket.side !== side || !isHis(copyOf(ticket.cause ?? '')));
      return counts ? sum + signOf(ticket.side) * filledQty : sum;
    }, 0);
    const others = leader.trades.filter(({ trade }) => !isHis(copyFor(link.id, trade.order.id)));
    const most = factorOf(link) * others.reduce((sum, { trade }) => sum + trade.units, 0);
    const slack = venue.instrument.lotSize * (leader.orders.length + 1);
    if (signOf(side) * filled <= most + slack) continue;
    throw new Wrong(
      'not equal',
      `link ${link.id} ${venue.asset}: filled ${filled} besides what the follower took over, at most ${most}`,
    );
  }
}

/** It happened before the link was made; that moment has its second to itself. */
function isBefore({ sinceMs = 0 }: Link, atMs: number): boolean {
  return atMs < sinceMs;
}

function foldOf({ link, leader }: Lane): number {
  const factor = factorOf(link);
  let target = 0;
  for (const { trade, before } of leader.trades) {
    if (isBefore(link, trade.atMs)) continue;
    const { side } = trade.order.ticket;
    const closing = Math.min(trade.units, Math.max(0, -signOf(side) * before));
    if (closing > 0) target -= (target * closing) / Math.abs(before);
    const isLeft = link.settings.openOrders === 'skip' && isBefore(link, trade.order.placedMs);
    if (!isLeft) target += signOf(side) * (trade.units - closing) * factor;
  }
  return target;
}

/** The leader is flat: the copied part is flat, and the account is what its follower made of it himself. */
export function checkFlat(session: Session): void {
  const { broker } = session;
  for (const lane of lanesOf(session)) {
    const { link, leader, venue, holding, key } = lane;
    if (!leader.isExpired && broker.books.net(leader.account, venue) !== 0) continue;
    if (
      keepsSurplus(session, lane) ||
      isUnclear(session, key, link.followerId) ||
      isLost(session, lane) ||
      isDetached(session, lane)
    )
      continue;
    // Several links share what a hand trade released: only their sum is known.
    const held = holding.isShared ? copiedOf(holding) : heldBy(holding, link.id);
    if (holding.isShared && !allFlat(session, lane)) continue;
    if (holding.isShared && sharersOf(session, lane).some((other) => keepsSurplus(session, other))) continue;
    if (held === 0) continue;
    // Links that trade against each other: his trade may have closed units of each. Together there is nothing in the account.
    if (copiedOf(holding) === 0 && allFlat(session, lane)) continue;
    const net = broker.books.net(link.followerId, venue);
    throw new Wrong(
      'not flat',
      `${leader.account} is flat in ${venue.asset} ${venue.product}, ${link.followerId} still holds ${held} copied (net ${net}, his own ${holding.own})`,
    );
  }
}

/** While a leader's order rests, its copy rests or has traded, has an outcome, or says what it waits for. */
export function checkResting(session: Session): void {
  const { broker, state } = session;
  for (const lane of lanesOf(session)) {
    const { link, leader, venue, holding } = lane;
    for (const order of broker.of(leader.account)) {
      if (!isOpen(order) || order.ticket.venue.asset !== venue.asset || order.ticket.venue.product !== venue.product)
        continue;
      const outcome = outcomeOf(state, link.id, order.id);
      if (outcome === null && link.settings.copyOn === 'fill' && order.filledQty === 0) continue;
      const { reason, detail } = outcome ?? { reason: null, detail: '' };
      const copy = copyFor(link.id, order.id);
      const copies = broker.of(link.followerId).filter(({ ticket }) => copyOf(ticket.cause ?? '') === copy);
      const rests = copies.some((each) => isOpen(each) || each.filledQty > 0);
      checkRestingSize(session, lane, order, copies);
      if (reason !== null || rests || detail !== '') continue;
      throw new Wrong(
        'not resting',
        `${order.id} of ${leader.account} rests, and its copy on link ${link.id} neither rests nor says why; the leader has ${broker.books.net(leader.account, venue)}, the link ${heldBy(holding, link.id)}`,
      );
    }
  }
}

/** What rests and has filled is the share of the leader's order as it is now. Asked where it is his only one, and nothing else happened. */
function checkRestingSize(session: Session, lane: Lane, order: BrokerOrder, copies: readonly BrokerOrder[]): void {
  const { link, leader, venue, holding, key } = lane;
  const { records } = session;
  const isPlain =
    leader.orders.length === 1 &&
    leader.opening === 0 &&
    link.settings.copyOn !== 'fill' &&
    link.sinceMs === undefined &&
    holding.released === 0 &&
    !records.hands.has(key) &&
    !records.hindered.has(link.id) &&
    !records.faults.has(link.id) &&
    !isDetached(session, lane) &&
    !isExplained(session, lane);
  if (!isPlain || !copies.some(isOpen)) return;
  const units = copies.reduce((sum, each) => sum + each.filledQty + leavesOf(each), 0);
  const share = order.terms.quantity * factorOf(link);
  if (Math.abs(units - share) <= venue.instrument.lotSize) return;
  throw new Wrong(
    'not resting',
    `${order.id} of ${leader.account} rests with ${order.terms.quantity}, its copy on link ${link.id} has ${units} and should have ${share}`,
  );
}

/** Nothing rests for a link that is gone. */
export function checkGone({ broker, gone }: Session): void {
  for (const order of broker.orders) {
    const { link, account, clientId } = order.ticket;
    if (link === null || !gone.has(link) || !isOpen(order)) continue;
    throw new Wrong('rests for no link', `${clientId ?? ''} of ${account} rests, and link ${link} is gone`);
  }
}

/** The operator has closed everything: no link holds anything, and nothing of it rests. What is the followers' own is in the sums. */
export function checkFlattened(session: Session): void {
  const { broker, records } = session;
  for (const lane of lanesOf(session)) {
    const { link, venue, holding, key } = lane;
    const rests = broker.of(link.followerId).find((order) => {
      const { link: id, venue: where } = order.ticket;
      return id === link.id && netKey(link.followerId, where.asset, where.product) === key && isOpen(order);
    });
    const isHis = records.detached.has(laneKey(link.id, venue));
    if (rests && !isHis)
      throw new Wrong('not flat', `${rests.ticket.clientId ?? ''} still rests after everything was closed`);
    if (
      isUnclear(session, key, link.followerId) ||
      isLost(session, lane) ||
      isDetached(session, lane) ||
      session.plan.unknown !== null
    )
      continue;
    const held = holding.isShared ? copiedOf(holding) : heldBy(holding, link.id);
    if (held === 0) continue;
    throw new Wrong(
      'not flat',
      `${link.followerId} still holds ${held} copied of ${venue.asset} for link ${link.id} after everything was closed`,
    );
  }
}

/** What a copy filled beyond the leader's order stays, where the link says so. */
function keepsSurplus(session: Session, lane: Lane): boolean {
  return lane.link.settings.surplus === 'keep' && isExplained(session, lane);
}

/** What a night did is not known of the link, or of one that it shares a release with. */
function isLost(session: Session, lane: Lane): boolean {
  const lanes = lane.holding.isShared ? sharersOf(session, lane) : [lane];
  return lanes.some(({ link }) => session.records.hindered.get(link.id)?.has('NIGHT') ?? false);
}

/** The lanes that share what a hand trade released. */
function sharersOf(session: Session, { key }: Lane): Lane[] {
  return lanesOf(session).filter((each) => each.key === key);
}

function allFlat({ links, broker }: Session, { link, venue }: Lane): boolean {
  const others = [...links.values()].filter(({ followerId }) => followerId === link.followerId);
  return others.every(({ leaderId }) => broker.books.net(leaderId, venue) === 0);
}

function isExplained(session: Session, lane: Lane): boolean {
  return session.records.explained.has(laneKey(lane.link.id, lane.venue)) || mayDiffer(session, lane);
}

function isDetached({ records, links }: Session, { link, venue, holding }: Lane): boolean {
  if (records.detached.has(laneKey(link.id, venue))) return true;
  const others = [...links.values()].filter(({ followerId }) => followerId === link.followerId);
  // An order of another link in his hands closes whose units it finds.
  if (others.some(({ id }) => records.edited.has(laneKey(id, venue)))) return true;
  // Several links share what a hand trade released; and what a detached exit owes becomes his own, which his trades close first.
  return holding.released > 0 && others.some(({ id }) => records.detached.has(laneKey(id, venue)));
}

/** What the engine believes, against the account. */
export function checkSums(session: Session): void {
  if (!ENGINE.keepsOwnUnits) return;
  const { state, broker, links, records } = session;
  for (const holding of session.ledger.all()) {
    const { account, venue } = holding;
    const { asset, product } = venue;
    const own = ownUnitsOf(state, account, asset, product);
    let sum = own ?? 0;
    for (const { id, followerId } of links.values())
      if (followerId === account) sum += heldOf(state, id, asset, product);
    const net = broker.books.net(account, venue);
    const words = `${account} ${asset} ${product}: own ${own}, with what is copied ${sum}, the account holds ${net}`;
    if (sum !== net) throw new Wrong('sum differs', words);
    const key = netKey(account, asset, product);
    const isDetachedOne = [...records.detached].some((each) => each.endsWith(`|${asset}|${product}`));
    if (records.contested.has(key) || records.disowned.has(key) || holding.isShared || isDetachedOne) continue;
    for (const [link, units] of holding.held) {
      const held = heldOf(state, link, asset, product);
      if (held !== units) throw new Wrong('held differs', `link ${link} ${asset} ${product}: ${held}, truly ${units}`);
    }
  }
}
