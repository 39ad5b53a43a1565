import { bookOf, isOpen } from '@dhancopy/simulation/books';
import { copiesOf } from '@dhancopy/simulation/proof/mark';
import { toPlainError } from 'dhancopy/runtime/plain-error';
import { Chance } from './chance.ts';
import { always, atEndOfDay, whenFlat, whenQuiet } from './checks.ts';
import type { Plan } from './plan.ts';
import { Stage } from './stage.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface Report {
  /** What went wrong, the first that was found; empty when nothing did. */
  readonly violations: readonly string[];
  readonly story: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  readonly orders: number;
  /** Virtual milliseconds that passed step by step. */
  readonly playedMs: number;
}

/** So long everything may take to come to rest once the faults have ended, ms of virtual time. */
const QUIET_WITHIN_MS = 300_000;
/** Nothing has changed for so long, ms: longer than every second look of the product. */
const STILL_MS = 15_000;
const AFTERMATH_MS = 60_000;
const DAY_MS = 86_400_000;
/** Moments of a night at which a machine that runs on has something to do, minutes after midnight in India. */
const NIGHT_MINUTES = [8 * 60 + 14, 8 * 60 + 29] as const;
const OPENS_MINUTE = 9 * 60 + 15;

/** Plays a plan, from the first morning to the last evening, and checks it from outside. */
export async function playPlan(plan: Plan, time: VirtualTime): Promise<Report> {
  time.begin(new Chance(plan.seed));
  const stage = await Stage.open(plan, time);
  const beganMs = time.nowMs;
  let skippedMs = 0;
  let orders = 0;
  const skip = (ms: number): void => {
    if (ms <= 0) return;
    skippedMs += ms;
    time.skip(ms);
  };
  const report = (violations: readonly string[]): Report => ({
    violations,
    story: stage.story,
    faults: stage.faults,
    orders,
    playedMs: time.nowMs - beganMs - skippedMs,
  });
  try {
    stage.machine.start();
    await time.until('the first start', stage.machine.started, 600_000);
    for (const [day, steps] of plan.days.entries()) {
      const isLast = day === plan.days.length - 1;
      const fromNumber = stage.emulator.control.requests().at(-1)?.number ?? 0;
      stage.note(`day ${day + 1}`);
      for (const { afterMs, act } of steps) {
        await time.advance(afterMs);
        stage.perform(act);
        const wrong = [...stage.machine.failures, ...always(stage)];
        if (wrong.length > 0) return report(wrong);
      }
      await time.advance(1_000);
      const wrong = await endOfDay(stage, time, isLast, fromNumber);
      orders += stage.emulator.control.books().reduce((sum, book) => sum + book.orders.length, 0);
      if (wrong.length > 0) return report(wrong);
      if (!isLast) await night(stage, time, skip);
    }
    const wrong = await secondStart(stage, time);
    return report(wrong);
  } catch (error) {
    return report([toPlainError(error).message]);
  } finally {
    await stage.close();
    // What libraries have left waiting for this run must not happen in the next one.
    await time.advance(AFTERMATH_MS);
  }
}

async function endOfDay(stage: Stage, time: VirtualTime, isLast: boolean, fromNumber: number): Promise<string[]> {
  stage.note('all faults end');
  await stage.heal();
  const restless = await quiet(stage, time);
  stage.ledger.read(stage.emulator.control.books());
  const before = [...restless, ...stage.machine.failures, ...whenQuiet(stage)];
  if (before.length > 0) return before;
  for (const leader of stage.leaders) {
    stage.note(`${leader.id} cancels everything and leaves`);
    leader.cancelAll();
  }
  await time.advance(100);
  for (const leader of stage.leaders) leader.leave(isLast);
  const restlessThen = await quiet(stage, time);
  stage.ledger.read(stage.emulator.control.books());
  return [...restlessThen, ...stage.machine.failures, ...whenFlat(stage, isLast), ...atEndOfDay(stage, fromNumber)];
}

/** A machine that sleeps or runs on through the night; the broker's books turn over before the morning. */
async function night(stage: Stage, time: VirtualTime, skip: (ms: number) => void): Promise<void> {
  stage.note('night');
  stage.spoiled.clear();
  const { control } = stage.emulator;
  const midnight = nextTradingDay(time.nowMs);
  skip(midnight + 60_000 - time.nowMs);
  control.nextDay({});
  stage.ledger.read(control.books());
  stage.ledger.endDay();
  for (const minute of NIGHT_MINUTES) {
    skip(midnight + minute * 60_000 - time.nowMs);
    await time.advance(90_000);
  }
  skip(midnight + OPENS_MINUTE * 60_000 - time.nowMs);
  await time.advance(1_000);
}

