import { assertNever } from '@dhancopy/domain/invariant';
import type { AccountId } from '@dhancopy/domain/ids';
import { isFinal } from '@dhancopy/domain/order';
import { leaderModifies, leaderPlaces, squareOff, unitsOf } from './act.ts';
import { copiesOf, handTrade } from './hands.ts';
import { join, leave } from './links.ts';
import { isOpen } from './order.ts';
import type { BrokerOrder } from './order.ts';
import { night } from './night.ts';
import { followerReads, leaderBook } from './reads.ts';
import type { Session } from './session.ts';
import { flush } from './settle.ts';
import type { Step } from './steps.ts';
import { apart, at, learn, setOffline } from './turns.ts';

/** Steps of the operator, of the process and of the calendar: none of them is in the middle of a stall. */
const ENDS_STALL: ReadonlySet<Step['do']> = new Set([
  'link',
  'join',
  'leave',
  'system',
  'offline',
  'learn',
  'restart',
  'crash',
  'night',
]);

/** Does one step. What it names may not be there: then nothing happens. */
export function playStep(session: Session, step: Step): void {
  const { broker, plan, records } = session;
  if (ENDS_STALL.has(step.do)) session.stall(false);
  switch (step.do) {
    case 'place': {
      const [account, venue] = [at(plan.leaders, step.leader), at(plan.venues, step.venue)];
      if (!account || !venue) return;
      const { side, type, away } = step;
      leaderPlaces(session, { account, venue, side, units: unitsOf(venue, step.size), type, away });
      return;
    }
    case 'exit': {
      const [account, venue] = [at(plan.leaders, step.leader), at(plan.venues, step.venue)];
      if (!account || !venue) return;
      const net = broker.books.net(account, venue);
      const { lotSize } = venue.instrument;
      const units = Math.max(lotSize, Math.floor((Math.abs(net) * step.quarters) / 4 / lotSize) * lotSize);
      const side = net > 0 ? 'SELL' : 'BUY';
      if (net !== 0) leaderPlaces(session, { account, venue, side, units, type: step.type, away: step.away });
      return;
    }
    case 'bracket': {
      const [account, venue] = [at(plan.leaders, step.leader), at(plan.venues, step.venue)];
      if (!account || !venue || plan.discipline !== 'free' || venue.product === 'CNC') return;
      const net = broker.books.net(account, venue);
      if (net === 0) return;
      const wish = { account, venue, side: net > 0 ? 'SELL' : 'BUY', units: Math.abs(net), away: step.away } as const;
      leaderPlaces(session, { ...wish, type: 'STOP_LIMIT' });
      leaderPlaces(session, { ...wish, type: 'LIMIT' });
      return;
    }
    case 'flip': {
      const [account, venue] = [at(plan.leaders, step.leader), at(plan.venues, step.venue)];
      if (!account || !venue) return;
      const net = broker.books.net(account, venue);
      if (net === 0) return;
      const units = Math.abs(net) + unitsOf(venue, step.size);
      leaderPlaces(session, { account, venue, side: net > 0 ? 'SELL' : 'BUY', units, type: 'MARKET', away: 0 });
      return;
    }
    case 'modify': {
      const order = at(openOf(session, at(plan.leaders, step.leader)), step.which);
      if (order) leaderModifies(session, order, step.size, step.away);
      return;
    }
    case 'cancel': {
      const order = at(openOf(session, at(plan.leaders, step.leader)), step.which);
      if (!order) return;
      session.note(() => `${order.ticket.account} cancels ${order.id}`);
      broker.cancel(order);
      return;
    }
    case 'fill': {
      const accounts = step.who === 'leader' ? plan.leaders : plan.followers;
      const order = at(
        accounts.flatMap((account) => openOf(session, account)),
        step.which,
      );
      if (!order) return;
      if (order.ticket.origin === 'hand') apart(session);
      broker.fill(order, unitsOf(order.ticket.venue, step.size));
      if (order.ticket.origin === 'hand') apart(session);
      return;
    }
    case 'drip': {
      const order = at(openOf(session, at(plan.leaders, step.leader)), step.which);
      for (let piece = 0; order && piece < step.pieces; piece += 1) {
        broker.fill(order, Math.max(1, Math.round(step.size / 10)) * order.ticket.venue.instrument.lotSize);
        session.advance(300);
      }
      return;
    }
    case 'move': {
      const venue = at(plan.venues, step.venue);
      if (!venue) return;
      const price = broker.price(venue) + step.ticks * venue.instrument.tickSize;
      session.note(() => `the price of ${venue.instrument.id} moves to ${price / 100}`);
      // Orders by hand rest at the same prices: their fills get a second of their own.
      const byHand = broker.orders.some((order) => order.ticket.origin === 'hand' && isOpen(order));
      if (byHand) apart(session);
      broker.move(venue, price, unitsOf(venue, step.size));
      if (byHand) apart(session);
      return;
    }
    case 'liquid':
      session.note(() => (step.on ? 'the market is liquid again' : 'nobody takes market orders for a while'));
      broker.isLiquid = step.on;
      if (step.on) broker.meetAll();
      return;
    case 'frame': {
      const account = at(withFrames(session), step.account);
      const count = (account && broker.frames.get(account)?.length) ?? 0;
      if (account && count > 0) session.deliver(account, plan.isLossless ? 0 : step.which % count, step.again);
      return;
    }
    case 'drop': {
      const account = at(withFrames(session), step.account);
      const queue = account && broker.frames.get(account);
      if (!queue || plan.isLossless) return;
      const [lost] = queue.splice(step.which % Math.max(1, queue.length), 1);
      if (lost) session.note(() => `a frame of ${lost.accountId} is lost: ${lost.venueOrderId} ${lost.filledQty}`);
      return;
    }
    case 'answer':
      if (session.answers.length > 0) session.answer(plan.isLossless ? 0 : step.which % session.answers.length);
      return;
    case 'flush':
      flush(session);
      return;
    case 'time':
      session.advance(step.ms);
      return;
    case 'sleep':
      session.note(() => `the machine sleeps for ${Math.round(step.ms / 1_000)} s`);
      broker.nowMs += step.ms;
      session.arrive();
      return;
    case 'stall':
      session.stall(step.on);
      return;
    case 'fault':
      session.faults.push(step.fault);
      return;
    case 'dry': {
      const account = at(plan.followers, step.follower);
      if (!account) return;
      session.note(() => `no requests left for ${account} for ${step.ms} ms`);
      session.dryUntil.set(account, session.nowMs + step.ms);
      return;
    }
    case 'read': {
      const account = at([...plan.leaders, ...plan.followers], step.account);
      if (!account) return;
      const isLeader = plan.leaders.includes(account);
      const events = isLeader ? [leaderBook(session, account, 'late')] : followerReads(session, account);
      session.answers.push({ words: `the books of ${account}`, events });
      return;
    }
    case 'hand':
      handTrade(session, step);
      return;
    case 'handCancel': {
      const order = at(copiesOf(session), step.which);
      if (!order) return;
      session.note(() => `${order.ticket.account} cancels the copy ${order.id} by hand`);
      session.records.takenOver(order.ticket, 'canceled');
      broker.cancel(order);
      return;
    }
    case 'handEdit': {
      const order = at(copiesOf(session), step.which);
      if (!order || order.terms.orderType === 'MARKET') return;
      const price = broker.price(order.ticket.venue);
      session.note(() => `${order.ticket.account} changes the price of the copy ${order.id} by hand`);
      session.records.takenOver(order.ticket, 'edited');
      broker.modify(order, { ...order.terms, price });
      return;
    }
    case 'squareOff': {
      const account = at([...plan.followers, ...plan.leaders], step.account);
      if (!account) return;
      apart(session);
      squareOff(session, account);
      apart(session);
      return;
    }
    case 'link': {
      const link = at([...session.links.values()], step.which);
      if (!link) return;
      session.note(() => `link ${link.id} becomes ${step.state}`);
      const next = { ...link, state: step.state };
      session.links.set(link.id, next);
      if (step.state !== 'ACTIVE') records.hinder(link.id, step.state);
      session.post({ type: 'LinkChanged', link: next });
      return;
    }
    case 'join':
      join(session, step.which);
      return;
    case 'leave':
      leave(session, step.which);
      return;
    case 'system':
      session.note(() => `the system becomes ${step.state}${step.byKillSwitch ? ' by the kill switch' : ''}`);
      session.system = { state: step.state, byKillSwitch: step.byKillSwitch };
      if (step.state !== 'ACTIVE') for (const id of session.links.keys()) records.hinder(id, `SYSTEM ${step.state}`);
      session.post({ type: 'TradingStateChanged', ...session.system });
      return;
    case 'offline': {
      const account = at(plan.followers, step.follower);
      if (account) setOffline(session, account, step.on);
      return;
    }
    case 'learn':
      learn(session);
      return;
    case 'restart':
      session.note(() => 'the process is killed and starts again');
      session.restart();
      return;
    case 'crash':
      session.crash = step.isDurable ? 'beforeSend' : 'beforeSave';
      return;
    case 'night':
      night(session, { ...step, isTidy: step.isTidy || plan.isLossless });
      return;
    default:
      assertNever(step);
  }
}

function openOf({ broker }: Session, account: AccountId | undefined): BrokerOrder[] {
  return account === undefined ? [] : broker.of(account).filter(({ status }) => !isFinal(status));
}

function withFrames({ broker }: Session): AccountId[] {
  return [...broker.frames].filter(([, queue]) => queue.length > 0).map(([account]) => account);
}
