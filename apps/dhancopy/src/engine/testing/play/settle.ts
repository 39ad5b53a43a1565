import { isBusy, isSuspicious } from './entry.ts';
import { isOpen } from './order.ts';
import { followerReads, leaderBook } from './reads.ts';
import type { Session } from './session.ts';
import { Wrong } from './wrong.ts';

const TICK_MS = 500;
/** The books are read every so many ticks: four seconds. */
const READ_EVERY = 8;
const ROUNDS_MAX = 800;
/** Without a command for so many ticks an engine that says that it waits has nothing to do: 40 s. */
const IDLE_ROUNDS = 80;
const ANSWERS_MAX = 5_000;

/** Everything that is on its way comes in, in order. */
export function flush(session: Session): void {
  const { broker } = session;
  for (let guard = 0; ; guard += 1) {
    if (guard > ANSWERS_MAX) throw new Wrong('never quiet', 'the engine asks the broker without end');
    const account = [...broker.frames].find(([, queue]) => queue.length > 0)?.[0];
    if (account !== undefined) session.deliver(account, 0, false);
    else if (session.answers.length > 0) session.answer(0);
    else return;
  }
}

/**
 * Everything arrives, the books are read every few seconds, and time passes until nothing happens any more.
 * @param fills - the market comes to every order that a follower has resting
 */
export function settle(session: Session, fills: boolean): void {
  const { broker, plan, records } = session;
  session.note(() => (fills ? 'everything comes in, and the market comes to every copy' : 'everything comes in'));
  session.faults = [];
  session.crash = 'none';
  session.stall(false);
  records.isNightOpen = false;
  let idle = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = records.requests + records.lookups;
    flush(session);
    if (fills) {
      for (const order of [...broker.orders])
        if (order.ticket.link !== null && isOpen(order)) broker.fill(order, Infinity);
    }
    session.advance(TICK_MS);
    if (round % READ_EVERY === 0) {
      for (const id of plan.followers) {
        if (session.offline.has(id)) continue;
        for (const event of followerReads(session, id, round > 0)) session.post(event);
      }
      for (const id of plan.leaders) {
        session.post(leaderBook(session, id, isSuspicious(session.state, id) ? 'late' : 'none'));
      }
    }
    const isQuiet =
      before === records.requests + records.lookups && session.answers.length === 0 && session.late.length === 0;
    idle = isQuiet && ![...broker.frames.values()].some((queue) => queue.length > 0) ? idle + 1 : 0;
    const isDoubted = [...plan.leaders, ...plan.followers].some(
      (id) => !session.offline.has(id) && isSuspicious(session.state, id),
    );
    const enough = isBusy(session.state) || isDoubted ? IDLE_ROUNDS : 2 * READ_EVERY + 1;
    if (idle >= enough) return;
  }
  throw new Wrong('never quiet', `requests for ${(ROUNDS_MAX * TICK_MS) / 1_000} s after everything had come in`);
}
