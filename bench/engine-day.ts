/**
 * The time of one event in the engine at the start and at the end of a busy day, without sockets and files. The floor is the reports of
 * that day through `foldReport` alone, the minimum work of an event. See README.md.
 *
 *   node bench/engine-day.ts [--trips N] [--resting N] [--crowd N]
 */
import { parseArgs } from 'node:util';
import { foldReport, orderKey } from 'dhancopy/engine';
import type { KnownOrder } from 'dhancopy/engine';
import type { OrderReport } from '@dhancopy/domain/order';
import { EngineRig } from './kit/engine-rig.ts';
import { machine } from './kit/machine.ts';
import { median } from './kit/spread.ts';

const { values: flags } = parseArgs({
  options: {
    trips: { type: 'string', default: '2000' },
    resting: { type: 'string', default: '500' },
    crowd: { type: 'string', default: '10000' },
  },
});
const TRIPS = Number(flags.trips);
const RESTING = Number(flags.resting);
const CROWD = Number(flags.crowd);
/** The part of a day that counts as its start, and as its end. */
const EDGE = 0.05;
const WARM_UP = 300;

/** The state since the morning: nothing rests, or a part-filled order of the leader rests. */
const MORNINGS = ['nothing rests', 'part filled, the copy as well', 'part filled, the copy not'] as const;
type Morning = (typeof MORNINGS)[number];

console.log(
  `${machine()}\nmicroseconds an event: of each event of a round trip the median over the round trips, and the mean of those\n`,
);
// Code is compiled before the measurement.
const first = new EngineRig(20);
for (let trip = 0; trip < WARM_UP; trip += 1) roundTrip(first);

for (const followers of [1, 20]) for (const morning of MORNINGS) day(followers, morning);
for (const followers of [1, 20]) resting(followers);
crowd();

function begin(followers: number, morning: Morning): EngineRig {
  const rig = new EngineRig(followers);
  if (morning === 'nothing rests') return rig;
  const order = rig.leaderPlaces('BUY', 500, 'LIMIT');
  rig.fill(order, 200);
  if (morning === 'part filled, the copy as well') for (const copy of rig.resting) rig.fill(copy, 200);
  return rig;
}

/** The leader buys and sells at the market, and every copy is answered and filled. @returns µs of each event */
function roundTrip(rig: EngineRig): readonly number[] {
  rig.takeTimes();
  rig.leaderPlaces('BUY', 10, 'MARKET');
  rig.leaderPlaces('SELL', 10, 'MARKET');
  rig.tick(700);
  return rig.takeTimes();
}

/** Other load on the machine delays a few events. The median at each place excludes those, and keeps the places that are always slow. */
function typical(trips: readonly (readonly number[])[]): number {
  const places = Array.from({ length: Math.max(...trips.map(({ length }) => length)) }, (_, at) => {
    return median(trips.flatMap((times) => times[at] ?? []));
  });
  return places.reduce((sum, us) => sum + us, 0) / places.length;
}

function day(followers: number, morning: Morning): void {
  const rig = begin(followers, morning);
  const times = Array.from({ length: TRIPS }, () => roundTrip(rig));
  const edge = Math.max(1, Math.round(TRIPS * EDGE));
  const windows = Array.from({ length: Math.floor(TRIPS / edge) }, (_, at) =>
    typical(times.slice(at * edge, (at + 1) * edge)),
  );
  const [start = NaN, end = NaN] = [windows[0], windows.at(-1)];
  const floor = floorOf(rig.reports);
  const logs = rig.positions.map(({ log }) => log.length);
  const active = rig.positions.map((position) => position.active.length);
  console.log(`${TRIPS} round trips, ${followers} followers, ${morning}
  start ${show(start)}  end ${show(end)}  ratio ${(end / start).toFixed(2)}  most ${show(Math.max(...windows))}  floor ${show(floor)}  end to floor ${(end / floor).toFixed(1)}
  at the end: ${Math.max(...logs)} fills kept, ${Math.max(...active)} active copies, held ${heldWords(rig)}\n`);
}

/**
 * Resting orders in one share, and the time of an event with that many of them. The comparison reads the same copies once, without any
 * work. Where that takes longer per copy as well, the copies exceed the processor's cache.
 */
function resting(followers: number): void {
  const rig = new EngineRig(followers);
  const marks = [0.1, 0.2, 0.5, 1].map((part) => Math.round(RESTING * part));
  console.log(`resting orders of the leader in one share, ${followers} followers`);
  let placed = 0;
  for (const mark of marks) {
    for (; placed < mark; placed += 1) rig.leaderPlaces('BUY', 10, 'LIMIT', 150_000 - placed * 10);
    const us = typical(Array.from({ length: followers === 1 ? 20 : 5 }, () => roundTrip(rig)));
    const each = `${show(us / mark)} for each that rests`;
    console.log(
      `  ${String(mark).padStart(5)} rest: ${show(us)} an event, ${each}; a copy read once ${show(walk(rig))}`,
    );
  }
  const active = rig.positions.map((position) => position.active.length);
  console.log(`  floor ${show(floorOf(rig.reports))}; ${Math.max(...active)} active copies, held ${heldWords(rig)}\n`);
}

/** Every copy of the rig, its orders and the leader's order, each field read. @returns µs a copy, the median of five walks */
function walk(rig: EngineRig): number {
  const ids = rig.positions.flatMap(({ active }) => active);
  const walks = [1, 2, 3, 4, 5].map(() => {
    const started = performance.now();
    let fields = 0;
    for (const id of ids) {
      const copy = rig.state.copies.get(id);
      if (!copy) continue;
      const leader = rig.state.orders.get(orderKey(copy.leaderId, copy.leaderOrderId));
      fields += fieldsOf(copy) + fieldsOf(leader);
    }
    if (fields === 0) throw new Error('nothing was read');
    return ((performance.now() - started) * 1_000) / ids.length;
  });
  return median(walks);
}

function fieldsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let fields = 0;
  for (const each of Object.values(value)) fields += fieldsOf(each);
  return fields;
}

/** One leader and very many followers: the time of a leader's frame per follower. */
function crowd(): void {
  const rig = new EngineRig(CROWD);
  const trips = Array.from({ length: 10 }, () => roundTrip(rig)).slice(3);
  const frames = Array.from({ length: 5 }, () => rig.decideOn('BUY', 10) / CROWD);
  console.log(`${CROWD} followers of one leader
  a leader frame that is copied: ${show(median(frames))} a follower; a round trip ${show(typical(trips))} an event
  floor ${show(floorOf(rig.reports))}; held ${heldWords(rig)}`);
}

/** The same reports through the fold of an order alone. @returns µs each, the minimum of three runs */
function floorOf(reports: readonly OrderReport[]): number {
  const runs = [1, 2, 3].map(() => {
    const known = new Map<string, KnownOrder>();
    const started = performance.now();
    for (const report of reports) {
      const key = `${report.accountId}/${report.venueOrderId}`;
      known.set(key, foldReport(known.get(key), report, { receivedMs: 0, askedMs: null }).order);
    }
    return ((performance.now() - started) * 1_000) / reports.length;
  });
  return Math.min(...runs);
}

function heldWords(rig: EngineRig): string {
  const held = new Set(rig.positions.map((position) => position.held));
  return [...held].join(', ');
}

function show(us: number): string {
  return us.toFixed(us < 10 ? 2 : 1);
}
