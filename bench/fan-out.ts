/**
 * From the leader's frame to the last follower's request on the wire, for 1 to 1,000 followers. The floor is a bare undici fan-out of
 * the same requests, without and with one commit of the same rows before it. See README.md.
 *
 *   node bench/fan-out.ts [--followers 1,10,100,1000] [--rounds N] [--gap ms] [--poll ms]
 */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { AppOrder } from '@dhancopy/emulator/control/app-order';
import { BareCommit } from './kit/bare-commit.ts';
import { BareFanOut } from './kit/bare-fan-out.ts';
import { DataFolder } from './kit/data-folder.ts';
import { GcLog } from './kit/gc-log.ts';
import { machine } from './kit/machine.ts';
import { RemoteEmulator } from './kit/remote-emulator.ts';
import { formatSpread, median, spreadOf } from './kit/spread.ts';
import { WireLog } from './kit/wire-log.ts';

const { values: flags } = parseArgs({
  options: {
    followers: { type: 'string', default: '1,10,100,1000' },
    rounds: { type: 'string' },
    // From one order of a leader to the next, ms. At 140 he trades as often as the broker allows, and his last twenty fills are kept.
    gap: { type: 'string', default: '140' },
    // As in production: a fill of the leader is kept until a read of his book confirms its place, and each one that is kept costs.
    poll: { type: 'string', default: '4000' },
  },
});

/** Rounds within a few minutes. An account may place 225 entries a minute, so several teams take turns. */
const ROUNDS: Readonly<Record<number, number>> = { 1: 1_000, 10: 1_000, 100: 400, 1_000: 60 };
const TEAMS: Readonly<Record<number, number>> = { 1: 5, 10: 5, 100: 2, 1_000: 1 };
/** Not counted: code is compiled and statements are prepared in these rounds. */
const WARM_UP = 20;
const ORDER: AppOrder = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  productType: 'INTRADAY',
  orderType: 'MARKET',
  quantity: 10,
};
const STEPS = ['decided', 'committed', 'dispatched', 'sent'] as const;
/** `gc`: garbage collections of this process during the round. They are part of the other steps. */
type Steps = Record<(typeof STEPS)[number] | 'gc', number>;

console.log(`${machine()}\nmilliseconds; * too few rounds for this quantile: it is the maximum\n`);
for (const followers of flags.followers.split(',').map(Number)) await compare(followers);

async function compare(followers: number): Promise<void> {
  const teams = TEAMS[followers] ?? 1;
  const rounds = Number(flags.rounds ?? ROUNDS[followers] ?? 100);
  const emulator = await RemoteEmulator.start({ rateLimits: false, requestLogSize: 0, acceptDelayMs: 2 });
  const folder = await DataFolder.create(emulator, teams, followers);
  const wire = new WireLog();
  try {
    const ours = await measureOurs(emulator, folder, wire, rounds);
    const floor = await measureFloor(emulator, folder, wire, rounds, null);
    const rows = new BareCommit(folder.settings.databasePath);
    const durable = await measureFloor(emulator, folder, wire, rounds, rows);
    rows.close();
    report(followers, ours, floor, durable);
  } finally {
    wire.close();
    await emulator.close();
    folder.remove();
  }
}

function report(
  followers: number,
  ours: { readonly total: readonly number[]; readonly steps: readonly Steps[] },
  floor: readonly number[],
  durable: readonly number[],
): void {
  const [a, b, c] = [spreadOf(ours.total), spreadOf(floor), spreadOf(durable)];
  const ratio = (x: number, y: number): string => (x / y).toFixed(2);
  const steps = STEPS.map((name) => `${name} ${median(ours.steps.map((each) => each[name])).toFixed(2)}`);
  const slow = slowest(ours);
  const slowSteps = [...STEPS, 'gc' as const].map(
    (name) => `${name} ${(slow.reduce((sum, each) => sum + each[name], 0) / slow.length).toFixed(2)}`,
  );
  console.log(`${followers} followers
  dhancopy        ${formatSpread(a)}
  floor           ${formatSpread(b)}
  floor + commit  ${formatSpread(c)}
  ratio to floor           p50 ${ratio(a.p50, b.p50)}  p99 ${ratio(a.p99, b.p99)}
  ratio to floor + commit  p50 ${ratio(a.p50, c.p50)}  p99 ${ratio(a.p99, c.p99)}
  steps, medians  ${steps.join(', ')}
  the slowest ${slow.length} rounds, means  ${slowSteps.join(', ')}\n`);
}

