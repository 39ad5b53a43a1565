import { tradingDay } from '@dhancopy/domain/trading-day';
import { signOf } from '@dhancopy/domain/order';
import { isDelivery, PRODUCTS } from '@dhancopy/domain/product';
import type { Link } from '@dhancopy/domain/link';
import { assetFor } from '../leader/position.ts';
import type { Context, Turn } from '../decision.ts';
import type { KnownOrder } from '../order/known-order.ts';
import type { Refusal } from '../risk/gate.ts';
import { breachOf } from '../risk/limits.ts';
import type { Breach } from '../risk/limits.ts';
import { permissionFor } from '../risk/permission.ts';
import { copiedQtyOf, neverSent } from './copy.ts';
import type { Copy } from './copy.ts';
import { positionKey } from './copy-position.ts';
import type { CopyPosition } from './copy-position.ts';
import { closedBy, comesLate } from './lateness.ts';
import { isLeaderDone } from './leader-order.ts';
import type { Leaves, Line } from './allotment.ts';
import { isNightOpen } from './night.ts';
import type { Worked } from './lines.ts';

/** Delivered shares cannot be sold short: what looks like it is a purchase that was not heard of yet. */
const NO_SHORT: Refusal = { reason: 'NOTHING_COPIED', detail: 'a sale of delivery shares never opens a position' };

/** The broker's times are cut to whole seconds, ms. */
const CUT_MS = 999;
/** An entry is never based on news that is older than this. The leader's book is read every few seconds, ms. */
const NEWS_MAX_MS = 10_000;
/** News of this age is always new enough: the broker's clock is known to a second only, ms. */
const NEWS_MIN_MS = 2_000;

/** Why entry units may not go to the broker now. Exits are never asked about. */
export type Block =
  /** Given up, with what working entries there are (`keepsWorking`) or without. */
  | {
      readonly kind: 'give-up';
      readonly refusal: Refusal;
      readonly keepsWorking: boolean;
      readonly breach: Breach | null;
    }
  /** Not now. @param units - so many of the growth; all of it when absent */
  | { readonly kind: 'wait'; readonly why: string; readonly units?: number };

/** Refusals that are decided again while the leader's order is open: a change of it, or of what is held, may lift them. */
const LIFTED_BY_CHANGE: ReadonlySet<string> = new Set([
  'BELOW_ONE_LOT',
  'RISK_ORDER_VALUE',
  'RISK_POSITION_SIZE',
  'POSITION_DOUBT',
]);

export function isLifted(refusal: Refusal | null): boolean {
  return refusal !== null && LIFTED_BY_CHANGE.has(refusal.reason);
}

/**
 * May the entry of a copy grow to `entryQty` units in all, of which `growth` are not at the broker yet?
 *
 * 1. The kill switch also takes back what rests; every other reason stops growth alone.
 * 2. What was granted stays: a price or a limit that changes takes nothing back.
 */
export function entryBlock(
  turn: Turn,
  position: CopyPosition,
  link: Link,
  { copy, leader, line, leaves }: Worked,
  entryQty: number,
  growth: number,
): Block | null {
  const { state, ctx } = turn;
  const permission = permissionFor(state, link);
  if (leader === null) return growth > 0 ? { kind: 'wait', why: 'the leader order has not been read yet' } : null;
  if (state.killSwitch && permission.reducing && leaves.entry > 0) {
    return { kind: 'give-up', refusal: permission.reducing, keepsWorking: false, breach: null };
  }
  const isBornLate = leaves.entry === 0 && bornLate(copy, leader, link, ctx.brokerAheadMs);
  if (growth <= 0 && !isBornLate) return null;
  const stop = (refusal: Refusal, breach: Breach | null = null): Block => ({
    kind: 'give-up',
    refusal,
    keepsWorking: true,
    breach,
  });
  if (permission.reducing) return stop(permission.reducing);
  if (copy.side === 'SELL' && isDelivery(position.product)) return stop(NO_SHORT);
  const brokerMs = ctx.nowMs + ctx.brokerAheadMs;
  const late = lateBy(copy, line, leader, link, brokerMs, entryQty);
  if (late) return stop(late);
  const isLate = comesLate(copy, leader, link.settings, leaves.quantity > line.working, ctx);
  const heldBack =
    ofGap(turn, link) ??
    splitOfNight(turn, position) ??
    ofEarlierDay(leader, ctx.nowMs) ??
    oldNews(leader, link, ctx) ??
    (isLate ? notBounded(leader, leaves, closedBy(turn, position, copy, line, leaves)) : null);
  if (heldBack) return heldBack;
  if (position.doubt !== null) return stop({ reason: 'POSITION_DOUBT', detail: position.doubt });
  const granted = copy.desired.entryQty;
  const breach = entryQty > granted ? limitBreach(turn, copy, leader, entryQty) : null;
  return breach ? stop({ reason: breach.reason, detail: breach.detail }, breach) : null;
}

