import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFolder } from '../kit/data-folder.ts';
import type { RemoteEmulator } from '../kit/remote-emulator.ts';
import { spreadOf } from '../kit/spread.ts';
import type { EngineChild } from './engine-child.ts';
import type { Counts } from './leader.ts';
import { cpuSeconds, fileMib, rssMib } from './machine-use.ts';
import type { Records } from './records.ts';

/** What a minute of the run was like. */
export interface Minute {
  readonly minute: number;
  readonly seconds: number;
  readonly orders: number;
  readonly edits: number;
  readonly cancels: number;
  readonly copies: number;
  readonly unsent: number;
  readonly failed: number;
  /** From the leader's frame to the copy's request, ms. */
  readonly latencies: readonly number[];
  readonly rssMib: number;
  /** The smallest of the looks of the minute: what lives, with little garbage. */
  readonly heapMib: number;
  /** The largest of the looks of the minute. */
  readonly inbox: number;
  readonly openCopies: number;
  readonly knownCopies: number;
  /** How late the thread was: the usual 99th of 100 timers of a second, and the worst one, ms. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  readonly databaseMib: number;
  readonly walMib: number;
  /** Processor time, as a part of one core. */
  readonly engineCpu: number;
  readonly brokerCpu: number;
  readonly brokerRssMib: number;
  readonly load: number;
  readonly warnings: readonly string[];
}

const LOOK_MS = 5_000;
const MINUTE_MS = 60_000;
/** A copy of the end of a minute is sent and recorded within this time. */
const RECORDED_MS = 2_000;

export interface Watched {
  readonly engine: EngineChild;
  readonly emulator: RemoteEmulator;
  readonly folder: DataFolder;
  readonly records: Records;
  readonly counts: Counts;
}

/** Looks at the run, minute by minute. */
export class Minutes {
  readonly #of: Watched;
  #minute = 0;
  #mark: Mark;

  constructor(of: Watched) {
    this.#of = of;
    this.#mark = markOf(of);
    of.engine.looks();
    of.engine.warnings();
  }

  /** Waits for the end of the minute. @throws when the engine ended */
  async next(): Promise<Minute> {
    const { engine, records, folder, emulator } = this.#of;
    const before = this.#mark;
    const endMs = before.atMs + MINUTE_MS;
    const [inbox, open, known] = [[0], [0], [0]];
    while (performance.now() < endMs) {
      await sleep(Math.max(0, Math.min(LOOK_MS, endMs - performance.now())));
      if (!engine.isAlive) throw new Error('the engine ended by itself');
      const status = await engine.status();
      if (!status) continue;
      inbox.push(status.inbox);
      open.push(status.copies.open);
      known.push(status.copies.known);
    }
    const now = markOf(this.#of);
    await sleep(RECORDED_MS);
    const { copies, latencies, unsent, failed } = records.part(before.lastId, now.lastId);
    const looks = engine.looks();
    const seconds = (now.atMs - before.atMs) / 1_000;
    this.#mark = now;
    this.#minute += 1;
    return {
      minute: this.#minute,
      seconds,
      orders: now.counts.orders - before.counts.orders,
      edits: now.counts.edits - before.counts.edits,
      cancels: now.counts.cancels - before.counts.cancels,
      copies,
      latencies,
      unsent,
      failed,
      rssMib: rssMib(engine.pid),
      heapMib: Math.min(...looks.map(({ heap }) => heap)) / 2 ** 20,
      inbox: Math.max(...inbox),
      openCopies: Math.max(...open),
      knownCopies: Math.max(...known),
      delayP99Ms: spreadOf(looks.map(({ delayP99Ms }) => delayP99Ms)).p50,
      delayMaxMs: Math.max(...looks.map(({ delayMaxMs }) => delayMaxMs)),
      databaseMib: fileMib(folder.settings.databasePath),
      walMib: fileMib(`${folder.settings.databasePath}-wal`),
      engineCpu: (now.engineCpu - before.engineCpu) / seconds,
      brokerCpu: (now.brokerCpu - before.brokerCpu) / seconds,
      brokerRssMib: rssMib(emulator.pid),
      load: loadavg()[0] ?? 0,
      warnings: engine.warnings(),
    };
  }
}

interface Mark {
  readonly atMs: number;
  readonly lastId: number;
  readonly counts: Counts;
  readonly engineCpu: number;
  readonly brokerCpu: number;
}

function markOf({ engine, emulator, records, counts }: Watched): Mark {
  return {
    atMs: performance.now(),
    lastId: records.lastId(),
    counts: { ...counts },
    engineCpu: cpuSeconds(engine.pid),
    brokerCpu: cpuSeconds(emulator.pid),
  };
}
