import { squareOff } from './act.ts';
import { netKey } from './books.ts';
import { DAY_MS, OPEN_MS } from './contracts.ts';
import { checkOutcomes, noteExplained } from './end-rules.ts';
import { readEverything } from './reads.ts';
import type { Session } from './session.ts';
import { flush, settle } from './settle.ts';

/** The broker squares off at 15:20. */
const SQUARE_OFF_MS = 55_200_000;

/**
 * The day ends: intraday positions are squared off, what rests expires, the books become empty, and in the morning every account is
 * read again.
 * @param isTidy - all that is on its way comes in before the night
 */
export function night(session: Session, dayEnded: boolean, isTidy: boolean): void {
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
  if (isTidy) flush(session);
  broker.frames.clear();
  session.answers = [];
  session.note(() => 'a new day');
  if (dayEnded) session.post({ type: 'DayEnded', beforeMs: nextDayMs });
  readEverything(session, false);
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
