import { netKey } from './books.ts';
import { isOpen } from './order.ts';
import { laneKey } from './records.ts';
import type { Session } from './session.ts';
import { apart, at } from './turns.ts';

/** The operator makes and removes links in mid-day. */

/** A link that waits in the plan is made, where the pair has none; the moment has a second to itself, as the broker's times are whole. */
export function join(session: Session, which: number): void {
  const { links, gone, plan, records, system } = session;
  const waiting = plan.later.filter(({ id, leaderId, followerId }) => {
    const isLinked = [...links.values()].some((link) => link.leaderId === leaderId && link.followerId === followerId);
    return !isLinked && !gone.has(id);
  });
  const found = at(waiting, which);
  if (!found) return;
  apart(session);
  const link = { ...found, sinceMs: session.nowMs };
  session.note(() => `link ${link.id} is made: ${link.followerId} copies ${link.leaderId}`);
  links.set(link.id, link);
  if (system.state !== 'ACTIVE') records.hinder(link.id, `SYSTEM ${system.state}`);
  // A frame that comes later shows fills from before the link and after it as one sum.
  for (const { account, venue, orders } of records.leaderLanes.values()) {
    const isUnheard = orders.some((order) => isOpen(order) && records.heardOf(order) < order.filledQty);
    if (account === link.leaderId && isUnheard && !plan.isLossless) records.explained.add(laneKey(link.id, venue));
  }
  session.post({ type: 'LinkChanged', link });
  apart(session);
}

/** A link is removed: what it holds is the follower's own from this moment, and so is what its orders fill after it. */
export function leave(session: Session, which: number): void {
  const { links, gone, records, ledger } = session;
  const link = at([...links.values()], which);
  if (!link) return;
  apart(session);
  session.note(() => `link ${link.id} is removed`);
  links.delete(link.id);
  gone.add(link.id);
  for (const [key, hands] of records.hands)
    if (hands.some(({ heardAt }) => heardAt === null)) records.disowned.add(key);
  // How links shared what he sold by hand is the engine's matter: with one of them its share is his own.
  for (const { account, venue, isShared } of ledger.all()) {
    if (isShared && account === link.followerId) records.disowned.add(netKey(account, venue.asset, venue.product));
  }
  ledger.handBack(link.id);
  session.post({ type: 'LinkRemoved', linkId: link.id });
  apart(session);
}
