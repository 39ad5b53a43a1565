import { createPrng } from '@dhancopy/emulator/chance/prng';
import { startEmulator } from '@dhancopy/emulator';
import { duplicatesIn } from '@dhancopy/simulation/proof/duplicates';
import { proveNoDrift } from '@dhancopy/simulation/proof/drift';
import type { Sizing } from '@dhancopy/simulation/proof/evidence';
import { RandomLeader } from '@dhancopy/simulation/random-leader';
import { isOpen } from '@dhancopy/simulation/books';
import { toPlainError } from 'dhancopy/runtime/plain-error';
import { applyOperation, storedOperation } from 'dhancopy/runtime/operations';
import type { OperationInput } from 'dhancopy/runtime/operations';
import type { MappingRow } from 'dhancopy/store/copies/mappings';
import { openStore } from 'dhancopy/store/store';
import { putDatabase } from 'dhancopy/store/testing';
import { missing, onlyLeftOut, sentTwice } from '../crash/checks.ts';
import type { Belief } from '../crash/checks.ts';
import { LEADER } from '../kit/rig.ts';
import { shareOf, THREE } from '../scenarios/scenario.ts';
import type { Chance } from './chance.ts';
import { Machine } from './machine.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface DayReport {
  readonly violations: readonly string[];
  readonly actions: number;
  readonly kills: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly story: readonly string[];
}

/** A trading day: a leader who trades, followers, a network and a machine that fail, and the broker's books at the end. */
export async function playDay(time: VirtualTime, chance: Chance, minutes: number): Promise<DayReport> {
  const seed = chance.below(2 ** 31);
  const emulator = await startEmulator({
    now: () => Date.now(),
    acceptDelayMs: 5,
    requestLogSize: 200_000,
    seed,
    rateLimits: false,
  });
  const { control } = emulator;
  const machine = new Machine(emulator, time, chance.fork(), (transport) => emulator.accept(transport));
  const story: string[] = [];
  const faults: Record<string, number> = {};
  const note = (words: string): void => void story.push(`${(time.elapsedMs / 1_000).toFixed(3)} s  ${words}`);
  const count = (what: string): void => {
    faults[what] = (faults[what] ?? 0) + 1;
    note(what);
  };
  try {
    setUp(machine, control);
    const leader = new RandomLeader(control, LEADER, createPrng(seed + 1));
    const followers = THREE.map(({ id }) => id);
    control.addFault({ accounts: followers, operations: 'place', probability: 0.03, effect: { kind: 'loseAnswer' } });
    control.addFault({ accounts: followers, operations: 'place', probability: 0.02, effect: { kind: 'loseRequest' } });
    let kills = 0;
    await time.until('the first start', machine.start());
    const endMs = time.nowMs + minutes * 60_000;
    while (time.nowMs < endMs) {
      const dice = chance.next();
      if (dice < 0.7) leader.act();
      else if (dice < 0.75) leader.burst();
      else if (dice < 0.78) {
        machine.network?.resetSome(0.5);
        count('connections were reset');
      } else if (dice < 0.8) {
        machine.network?.muteSome(0.3);
        count('connections went silent');
      } else if (dice < 0.81) {
        machine.network?.down(true);
        count('the network is down');
        await time.advance(chance.between(500, 20_000));
        machine.network?.down(false);
      } else if (dice < 0.84) {
        leader.burst();
        await time.advance(chance.between(0, 80));
        if (chance.is(0.5)) {
          machine.kill();
          count('the process was killed');
        } else if (machine.cutPower() > 0) count('the power failed, and a part of the log was lost');
        else count('the power failed');
        kills += 1;
        await time.advance(chance.between(0, 3_000));
        const started = machine.start();
        if (chance.is(0.3)) {
          await time.advance(chance.between(1, 600));
          machine.kill();
          kills += 1;
          count('the process was killed in its start');
          await time.until('a start', machine.start());
        } else await time.until('a start', started);
      }
      await time.advance(chance.pick([5, 50, 300, 1_000, 4_000]));
      const twice = control.books().flatMap(duplicatesIn);
      if (twice.length > 0 || machine.fatal) break;
    }
    if (machine.fatal) return report([`the engine ended: ${toPlainError(machine.fatal).message}`]);
    await quiet(time, machine, control);
    const first = violations(machine, control);
    if (first.length > 0) return report(first);
    leader.cancelAll();
    await time.advance(30);
    leader.leave();
    await quiet(time, machine, control);
    const last = violations(machine, control);
    if (!leader.isFlat()) last.push('the leader is not flat');
    await machine.stop();
    return report(last);

    function report(found: readonly string[]): DayReport {
      return { violations: found, actions: leader.actions, kills, faults, story };
    }
  } finally {
    machine.kill();
    machine.remove();
    await emulator.close();
  }
}