/** One round in fifty, but at least three: the tail. */
function slowest({ total, steps }: { readonly total: readonly number[]; readonly steps: readonly Steps[] }): Steps[] {
  const order = [...total.keys()].toSorted((a, b) => (total[b] ?? 0) - (total[a] ?? 0));
  return order.slice(0, Math.max(3, total.length / 50)).flatMap((at) => steps[at] ?? []);
}

async function measureOurs(
  emulator: RemoteEmulator,
  folder: DataFolder,
  wire: WireLog,
  rounds: number,
): Promise<{ total: number[]; steps: Steps[] }> {
  const runtime = await folder.startRuntime(Number(flags.poll));
  const gc = new GcLog();
  const sent: { orderId: string; times: readonly number[] }[] = [];
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    const team = folder.teams[round % folder.teams.length];
    if (!team) throw new Error('no team');
    const started = performance.now();
    wire.take();
    const orderId = await emulator.placeAppOrder(team.leader, ORDER);
    // Settled: every copy has its answer and its fill, and this round has no work left.
    while (wire.count < team.followers.length) await sleep(2);
    const times = wire.take();
    while (runtime.status().copies.open > 0 || runtime.status().inbox > 0) await sleep(5);
    if (round >= WARM_UP) sent.push({ orderId, times });
    await sleep(Math.max(20, Number(flags.gap) / folder.teams.length - (performance.now() - started)));
  }
  await runtime.stop();
  gc.close();
  const times = readTimes(folder.settings.databasePath);
  const total: number[] = [];
  const steps: Steps[] = [];
  for (const each of sent) {
    const row = times.get(each.orderId);
    if (!row) throw new Error(`no record of ${each.orderId}`);
    const last = Math.max(...each.times);
    total.push((last - row.seen) / 1000);
    steps.push({
      decided: (row.decided - row.seen) / 1000,
      committed: (row.firstSent - row.decided) / 1000,
      dispatched: (row.lastSent - row.firstSent) / 1000,
      sent: (last - row.lastSent) / 1000,
      gc: gc.msBetween(row.seen, last),
    });
  }
  return { total, steps };
}

/** @param rows - written before the requests go out, as in the engine; null for requests alone */
async function measureFloor(
  emulator: RemoteEmulator,
  folder: DataFolder,
  wire: WireLog,
  rounds: number,
  rows: BareCommit | null,
): Promise<number[]> {
  const bare = await BareFanOut.start(folder);
  if (rows) bare.beforeSending = () => rows.commit();
  const total: number[] = [];
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    const team = folder.teams[round % folder.teams.length];
    if (!team) throw new Error('no team');
    wire.take();
    await emulator.placeAppOrder(team.leader, ORDER);
    while (wire.count < team.followers.length) await sleep(2);
    await bare.answered();
    if (round >= WARM_UP) total.push((Math.max(...wire.take()) - bare.receivedUs) / 1000);
    rows?.checkpoint();
    await sleep(20);
  }
  await bare.close();
  return total;
}

interface Times {
  readonly seen: number;
  readonly decided: number;
  readonly firstSent: number;
  readonly lastSent: number;
}

/** The engine's own record of each leader order. */
function readTimes(path: string): Map<string, Times> {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db
    .prepare(
      `select leader_order_id as id, min(leader_seen_us) as seen, max(decided_us) as decided,
              min(sent_us) as firstSent, max(sent_us) as lastSent
       from copy_mappings group by leader_order_id`,
    )
    .all() as unknown as (Times & { id: string })[];
  db.close();
  return new Map(rows.map((row) => [row.id, row]));
}
