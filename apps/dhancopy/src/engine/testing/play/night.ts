import { leaderPlaces, send, squareOff, unitsOf } from './act.ts';
import { netKey } from './books.ts';
import { DAY_MS, OPEN_MS } from './contracts.ts';
import { isSuspicious } from './entry.ts';
import { checkOutcomes, noteExplained } from './end-rules.ts';
import { heldBy } from './ledger.ts';
import { laneKey } from './records.ts';
import { followerReads, readEverything } from './reads.ts';
import type { Session } from './session.ts';
import { flush, settle } from './settle.ts';
import type { Step } from './steps.ts';
import { apart, at } from './turns.ts';

/** More than that takes orders by the hundred, and shows nothing new. */
const UNITS_MAX = 600;
const CONFIRM_MS = 1_000;
/** Half an hour after midnight. */
const NIGHT_READ_MS = 1_800_000;

type Night = Extract<Step, { do: 'night' }>;

/** The broker squares off at 15:20. */
const SQUARE_OFF_MS = 55_200_000;

/**
 * The day ends: intraday positions are squared off, what rests expires, the books become empty, and in the morning every account is
 * read again.
 * @param isTidy - all that is on its way comes in before the night
 */
export function night(session: Session, step: Night): void {
  const { dayEnded, isTidy } = step;
  const { broker, plan, records } = session;
  broker.nowMs = Math.max(session.nowMs, session.dayMs + SQUARE_OFF_MS);
  for (const account of [...plan.leaders, ...plan.followers]) {
    squareOff(session, account);
    broker.nowMs = (Math.floor(session.nowMs / 1_000) + 1) * 1_000;
    if (isTidy && plan.isLossless) flush(session);
  }
  if (isTidy) {
    broker.isLiquid = true;
    broker.meetAll();
    settle(session, false);
    // What was copied late is squared off as well.
    for (const account of plan.followers) squareOff(session, account);
    broker.nowMs = (Math.floor(session.nowMs / 1_000) + 1) * 1_000;
    settle(session, false);
    checkOutcomes(session, 'before the night');
  }
  noteUnheard(session);
  noteExplained(session, isTidy);
  const nextDayMs = session.dayMs + DAY_MS;
  session.note(() => 'the day ends');
  broker.endDay(nextDayMs, nextDayMs + OPEN_MS);
  session.dayMs = nextDayMs;
  session.late = [];
  records.endDay();
  endPositions(session, nextDayMs);
  if (step.isSplitAtNight === true) grow(session, step.growth ?? 1);
  if (step.isReadAtNight === true) readAtNight(session, isTidy);
  if (step.isSplitAtNight !== true) grow(session, step.growth ?? 1);
  if (isTidy) flush(session);
  if (records.isNightOpen) noteUnread(session);
  broker.frames.clear();
  session.answers = [];
  session.note(() => 'a new day');
  if (dayEnded) session.post({ type: 'DayEnded', beforeMs: nextDayMs });
  if (step.earlyHand) sellEarly(session, step.earlyHand);
  if (step.early) tradeEarly(session, step.early);
  if (step.isOff === true && session.isKept) {
    session.note(() => 'the process was off in the night, and starts');
    session.restart();
  } else readEverything(session, false);
  if (step.isConfirmed === true) confirm(session);
}

/** An account that looks other than it should is read again at once. */
function confirm(session: Session): void {
  const { broker, plan, state, records } = session;
  broker.nowMs += CONFIRM_MS;
  for (const id of plan.followers) {
    if (isSuspicious(state, id)) for (const event of followerReads(session, id)) session.post(event);
  }
  // What fills because of it is newer than the read.
  broker.nowMs += 1;
  records.isNightOpen = plan.followers.some((id) => isSuspicious(state, id));
}

/** A process that runs goes on reading in the night, while the books turn to the next day. */
function readAtNight(session: Session, isTidy: boolean): void {
  const { broker, dayMs } = session;
  const morningMs = broker.nowMs;
  broker.nowMs = dayMs + NIGHT_READ_MS;
  session.note(() => 'every account is read in the night');
  // The exchange is closed: nothing is sent.
  for (const follower of session.plan.followers) session.dryUntil.set(follower, morningMs);
  if (isTidy) flush(session);
  readEverything(session, false);
  session.dryUntil.clear();
  broker.nowMs = morningMs;
}

