import type { Prng } from '../chance/prng.ts';
import { faultSpec, type FaultEffect, type FaultSpec, type Operation } from './fault.ts';

interface ArmedFault {
  readonly id: string;
  readonly accounts: ReadonlySet<string> | null;
  readonly operations: ReadonlySet<Operation> | null;
  readonly probability: number;
  timesLeft: number;
  readonly effect: FaultEffect;
}

/** Effects on the rows of a list. */
export type RowEffect = Extract<FaultEffect, { kind: 'spoilRows' | 'addRow' }>;

/** Effects that end a request. A request has one end, so only the first of them applies. */
type EndingEffect = Exclude<
  FaultEffect,
  { kind: 'latency' | 'rejectAfterTransit' | 'lateVisibility' | 'spoilRows' | 'addRow' }
>;

/** The faults of one request. */
export interface FaultPlan {
  readonly delayBeforeMs: number;
  readonly delayAfterMs: number;
  readonly ending: EndingEffect | null;
  readonly rejection: string | null;
  readonly hiddenMs: number;
  readonly rows: readonly RowEffect[];
}

const NO_FAULTS: FaultPlan = {
  delayBeforeMs: 0,
  delayAfterMs: 0,
  ending: null,
  rejection: null,
  hiddenMs: 0,
  rows: [],
};

/** The armed faults, oldest first. */
export class FaultBook {
  readonly #chance: Prng;
  #faults: ArmedFault[] = [];
  #count = 0;

  constructor(chance: Prng) {
    this.#chance = chance;
  }

  /** @returns the id for the removal */
  add(spec: FaultSpec): string {
    const parsed = faultSpec.parse(spec);
    this.#count += 1;
    const id = `fault-${this.#count}`;
    this.#faults.push({
      id,
      accounts: toSet(parsed.accounts),
      operations: toSet(parsed.operations),
      probability: parsed.probability ?? 1,
      timesLeft: parsed.times ?? Infinity,
      effect: parsed.effect,
    });
    return id;
  }

  /** @returns false when no such fault is armed */
  remove(id: string): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
    return this.#faults.length < before;
  }

  clear(): void {
    this.#faults = [];
  }

  /** Draws the faults of one request. Delays add up. Of several endings the one of the oldest fault applies. */
  plan(dhanClientId: string, operation: Operation): FaultPlan {
    if (this.#faults.length === 0) return NO_FAULTS;
    let plan = NO_FAULTS;
    for (const fault of this.#faults) {
      if (fault.accounts?.has(dhanClientId) === false || fault.operations?.has(operation) === false) continue;
      if (plan.ending !== null && isEnding(fault.effect)) continue;
      if (fault.probability < 1 && this.#chance.next() >= fault.probability) continue;
      fault.timesLeft -= 1;
      plan = withEffect(plan, fault.effect);
    }
    this.#faults = this.#faults.filter((fault) => fault.timesLeft > 0);
    return plan;
  }
}

function withEffect(plan: FaultPlan, effect: FaultEffect): FaultPlan {
  switch (effect.kind) {
    case 'latency':
      return effect.when === 'before'
        ? { ...plan, delayBeforeMs: plan.delayBeforeMs + effect.ms }
        : { ...plan, delayAfterMs: plan.delayAfterMs + effect.ms };
    case 'rejectAfterTransit':
      return { ...plan, rejection: plan.rejection ?? effect.reason };
    case 'lateVisibility':
      return { ...plan, hiddenMs: Math.max(plan.hiddenMs, effect.ms) };
    case 'spoilRows':
    case 'addRow':
      return { ...plan, rows: [...plan.rows, effect] };
    default:
      return { ...plan, ending: effect };
  }
}

function isEnding(effect: FaultEffect): effect is EndingEffect {
  return !['latency', 'rejectAfterTransit', 'lateVisibility', 'spoilRows', 'addRow'].includes(effect.kind);
}

function toSet<T>(value: T | readonly T[] | undefined): ReadonlySet<T> | null {
  if (value === undefined) return null;
  return new Set(Array.isArray(value) ? (value as readonly T[]) : [value as T]);
}
