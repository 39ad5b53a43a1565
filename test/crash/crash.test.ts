import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPrng } from '@dhancopy/emulator/chance/prng';
import { proveNoDrift } from '@dhancopy/simulation/proof/drift';
import { duplicatesIn } from '@dhancopy/simulation/proof/duplicates';
import { plainSizing } from '@dhancopy/simulation/proof/plain-sizing';
import { untilQuiet } from '@dhancopy/simulation/quiet';
import { RandomLeader } from '@dhancopy/simulation/random-leader';
import { within } from '@dhancopy/simulation/within';
import { LEADER, Rig } from '../kit/rig.ts';
import { shareOf, THREE } from '../scenarios/scenario.ts';
import { BELIEFS, missing, neverTwice, onlyLeftOut } from './checks.ts';
import type { Belief } from './checks.ts';
import { EngineProcess } from './engine-process.ts';

/**
 * `CRASH_SEED=7 CRASH_KILLS=50 npx vitest run test/crash`: the same seed gives the same leader and the same moments. Twenty kills in every
 * run of all tests; fifty when the crash test runs alone, which is how a release is proved (docs/proof.md).
 */
const SEED = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 1e9));
const KILLS = Number(process.env['CRASH_KILLS'] ?? 20);
/** Fifty starts of a process take two minutes on a free machine, and five on a machine with three other tasks. */
const TIMEOUT_MS = 900_000;
/** The default of the product. */
const POLL_MS = 4_000;
/** Many times the duration of a lost request or a chase, because the machine may be busy. */
const GIVE_UP_MS = 150_000;
/** How long to wait for a write that the kill must interrupt. */
const WRITE_WITHIN_MS = 1_000;

let rig: Rig;
let engine: EngineProcess | null = null;
beforeEach(async () => {
  rig = await Rig.create({
    start: false,
    emulator: { acceptDelayMs: 5, requestLogSize: 200_000, seed: SEED },
    leaders: [{ dhanClientId: LEADER, fundsRupees: 100_000_000 }],
    // Half of the followers copy late entries by the default rule, which leaves out entries older than ten seconds. The others copy
    // all.
    followers: THREE.map((each, index) => ({
      ...each,
      account: { fundsRupees: 100_000_000 },
      settings: index === 0 ? {} : { lateEntryMs: 120_000 },
    })),
  });
  const { control } = rig.emulator;
  const followers = THREE.map(({ id }) => id);
  // A placement takes a while, so that many kills happen during one. Some answers are lost.
  control.addFault({ accounts: followers, operations: 'place', effect: { kind: 'latency', ms: 8 } });
  control.addFault({ accounts: followers, operations: 'place', effect: { kind: 'latency', ms: 8, when: 'after' } });
  control.addFault({ accounts: followers, operations: 'place', probability: 0.04, effect: { kind: 'loseAnswer' } });
  control.addFault({ accounts: followers, operations: 'place', probability: 0.02, effect: { kind: 'loseRequest' } });
});
afterEach(async () => {
  await engine?.end();
  await rig.close();
});

it(
  `survives ${KILLS} kills of the process in the middle of a trading session`,
  async () => {
    process.stdout.write(`crash test: CRASH_SEED=${SEED}\n`);
    const { control } = rig.emulator;
    const chance = createPrng(SEED);
    const leader = new RandomLeader(control, LEADER, createPrng(SEED + 1));
    const trading = new AbortController();
    const session = trade(leader, createPrng(SEED + 2), trading.signal);
    const kills = { start: 0, burst: 0, write: 0 };
    for (let kill = 1; kill <= KILLS; kill += 1) {
      engine = new EngineProcess(rig.settings);
      const moment = await untilMoment(engine, leader, chance);
      kills[moment] += 1;
      await engine.kill();
      expect(control.books().flatMap(duplicatesIn), `after kill ${kill}`).toEqual([]);
      if (chance.next() < 0.3) await sleep(chance.next() * 600);
    }
    trading.abort();
    await session;

    engine = new EngineProcess(rig.settings);
    await engine.ready();
    await quiet();
    expect(violations(), engine.output).toEqual([]);

    // The leader exits, with one more kill during the exit.
    leader.cancelAll();
    await sleep(30);
    leader.leave();
    await sleep(chance.next() * 40);
    await engine.kill();
    engine = new EngineProcess(rig.settings);
    await engine.ready();
    await quiet();
    expect(leader.isFlat()).toBe(true);
    expect(violations(), engine.output).toEqual([]);
    expect(rig.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(rig.query('pragma foreign_key_check')).toEqual([]);
    const ends = Map.groupBy(rig.mappings(), (row) => row.reason_code ?? 'open');
    const words = [...ends].map(([reason, rows]) => `${reason} ${rows.length}`).join(', ');
    process.stdout.write(
      `crash test: ${leader.actions} actions; kills at the start ${kills.start}, in a burst ${kills.burst}, in a write ${kills.write}; ${words}\n`,
    );
  },
  TIMEOUT_MS,
);

/** The leader trades independently of the copier. */
async function trade(leader: RandomLeader, chance: ReturnType<typeof createPrng>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    leader.act();
    await sleep(300 + chance.next() * 700);
  }
}

type Moment = 'start' | 'burst' | 'write';

/** Waits for the moment of the next kill: at any time after the start, in a burst of the leader, or at a follower's write. */
async function untilMoment(
  process: EngineProcess,
  leader: RandomLeader,
  chance: ReturnType<typeof createPrng>,
): Promise<Moment> {
  const dice = chance.next();
  if (dice < 0.4) {
    await sleep(100 + chance.next() * 1_400);
    return 'start';
  }
  await process.ready();
  await sleep(chance.next() * 300);
  const { control } = rig.emulator;
  const before = control.requests().at(-1)?.number ?? 0;
  leader.burst();
  if (dice < 0.7) {
    await sleep(chance.next() * 80);
    return 'burst';
  }
  const wanted = 1 + Math.floor(chance.next() * 6);
  const writes = (): number =>
    control
      .requests({ afterNumber: before })
      .filter(({ operation }) => operation === 'place' || operation === 'modify' || operation === 'cancel').length;
  await within(WRITE_WITHIN_MS, () => writes() >= wanted, 1);
  return 'write';
}

/** Waits until it is quiet, or for the maximum time. The checks then report what is out of step. */
async function quiet(): Promise<void> {
  await untilQuiet({
    control: rig.emulator.control,
    leader: LEADER,
    records: rig,
    pollMs: POLL_MS,
    giveUpMs: GIVE_UP_MS,
  });
}

function violations(): string[] {
  const { control } = rig.emulator;
  const books = control.books();
  const mappings = rig.mappings();
  const links = rig
    .links()
    .map((link) => ({ ...link, followerName: link.follower, sizingFor: () => plainSizing(shareOf(link.follower)) }));
  return [
    ...neverTwice(books, control.requests()),
    ...missing(LEADER, books, mappings, beliefs()),
    ...proveNoDrift({ leader: LEADER, books, links, mappings }, onlyLeftOut(mappings, beliefs())).violations,
  ];
}

function beliefs(): Belief[] {
  return rig.query<Belief>(BELIEFS);
}