type Control = Awaited<ReturnType<typeof startEmulator>>['control'];

function setUp(machine: Machine, control: Control): void {
  const { databasePath } = machine.settings;
  putDatabase(databasePath);
  const store = openStore({ path: databasePath, key: machine.key, now: () => Date.now() });
  const ask = (asked: OperationInput): unknown => applyOperation(store, storedOperation.parse(asked), Date.now());
  const add = (role: 'leader' | 'follower', id: string): void => {
    const { accessToken } = control.addAccount({ dhanClientId: id, fundsRupees: 100_000_000 });
    ask({ op: 'account.add', role, clientId: id, name: id, token: accessToken });
  };
  add('leader', LEADER);
  for (const { id, sizing, ratio } of THREE) {
    add('follower', id);
    ask({
      op: 'link.add',
      leader: LEADER,
      follower: id,
      sizing: sizing ?? 'fixed_ratio',
      ...(ratio && { ratio }),
      lateEntryMs: 120_000,
      yes: true,
    });
  }
  store.close();
}

/** Nothing has changed for a while, and nothing is under way that does not wait for the leader. */
async function quiet(time: VirtualTime, machine: Machine, control: Control): Promise<void> {
  let before = '';
  let still = 0;
  for (let second = 0; second < 300 && still < 15; second += 1) {
    await time.advance(1_000);
    const orders = control
      .books()
      .flatMap((book) => book.orders.map((each) => `${each.orderId}${each.status}${each.filledQuantity}`));
    const now =
      orders.join(' ') +
      machine
        .query<MappingRow>('select * from copy_mappings')
        .map((row) => `${row.id}${row.status}${row.reason_code ?? ''}`)
        .join(' ');
    const busy = control
      .books()
      .some(
        (book) =>
          book.dhanClientId !== LEADER && book.orders.some((each) => isOpen(each) && each.orderType === 'MARKET'),
      );
    still = now === before && !busy ? still + 1 : 0;
    before = now;
  }
}

function violations(machine: Machine, control: Control): string[] {
  const books = control.books();
  const mappings = machine.query<MappingRow>('select * from copy_mappings');
  const beliefs = machine.query<Belief>(
    'select l.follower_account_id as account_id, p.security_id, p.state from copy_positions p join links l on l.id = p.link_id',
  );
  const rows = machine.query<{ id: number; follower: string }>('select id, follower_account_id as follower from links');
  const links = rows.map((link) => ({
    ...link,
    followerName: link.follower,
    sizingFor: () => sizingOf(link.follower),
  }));
  return [
    ...books.flatMap(duplicatesIn),
    ...sentTwice(control.requests()),
    ...missing(books, mappings, beliefs),
    ...proveNoDrift({ leader: LEADER, books, links, mappings }, onlyLeftOut(mappings, beliefs)).violations,
    ...machine
      .query('pragma integrity_check')
      .flatMap((row) => (JSON.stringify(row).includes('"ok"') ? [] : [JSON.stringify(row)])),
  ];
}

function sizingOf(follower: string): Sizing {
  return {
    entry: (units) => units * shareOf(follower),
    exit: (held, exit, leaderHeld) => (leaderHeld === 0 ? 0 : (held * exit) / leaderHeld),
  };
}