/** A split or bonus of the share that is traded, in every account alike. */
function grow(session: Session, factor: number): void {
  const { broker, ledger, records, plan } = session;
  const [venue] = plan.venues;
  if (!venue || factor === 1 || plan.leaders.some((id) => broker.books.net(id, venue) * factor > UNITS_MAX)) return;
  session.note(() => `${venue.asset} is split: ${factor} for one`);
  records.isNightOpen = true;
  broker.books.grow(venue.asset, factor);
  // Where only one of both holds something, nobody can tell a split from a purchase elsewhere; and what was sold short is bought back.
  for (const { id, leaderId, followerId } of session.links.values()) {
    const holding = ledger.of(followerId, venue);
    const held = heldBy(holding, id);
    const isShort = held < 0 || holding.own < 0;
    const net = broker.books.net(leaderId, venue);
    // Too few for a whole unit more.
    const isUnseen = net !== 0 && Math.floor(net * factor) === net;
    // How links share a release is the engine's matter, and so is what each of them loses to a fraction.
    const isFraction = holding.isShared && !Number.isInteger(factor);
    if ((held !== 0) === (net !== 0) && !isShort && !isUnseen && !isFraction) continue;
    records.explained.add(laneKey(id, venue));
    records.hinder(id, 'NIGHT');
    records.contested.add(netKey(followerId, venue.asset, venue.product));
  }
  ledger.grow(venue.asset, factor);
  records.grow(venue.asset, factor);
}

function sellEarly(session: Session, { follower, size }: NonNullable<Night['earlyHand']>): void {
  const { plan, broker } = session;
  const [account, venue] = [at(plan.followers, follower), plan.venues[0]];
  if (!account || !venue) return;
  const units = Math.min(unitsOf(venue, size), broker.books.net(account, venue));
  if (units <= 0) return;
  send(session, { account, venue, side: 'SELL', units, type: 'MARKET', away: 0 }, 'hand');
  apart(session);
}

/** What went out for frames of the day before, before anybody could know of the split, was sized without it. */
function noteUnread({ broker, records }: Session): void {
  for (const { ticket } of broker.orders) {
    if (ticket.link === null) continue;
    records.hinder(ticket.link, 'NIGHT');
    records.contested.add(netKey(ticket.account, ticket.venue.asset, ticket.venue.product));
  }
}

function tradeEarly(session: Session, { leader, side, size }: NonNullable<Night['early']>): void {
  const [account, venue] = [at(session.plan.leaders, leader), session.plan.venues[0]];
  if (!account || !venue) return;
  leaderPlaces(session, { account, venue, side, units: unitsOf(venue, size), type: 'MARKET', away: 0 });
}

/**
 * What the engine has not heard of by the night, of a day that ended early or of an account that is out of reach, is in no book in the
 * morning: only what it left can be seen.
 */
function noteUnheard({ broker, ledger, links, records }: Session): void {
  for (const lane of records.leaderLanes.values()) {
    if (!lane.orders.some((order) => records.heardOf(order) < order.filledQty)) continue;
    for (const link of links.values()) if (link.leaderId === lane.account) records.hinder(link.id, 'NIGHT');
  }
  for (const { account, venue } of ledger.all()) {
    const hasUnheard = broker.of(account).some((order) => records.heardOf(order) < order.filledQty);
    if (hasUnheard) records.contested.add(netKey(account, venue.asset, venue.product));
  }
}

/** Intraday positions and expired contracts are no more, on either side. */
function endPositions({ ledger, records, broker }: Session, nextDayMs: number): void {
  for (const holding of ledger.all()) {
    const { account, venue } = holding;
    const { expiredFromMs } = venue.instrument;
    const isExpired = venue.product !== 'CNC' && expiredFromMs !== null && expiredFromMs <= nextDayMs;
    if (venue.product === 'INTRADAY' || isExpired) ledger.clear(holding);
    else if (broker.books.net(account, venue) !== holding.own + sum(holding.held.values())) {
      // Sold short in delivery: the auction has bought what was missing, and nothing more.
      ledger.auction(holding, broker.books.net(account, venue) - holding.own - sum(holding.held.values()));
      records.contested.add(netKey(account, venue.asset, venue.product));
    }
  }
  for (const lane of records.leaderLanes.values()) {
    const { expiredFromMs } = lane.venue.instrument;
    if (lane.venue.product !== 'CNC' && expiredFromMs !== null && expiredFromMs <= nextDayMs) lane.isExpired = true;
  }
}

function sum(units: Iterable<number>): number {
  let all = 0;
  for (const each of units) all += each;
  return all;
}
