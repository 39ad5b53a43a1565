import { setTimeout as sleep } from 'node:timers/promises';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import type { Control } from '@dhancopy/emulator/control/control';
import type { FaultSpec, Operation } from '@dhancopy/emulator/faults/fault';
import type { RequestRecord } from '@dhancopy/emulator/faults/request-log';
import { CAST, idsOf, LEADERS } from './cast.ts';
import type { Tally } from './tally.ts';

const WRITES: Operation[] = ['place', 'modify', 'cancel'];
const READS: Operation[] = ['orders', 'order', 'external', 'trades', 'positions', 'holdings', 'funds'];
const FOLLOWERS = CAST.map(({ id }) => id);
const ACCOUNTS = [...LEADERS, ...FOLLOWERS];

/** Armed all the time. A placement takes a while, so that many kills happen during one. */
const STANDING: readonly FaultSpec[] = [
  { accounts: FOLLOWERS, operations: 'place', effect: { kind: 'latency', ms: 8 } },
  { accounts: FOLLOWERS, operations: 'place', effect: { kind: 'latency', ms: 8, when: 'after' } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.03, effect: { kind: 'latency', ms: 900 } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.03, effect: { kind: 'latency', ms: 900, when: 'after' } },
  { operations: READS, probability: 0.1, effect: { kind: 'latency', ms: 400 } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.04, effect: { kind: 'loseAnswer' } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.02, effect: { kind: 'loseRequest' } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.01, effect: { kind: 'status5xx', processed: true } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.01, effect: { kind: 'status5xx', httpStatus: 503 } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.01, effect: { kind: 'okWithErrorBody', processed: true } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.01, effect: { kind: 'okWithErrorBody' } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.004, effect: { kind: 'hang', processed: true } },
  { accounts: FOLLOWERS, operations: WRITES, probability: 0.004, effect: { kind: 'hang', processed: false } },
  { accounts: FOLLOWERS, operations: 'place', probability: 0.05, effect: { kind: 'lateVisibility', ms: 1_500 } },
  { operations: READS, probability: 0.02, effect: { kind: 'status5xx', httpStatus: 502 } },
  { operations: READS, probability: 0.02, effect: { kind: 'okWithErrorBody' } },
  { operations: READS, probability: 0.01, effect: { kind: 'rate429' } },
  { operations: READS, probability: 0.02, effect: { kind: 'loseAnswer' } },
  // A refusal may end a copy: only where the strict rule does not apply.
  { accounts: idsOf('free'), operations: WRITES, probability: 0.02, effect: { kind: 'rate429' } },
  { accounts: idsOf('free'), operations: WRITES, probability: 0.01, effect: { kind: 'refuse' } },
  {
    ...{ accounts: idsOf('free'), operations: 'place' as const, probability: 0.03 },
    effect: { kind: 'rejectAfterTransit', reason: 'margin exceeds the available balance' },
  },
];

/** Faults of an account's frames, with the words for the count. Each ends after a while. */
const FRAMES = ['dropped', 'repeated', 'delayed', 'reordered', 'mute', 'reset'] as const;
type FrameFault = (typeof FRAMES)[number];

/** The broker and the network fail all the time, except while the books are compared. */
export class Faults {
  readonly #control: Control;
  readonly #chance: Prng;
  readonly #tally: Tally;

  constructor(control: Control, chance: Prng, tally: Tally) {
    this.#control = control;
    this.#chance = chance;
    this.#tally = tally;
  }

  /** Fails until the signal, and then no more. */
  async play(signal: AbortSignal): Promise<void> {
    for (const fault of STANDING) this.#control.addFault(fault);
    while (!signal.aborted) {
      this.#spoilFrames(this.#pick(ACCOUNTS), this.#pick(FRAMES), signal);
      await sleep(200 + this.#chance.next() * 1_000);
    }
    this.#control.clearFaults();
  }

  #spoilFrames(account: string, how: FrameFault, signal: AbortSignal): void {
    const control = this.#control;
    this.#tally.add(`stream ${how}`);
    switch (how) {
      case 'dropped':
        control.dropFrames(account, 1 + Math.floor(this.#chance.next() * 3));
        break;
      case 'repeated':
        control.duplicateFrames(account, true);
        this.#end(signal, () => control.duplicateFrames(account, false));
        break;
      case 'delayed':
        control.delayFrames(account, 200 + this.#chance.next() * 1_300);
        this.#end(signal, () => control.delayFrames(account, 0));
        break;
      case 'reordered':
        control.reorderFrames(account, 3);
        this.#end(signal, () => control.reorderFrames(account, 0));
        break;
      case 'mute':
        control.muteStream(account, true);
        this.#end(signal, () => control.muteStream(account, false));
        break;
      case 'reset':
        control.resetStream(account);
        break;
    }
  }

  /** After some seconds. The end of the faults ends it as well. */
  #end(signal: AbortSignal, undo: () => void): void {
    const timer = setTimeout(
      () => {
        if (!signal.aborted) undo();
      },
      500 + this.#chance.next() * 5_000,
    );
    timer.unref();
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.#chance.next() * from.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}

/** Adds the faults that requests met, as the broker's list of requests shows them. Late answers are not marked there. */
export function countFaults(requests: readonly RequestRecord[], tally: Tally): void {
  for (const { operation, outcome, detail, httpStatus, errorCode } of requests) {
    const what = WRITES.includes(operation) ? 'write' : 'read';
    if (outcome === 'answer lost' || outcome === 'request lost') tally.add(`${what}: ${outcome}`);
    else if (outcome === 'hanging') tally.add(`${what}: no answer`);
    else if (detail === 'made by a fault') tally.add(`${what}: HTTP ${httpStatus ?? '?'} ${errorCode ?? ''}`.trimEnd());
  }
}
