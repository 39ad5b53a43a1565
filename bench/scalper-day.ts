/**
 * A leader scalps one share all day while another of the leader's orders rests part-filled since the morning. The measurement is the
 * time from the leader's frame to the last follower's request on the wire, at the start and at the end of the day, over real sockets.
 * See README.md.
 *
 *   node bench/scalper-day.ts [--followers N] [--trips N] [--gap ms] [--poll ms]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import type { AppOrder } from '@dhancopy/emulator/control/app-order';
import { DataFolder } from './kit/data-folder.ts';
import { machine } from './kit/machine.ts';
import { RemoteEmulator } from './kit/remote-emulator.ts';
import { spreadOf } from './kit/spread.ts';
import { WireLog } from './kit/wire-log.ts';

const { values: flags } = parseArgs({
  options: {
    followers: { type: 'string', default: '10' },
    trips: { type: 'string', default: '400' },
    /** Between two orders of the leader, ms: an account may place 225 entries a minute. */
    gap: { type: 'string', default: '280' },
    /** As in production: the comparison with the book finds a mute stream. */
    poll: { type: 'string', default: '4000' },
  },
});
const FOLLOWERS = Number(flags.followers);
const TRIPS = Number(flags.trips);
const GAP_MS = Number(flags.gap);
const POLL_MS = Number(flags.poll);
/** Not counted: code is compiled and statements are prepared in these. */
const WARM_UP = 20;
/** A copy that is not sent within this time is counted as missing, and the day goes on. */
const PATIENCE_MS = 30_000;
/** The part of a day that counts as its start, and as its end. */
const EDGE = 0.1;
const SHARE = { exchangeSegment: 'NSE_EQ', securityId: '1333', productType: 'INTRADAY' } as const;
const MARKET = { ...SHARE, orderType: 'MARKET', quantity: 10 } as const;
const MORNING: AppOrder = { ...SHARE, transactionType: 'BUY', orderType: 'LIMIT', quantity: 500, price: 1_500 };
const FILLED = 200;

console.log(`${machine()}\n${FOLLOWERS} followers, ${TRIPS} round trips, one order every ${GAP_MS} ms at most\n`);
const emulator = await RemoteEmulator.start({ rateLimits: false, requestLogSize: 0, acceptDelayMs: 2 });
const folder = await DataFolder.create(emulator, 1, FOLLOWERS);
const wire = new WireLog();
try {
  await scalp();
} finally {
  wire.close();
  await emulator.close();
  folder.remove();
}

interface Sent {
  readonly orderId: string;
  /** The time of the last follower's request on the wire, epoch µs; null when one was missing. */
  readonly lastUs: number | null;
}

