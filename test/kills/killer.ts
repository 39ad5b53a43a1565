import { setTimeout as sleep } from 'node:timers/promises';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import { within } from '@dhancopy/simulation/within';
import type { EngineProcess } from '../crash/engine-process.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

/** How long to wait for a write that the kill must interrupt, ms. */
const WRITE_WITHIN_MS = 1_000;
/** A start of the process, its first reads, and a while of copying, ms. */
const START_MS = 2_500;
/** How long it copies at most before something is done to it, ms. */
const ALIVE_MS = 2_500;
/** Several kills within a second: a service manager starts again what ended, ms between two. */
const ROW_MS = 330;
/** Longer than the five seconds after which the engine takes itself for a machine that slept, ms. */
const FROZEN_MS = 8_000;
const WRITES: ReadonlySet<string> = new Set(['place', 'modify', 'cancel']);

/** Ends the engine at moments, and in ways, that a seed decides. */
export class Killer {
  readonly moments: Tally;
  readonly ways: Tally;
  readonly #world: World;
  readonly #chance: Prng;
  /** Kills of this killer. */
  count = 0;

  constructor(world: World, chance: Prng, tallies: { readonly moments: Tally; readonly ways: Tally }) {
    this.#world = world;
    this.#chance = chance;
    this.moments = tallies.moments;
    this.ways = tallies.ways;
  }

  /** Starts the engine and ends it, once or several times in a row. */
  async next(): Promise<void> {
    const dice = this.#chance.next();
    if (dice < 0.1) {
      for (let left = 3; left > 0; left -= 1) {
        const engine = this.#world.start();
        await sleep(this.#chance.next() * ROW_MS);
        await this.#end(engine, 'in a row', 'SIGKILL');
      }
      return;
    }
    const engine = this.#world.start();
    const moment = await this.#moment(engine);
    await this.#end(engine, moment, await this.#way(engine, moment));
  }

  /** At once, for a kill whose moment is chosen elsewhere. */
  async now(moment: string): Promise<void> {
    await this.#end(this.#world.engine, moment, 'SIGKILL');
  }

  async #end(engine: EngineProcess, moment: string, way: Way): Promise<void> {
    if (way === 'SIGTERM') await engine.terminate();
    else await engine.kill();
    this.count += 1;
    this.moments.add(moment);
    this.ways.add(way);
    this.#world.note(`${way} ${moment}`);
  }

  /** Waits for the moment: in the start, while nothing special happens, in a burst of a leader, or at a follower's write. */
  async #moment(engine: EngineProcess): Promise<string> {
    const { rig, leaders } = this.#world;
    const dice = this.#chance.next();
    if (dice < 0.3) {
      await sleep(100 + this.#chance.next() * START_MS);
      return engine.isReady ? 'after the start' : 'in the start';
    }
    await engine.ready();
    await sleep(this.#chance.next() * ALIVE_MS);
    if (dice < 0.4) return 'at any time';
    const { control } = rig.emulator;
    const before = control.requests().at(-1)?.number ?? 0;
    leaders[Math.floor(this.#chance.next() * leaders.length)]?.burst();
    if (dice < 0.65) {
      await sleep(this.#chance.next() * 80);
      return 'in a burst';
    }
    const wanted = 1 + Math.floor(this.#chance.next() * 6);
    const writes = (): number =>
      control.requests({ afterNumber: before }).filter(({ operation }) => WRITES.has(operation)).length;
    const isMet = await within(WRITE_WITHIN_MS, () => writes() >= wanted, 1);
    return isMet ? 'in a write' : 'in a burst';
  }

  /** A share is stopped by the rules, or frozen before: then it dies, or goes on and is killed a little later. */
  async #way(engine: EngineProcess, moment: string): Promise<Way> {
    const dice = this.#chance.next();
    if (dice < 0.12) return 'SIGTERM';
    if (dice >= 0.24) return 'SIGKILL';
    engine.freeze();
    this.#world.note(`SIGSTOP ${moment}`);
    await sleep(500 + this.#chance.next() * FROZEN_MS);
    if (dice < 0.18) return 'SIGSTOP, SIGKILL';
    engine.thaw();
    this.#world.note('SIGCONT');
    await sleep(this.#chance.next() * 2_000);
    return 'SIGSTOP, SIGCONT, SIGKILL';
  }
}

type Way = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP, SIGKILL' | 'SIGSTOP, SIGCONT, SIGKILL';