const IST_MS = 19_800_000;

/** Midnight in India of the next day from Monday to Friday, epoch ms. */
function nextTradingDay(nowMs: number): number {
  let midnight = Math.floor((nowMs + IST_MS) / DAY_MS) * DAY_MS - IST_MS;
  do midnight += DAY_MS;
  while ([0, 6].includes(new Date(midnight + IST_MS).getUTCDay()));
  return midnight;
}

/** Nothing is left to do: a process that starts again sends nothing. */
async function secondStart(stage: Stage, time: VirtualTime): Promise<string[]> {
  stage.note('the engine is stopped and started again');
  await time.until('the engine to stop', stage.machine.stop());
  const { control } = stage.emulator;
  const from = control.requests().at(-1)?.number ?? 0;
  stage.machine.start();
  await time.until('the last start', stage.machine.started, 600_000);
  await time.advance(30_000);
  const sent = control
    .requests({ afterNumber: from })
    .filter(({ operation }) => ['place', 'modify', 'cancel'].includes(operation))
    .map(
      ({ operation, correlationId, orderId }) =>
        `after a restart with nothing to do: ${operation} ${correlationId ?? orderId ?? ''}`,
    );
  await time.until('the engine to stop', stage.machine.stop());
  return [...stage.machine.failures, ...sent];
}

/** @returns what is still under way after the time that it may take */
async function quiet(stage: Stage, time: VirtualTime): Promise<string[]> {
  const endMs = time.nowMs + QUIET_WITHIN_MS;
  let before = '';
  let stillSinceMs = time.nowMs;
  while (time.nowMs < endMs) {
    await time.advance(1_000);
    const now = fingerprint(stage);
    if (now !== before) stillSinceMs = time.nowMs;
    before = now;
    if (time.nowMs - stillSinceMs >= STILL_MS) return [];
  }
  return ['it does not come to rest'];
}

function fingerprint({ emulator: { control }, machine, followers, world }: Stage): string {
  const { leaders, links } = world;
  const books = control.books();
  const orders = books.flatMap((book) =>
    book.orders.map((each) => `${each.orderId}${each.status}${each.filledQuantity}`),
  );
  const isBusy = books.some(
    ({ dhanClientId, orders: all }) =>
      followers.includes(dhanClientId) && all.some((each) => isOpen(each) && each.orderType === 'MARKET'),
  );
  const rows = machine.query<{
    id: string;
    link: number;
    follower: string;
    leaves: number;
    is_open: number;
    row: string;
  }>(
    `select m.leader_order_id as id, m.link_id as link, l.follower_account_id as follower, m.is_open,
       coalesce(json_extract(l.settings, '$.fillPolicy'), '') = 'leave' as leaves,
       m.id || m.status || coalesce(m.reason_code, '') || m.is_open as row
     from copy_mappings m join links l on l.id = m.link_id`,
  );
  const isResting = ({ id, link, follower }: (typeof rows)[number]): boolean =>
    copiesOf(bookOf(books, follower), link, id).some(isOpen);
  const open = new Set(books.flatMap((book) => book.orders.filter(isOpen).map(({ orderId }) => orderId)));
  const isWaiting = rows.some((row) => {
    if (row.is_open !== 1) return false;
    // The policy `leave`: the copy may rest although the leader's order has filled.
    if (!open.has(row.id)) return row.leaves === 0 || !isResting(row);
    // In a strict world nothing keeps a copy from resting next to the order that it copies.
    return world.kind === 'strict' && !isResting(row);
  });
  // A stream may be silent: what the leader did is found out by a read.
  const isUnseen = leaders.some((leader) =>
    bookOf(books, leader).orders.some(
      ({ orderId, status }) =>
        !open.has(orderId) &&
        status !== 'REJECTED' &&
        rows.filter(({ id }) => id === orderId).length < links.filter((link) => link.leader === leader).length,
    ),
  );
  const isUnderWay = isBusy || isWaiting || !machine.isAligned || isUnseen;
  return [...orders, ...rows.map(({ row }) => row), isUnderWay ? performance.now() : ''].join(' ');
}