async function scalp(): Promise<void> {
  const codes: string[] = [];
  const runtime = await folder.startRuntime(POLL_MS, ({ code }) => codes.push(code));
  const team = folder.teams[0];
  if (!team) throw new Error('no team');
  const { leader, followers } = team;
  const morning = await restSinceMorning(leader, followers);

  const started = performance.now();
  const idle = performance.eventLoopUtilization();
  const sent: Sent[] = [];
  const tenths: number[] = [];
  const holds: Holds[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let mark = cpuMark();
  for (let trip = 0; trip < WARM_UP + TRIPS; trip += 1) {
    for (const transactionType of ['BUY', 'SELL'] as const) {
      const each = await place(leader, { ...MARKET, transactionType });
      if (trip >= WARM_UP) sent.push(each);
    }
    if (trip === WARM_UP - 1) {
      mark = cpuMark();
      delay.reset();
    }
    if (trip < WARM_UP || (trip - WARM_UP + 1) % Math.ceil(TRIPS * EDGE) !== 0) continue;
    const now = cpuMark();
    tenths.push((now.cpuMs - mark.cpuMs) / (now.atMs - mark.atMs));
    holds.push({ p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 });
    delay.reset();
    mark = now;
  }
  const seconds = (performance.now() - started) / 1_000;
  const { utilization } = performance.eventLoopUtilization(idle);

  await emulator.cancelAppOrder(leader, morning);
  await place(leader, { ...MARKET, transactionType: 'SELL', quantity: FILLED });
  const end = Date.now() + PATIENCE_MS;
  let held = await heldBy(followers);
  while (held.some((units) => units !== 0) && Date.now() < end) {
    await sleep(200);
    held = await heldBy(followers);
  }
  await runtime.stop();
  delay.disable();
  report(latencies(sent), tenths, { seconds, utilization, held, codes, holds });
}

/** The delay of a timer of one millisecond, ms. It shows the load of the thread, commits included, and of the machine. */
interface Holds {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Processor time of all threads of this process. The benchmark's own part is small. */
function cpuMark(): { readonly atMs: number; readonly cpuMs: number } {
  const { user, system } = process.cpuUsage();
  return { atMs: performance.now(), cpuMs: (user + system) / 1_000 };
}

/** Part-filled at the leader, and to the same fraction at every follower. @returns its number at the broker */
async function restSinceMorning(leader: string, followers: readonly string[]): Promise<string> {
  wire.take();
  const morning = await emulator.placeAppOrder(leader, MORNING);
  for (const account of [leader, ...followers]) await fillResting(account);
  await sleep(1_000);
  wire.take();
  return morning;
}

async function fillResting(account: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const order = (await emulator.book(account)).orders.find(({ status }) => status === 'PENDING');
    if (order) {
      await emulator.fill(account, order.orderId, FILLED);
      return;
    }
    await sleep(20);
  }
  throw new Error(`${account} has no order that rests`);
}

/** The leader's order, and the requests that copy it. */
async function place(leader: string, order: AppOrder): Promise<Sent> {
  const started = performance.now();
  const orderId = await emulator.placeAppOrder(leader, order);
  while (wire.count < FOLLOWERS && performance.now() - started < PATIENCE_MS) await sleep(2);
  const times = wire.take();
  await sleep(Math.max(0, GAP_MS - (performance.now() - started)));
  return { orderId, lastUs: times.length < FOLLOWERS ? null : Math.max(...times) };
}

async function heldBy(followers: readonly string[]): Promise<number[]> {
  const held: number[] = [];
  for (const follower of followers) {
    const { positions } = await emulator.book(follower);
    held.push(positions.reduce((sum, { netQuantity }) => sum + netQuantity, 0));
  }
  return held;
}

/** Milliseconds from the leader's frame, as the engine recorded it; null for orders that were not copied to all followers. */
function latencies(sent: readonly Sent[]): (number | null)[] {
  const db = new DatabaseSync(folder.settings.databasePath, { readOnly: true });
  const rows = db
    .prepare(`select leader_order_id as id, min(leader_seen_us) as seen from copy_mappings group by leader_order_id`)
    .all() as unknown as { id: string; seen: number }[];
  db.close();
  const seen = new Map(rows.map((row) => [row.id, row.seen]));
  return sent.map(({ orderId, lastUs }) => {
    const seenUs = seen.get(orderId);
    return lastUs === null || seenUs === undefined ? null : (lastUs - seenUs) / 1_000;
  });
}

function report(
  all: readonly (number | null)[],
  tenths: readonly number[],
  day: {
    readonly seconds: number;
    readonly utilization: number;
    readonly held: readonly number[];
    readonly codes: readonly string[];
    readonly holds: readonly Holds[];
  },
): void {
  const edge = Math.round(all.length * EDGE);
  const [first, last] = [all.slice(0, edge), all.slice(-edge)].map((part) =>
    spreadOf(part.flatMap((ms) => (ms === null ? [] : [ms]))),
  );
  if (!first || !last) throw new Error('nothing was measured');
  const ms = (value: number): string => value.toFixed(2);
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const mutes = day.codes.filter((code) => code === 'STREAM_MUTE').length;
  const held = (each: Holds | undefined): string =>
    each ? `p50 ${ms(each.p50)}  p99 ${ms(each.p99)}  max ${ms(each.max)}` : 'not measured';
  const others = day.codes.filter((code) => code !== 'STREAM_MUTE');
  const missing = all.filter((each) => each === null).length;
  console.log(`leader's frame to the last of ${FOLLOWERS} requests on the wire, ms
  first tenth  p50 ${ms(first.p50)}  p99 ${ms(first.p99)}  (${first.count} orders; below 100 the p99 is the maximum)
  last tenth   p50 ${ms(last.p50)}  p99 ${ms(last.p99)}
  ratio        p50 ${(last.p50 / first.p50).toFixed(2)}  p99 ${(last.p99 / first.p99).toFixed(2)}
  not copied to all within ${PATIENCE_MS / 1_000} s: ${missing} of ${all.length}
STREAM_MUTE ${mutes}; other notices: ${others.join(', ') || 'none'}
engine's thread idle ${percent(1 - day.utilization)} of ${Math.round(day.seconds)} s, waiting for a processor counted as busy
a timer of 1 ms ran after, ms
  first tenth  ${held(day.holds.at(0))}
  last tenth   ${held(day.holds.at(-1))}
processor time of the process, of one core, by tenths of the day: ${tenths.map(percent).join(', ')}
held at the end: ${[...new Set(day.held)].join(', ')}`);
}
