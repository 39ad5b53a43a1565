import type { FaultSpec } from '@dhancopy/emulator/faults/fault';
import type { WireSwitches } from '@dhancopy/emulator/options';
import type { CopyOn, FillPolicy } from '@dhancopy/domain/link';
import type { OperationInput } from 'dhancopy/runtime/operations';

/**
 * What a run of the simulation plays: who is there, and everything that happens. It is plain data, drawn from a seed. A step that cannot
 * be carried out (a change of an order that is not there) does nothing, so that any step can be left out.
 */
export interface Plan {
  readonly seed: number;
  readonly world: World;
  /** The steps of each trading day. */
  readonly days: readonly (readonly Step[])[];
}

/**
 * `strict`: followers and operator leave everything alone, so that every position follows from the leader's fills to the unit.
 * `lived`: hand trades, pauses, changed ratios and limits, flatten. Then copies must be flat when the leaders are, and own units untouched.
 */
export type Kind = 'strict' | 'lived';

export interface World {
  readonly kind: Kind;
  readonly leaders: readonly string[];
  readonly links: readonly PlannedLink[];
  readonly acceptDelayMs: number;
  readonly switches: Partial<WireSwitches>;
  readonly latency: Latency;
}

export interface PlannedLink {
  readonly leader: string;
  readonly follower: string;
  readonly ratio: '0.5' | '1' | '2';
  readonly copyOn: CopyOn;
  readonly fillPolicy: FillPolicy;
}

/** Of one way of the network. */
export interface Latency {
  readonly usualMs: readonly [number, number];
  readonly slowMs: readonly [number, number];
  /** Part of the packets that are slow. */
  readonly slowPart: number;
}

export interface Step {
  /** After the step before it, ms of virtual time. */
  readonly afterMs: number;
  readonly act: Act;
}

export type Act =
  | { readonly do: 'trade'; readonly leader: number; readonly dice: number; readonly times: number }
  | { readonly do: 'price'; readonly dice: number }
  | { readonly do: 'hand'; readonly follower: number; readonly dice: number }
  | { readonly do: 'squareOff'; readonly follower: number }
  | { readonly do: 'halt'; readonly dice: number; readonly forMs: number }
  | { readonly do: 'reject'; readonly account: number; readonly dice: number }
  | { readonly do: 'fault'; readonly fault: FaultSpec; readonly forMs: number }
  | { readonly do: 'frames'; readonly account: number; readonly how: FrameFault; readonly forMs: number }
  | { readonly do: 'newToken'; readonly account: number }
  | { readonly do: 'reset'; readonly part: number }
  | { readonly do: 'mute'; readonly part: number; readonly way: 'both' | 'in' | 'out' }
  | { readonly do: 'down'; readonly forMs: number }
  | { readonly do: 'kill'; readonly forMs: number }
  | { readonly do: 'powerCut'; readonly forMs: number }
  | { readonly do: 'sleep'; readonly forMs: number }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'lock'; readonly forMs: number }
  | { readonly do: 'diskFull'; readonly forMs: number }
  | { readonly do: 'operator'; readonly ask: OperationInput };

export type FrameFault = 'drop' | 'repeat' | 'delay' | 'reorder' | 'mute';
