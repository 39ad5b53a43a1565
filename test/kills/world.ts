import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrng } from '@dhancopy/emulator/chance/prng';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import { untilQuiet } from '@dhancopy/simulation/quiet';
import { RandomLeader } from '@dhancopy/simulation/random-leader';
import { applyOperation, storedOperation } from 'dhancopy/runtime/operations';
import { openStore } from 'dhancopy/store/store';
import { EngineProcess } from '../crash/engine-process.ts';
import { BELIEFS, neverTwice } from '../crash/checks.ts';
import type { Belief } from '../crash/checks.ts';
import { damageOf } from '@dhancopy/simulation/proof/file-damage';
import { Rig } from '../kit/rig.ts';
import { CAST, LEADERS, SECOND_LINK } from './cast.ts';
import { whenFlat, whenQuiet } from './checks.ts';
import type { Found, LinkRow } from './checks.ts';
import { countFaults, Faults } from './faults.ts';
import type { Tally } from './tally.ts';

/** The default of the product. */
const POLL_MS = 4_000;
/** Many times the duration of a lost request, a mute stream or a chase, because the machine may be busy. */
const GIVE_UP_MS = 180_000;

/** A broker, the people at it, and one data folder, in which the engine is started and killed. */
export class World {
  readonly rig: Rig;
  readonly leaders: readonly RandomLeader[];
  /** What happened, with times, for the investigation of a violation. */
  readonly story: string[] = [];
  readonly #faults: Faults;
  readonly #faultTally: Tally;
  readonly #chance: Prng;
  #engine: EngineProcess | null = null;
  #trading: { readonly end: AbortController; readonly done: Promise<unknown> } | null = null;

  private constructor(rig: Rig, seed: number, faults: Tally) {
    const { control } = rig.emulator;
    this.rig = rig;
    this.leaders = LEADERS.map((id, at) => new RandomLeader(control, id, createPrng(seed + 1 + at)));
    this.#chance = createPrng(seed + 11);
    this.#faultTally = faults;
    this.#faults = new Faults(control, createPrng(seed + 12), faults);
  }

  static async open(seed: number, faults: Tally): Promise<World> {
    const rig = await Rig.create({
      start: false,
      emulator: { rateLimits: true, acceptDelayMs: 5, requestLogSize: 500_000, seed },
      leaders: LEADERS.map((dhanClientId) => ({ dhanClientId, fundsRupees: 100_000_000 })),
      followers: CAST,
    });
    const store = openStore({ path: rig.settings.databasePath, key: rig.key });
    applyOperation(
      store,
      storedOperation.parse({ op: 'link.add', ...SECOND_LINK, sizing: 'fixed_ratio', yes: true }),
      Date.now(),
    );
    store.close();
    return new World(rig, seed, faults);
  }

  get engine(): EngineProcess {
    if (!this.#engine) throw new Error('no engine was started');
    return this.#engine;
  }

  start(): EngineProcess {
    this.#engine = new EngineProcess(this.rig.settings);
    return this.#engine;
  }

  note(words: string): void {
    this.story.push(`${new Date().toISOString().slice(11, 23)} ${words}`);
  }

  /** The leaders trade and everything fails, until `rest`. */
  trade(): void {
    const end = new AbortController();
    const people = this.leaders.map((leader) => this.#act(leader, end.signal));
    this.#trading = { end, done: Promise.all([...people, this.#faults.play(end.signal)]) };
  }

  /** No faults and no new orders, and everything that is under way ends. The engine must run. @returns what is wrong */
  async rest(): Promise<string[]> {
    await this.#calm();
    await this.#quiet();
    return whenQuiet(this.#found());
  }

  /** The leaders leave; with `between`, something happens to the engine meanwhile. @returns what is wrong when all is quiet */
  async leave(between: () => Promise<void>): Promise<string[]> {
    for (const leader of this.leaders) leader.cancelAll();
    await sleep(30);
    for (const leader of this.leaders) leader.leave();
    await between();
    await this.#quiet();
    return [...whenFlat(this.#found()), ...this.#file()];
  }

  /** @returns what is wrong, at any moment */
  check(): string[] {
    const { control } = this.rig.emulator;
    return neverTwice(control.books(), control.requests({ operation: 'place' }));
  }

  orders(): { readonly leaders: number; readonly followers: number } {
    const count = (ids: readonly string[]): number => ids.reduce((sum, id) => sum + this.rig.orders(id).length, 0);
    return { leaders: count(LEADERS), followers: count(CAST.map(({ id }) => id)) };
  }

  /** Ends everything. @param keep - the folder stays, with the books and the story */
  async close(keep: boolean): Promise<string | null> {
    await this.#calm();
    await this.#engine?.end();
    countFaults(this.rig.emulator.control.requests(), this.#faultTally);
    const folder = keep ? this.#keep() : null;
    await this.rig.close();
    return folder;
  }

  async #calm(): Promise<void> {
    this.#trading?.end.abort();
    await this.#trading?.done;
    this.#trading = null;
  }

  async #act(leader: RandomLeader, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      leader.act();
      await sleep(600 + this.#chance.next() * 1_000);
    }
  }

  async #quiet(): Promise<void> {
    const { control } = this.rig.emulator;
    await Promise.all(
      LEADERS.map(async (leader) => {
        const links = this.#links().filter((each) => each.leader === leader);
        const ids = new Set(links.map(({ id }) => id));
        const records = {
          links: () => links,
          mappings: () => this.rig.mappings().filter(({ link_id: link }) => ids.has(link)),
          corrections: () => this.rig.corrections(),
        };
        const left = await untilQuiet({ control, leader, records, pollMs: POLL_MS, giveUpMs: GIVE_UP_MS });
        for (const words of left) this.note(`not quiet: ${words}`);
      }),
    );
  }

  #links(): LinkRow[] {
    return this.rig.query('select id, leader_account_id as leader, follower_account_id as follower from links');
  }

  #found(): Found {
    const { control } = this.rig.emulator;
    return {
      books: control.books(),
      requests: control.requests(),
      links: this.#links(),
      mappings: this.rig.mappings(),
      beliefs: this.rig.query<Belief>(BELIEFS),
    };
  }

  /** The database itself, and the chain of the audit. */
  #file(): string[] {
    const damaged = damageOf((sql) => this.rig.query(sql));
    const store = openStore({ path: this.rig.settings.databasePath, key: this.rig.key, readOnly: true });
    try {
      const { broken } = store.audit.chain.verify();
      return broken ? [...damaged, `the audit's chain breaks at row ${broken.id}: ${broken.why}`] : damaged;
    } finally {
      store.close();
    }
  }

  #keep(): string {
    const folder = mkdtempSync(join(tmpdir(), 'dhancopy-kills-'));
    const { control } = this.rig.emulator;
    writeFileSync(join(folder, 'books.json'), JSON.stringify(control.books(), null, 1));
    writeFileSync(join(folder, 'requests.json'), JSON.stringify(control.requests(), null, 1));
    writeFileSync(join(folder, 'story.txt'), `${this.story.join('\n')}\n`);
    writeFileSync(join(folder, 'engine.txt'), this.#engine?.output ?? '');
    renameSync(this.rig.home, join(folder, 'data'));
    return folder;
  }
}