function lateBy(
  copy: Copy,
  line: Line,
  leader: KnownOrder,
  { settings }: Link,
  brokerMs: number,
  entryQty: number,
): Refusal | null {
  if (!isLeaderDone(leader.report, settings) || leader.lastFillMs === null) return null;
  // What an earlier day left undone is not made up for, whatever was sent then.
  if (tradingDay(leader.lastFillMs) < tradingDay(brokerMs))
    return { reason: 'LATE_ENTRY', detail: 'on an earlier day' };
  const ageMs = brokerMs - leader.lastFillMs;
  // What went to the broker in time may be tried again. Units that are heard of only now are late, whatever went before them.
  const isKnown = entryQty <= copy.desired.entryQty && wasTried(copy, line);
  if (ageMs <= settings.lateEntryMs || isKnown) return null;
  return {
    reason: 'LATE_ENTRY',
    detail: `${Math.round(ageMs / 1000)} s ago, the link allows ${settings.lateEntryMs / 1000} s`,
  };
}

/** Something of the entry went to the broker in time. What went there to close does not make the rest of the order any younger. */
function wasTried(copy: Copy, { due, rest, done, working }: Line): boolean {
  const exit = due.exit + rest.exit;
  return exit === 0 ? !neverSent(copy) : done + working > exit;
}

/** The entry was over when we first saw it, and too long ago: also where it would only stand against an exit. */
function bornLate(copy: Copy, leader: KnownOrder, { settings }: Link, brokerAheadMs: number): boolean {
  if (!isLeaderDone(leader.report, settings) || leader.lastFillMs === null) return false;
  return copy.entryMost === null && copy.createdMs + brokerAheadMs - leader.lastFillMs > settings.lateEntryMs;
}

/** What opens late has a bound on its price: it needs the leader's, and an order apart from what closes at the market. */
function notBounded({ report }: KnownOrder, { quantity }: Leaves, closed: number): Block | null {
  if (closed === quantity) return null;
  if (closed > 0) {
    const why = 'reported late: what closes goes first, then what opens, inside the price band';
    return { kind: 'wait', why, units: quantity - closed };
  }
  if (report.avgPxRupees !== null && report.avgPxRupees > 0) return null;
  return { kind: 'wait', why: 'reported late: waiting for the price at which the leader filled' };
}

/** What he did in the gap decides whether this order opens or closes. */
function ofGap({ state }: Turn, { leaderId }: Link): Block | null {
  if (!state.leaders.gaps.has(leaderId)) return null;
  return { kind: 'wait', why: "the leader's order stream was interrupted: waiting for his order book" };
}

function splitOfNight(turn: Turn, position: CopyPosition): Block | null {
  if (!isNightOpen(turn, position)) return null;
  return { kind: 'wait', why: 'the account is compared with a split or bonus of the night' };
}

/** Of an earlier day and not read in this one: it has ended with its day, as far as anybody knows. */
function ofEarlierDay({ firstSeenMs, lastFrameMs, lastReadMs }: KnownOrder, nowMs: number): Block | null {
  if (tradingDay(Math.max(firstSeenMs, lastFrameMs, lastReadMs)) >= tradingDay(nowMs)) return null;
  return { kind: 'wait', why: "from an earlier day: waiting for today's order book" };
}

/**
 * What is known of an open order may be over by now. It was heard of long ago where the report waited: in the network, for a locked
 * database, or for a machine that slept. The next report may say that it has filled, or is cancelled.
 */
function oldNews({ report, lastFrameMs, lastReadMs }: KnownOrder, { settings }: Link, ctx: Context): Block | null {
  if (isLeaderDone(report, settings)) return null;
  const saidMs = report.tsEventMs === null ? lastFrameMs : report.tsEventMs + CUT_MS - ctx.brokerAheadMs;
  const ageMs = ctx.nowMs - Math.max(lastReadMs, Math.min(lastFrameMs, saidMs));
  if (ageMs <= Math.min(NEWS_MAX_MS, Math.max(NEWS_MIN_MS, settings.lateEntryMs))) return null;
  const seconds = Math.round(ageMs / 1000);
  return { kind: 'wait', why: `the leader's order was last heard of ${seconds} s ago: waiting for a read of it` };
}

/** The limit of the follower that an entry of so many units in all would break, if any. */
function limitBreach(turn: Turn, copy: Copy, leader: KnownOrder, entryQty: number): Breach | null {
  const risk = turn.state.risk.get(copy.followerId);
  if (!risk) return null;
  const position = risk.limits.positionSize === null ? 0 : positionWith(turn, copy, entryQty);
  return breachOf(risk, { quantity: entryQty, position, leader: leader.report }, turn.ctx.nowMs);
}

/** What the follower would hold of the contract, copied by all his links, entries on their way included. Signed units. */
function positionWith({ state, ctx }: Turn, copy: Copy, entryQty: number): number {
  const filledEntry = Math.max(0, copiedQtyOf(copy) - copy.desired.exitQty);
  let units = signOf(copy.side) * Math.max(0, entryQty - filledEntry);
  for (const link of state.linksByFollower.get(copy.followerId) ?? []) {
    for (const product of PRODUCTS) {
      const position = state.positions.get(positionKey(link, assetFor(copy.instrumentId, product, ctx), product));
      if (!position) continue;
      units += position.held;
      for (const id of position.active) {
        const other = state.copies.get(id);
        if (!other || other.id === copy.id || other.outcome !== null) continue;
        // Entries that rest count as filled; what only closes does not make room before it has.
        const { entryQty: entry, quantity } = other.desired;
        units += signOf(other.side) * Math.min(entry, Math.max(0, quantity - copiedQtyOf(other)));
      }
    }
  }
  return units;
}
