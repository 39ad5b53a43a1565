import type { AccountId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import type { Instrument, InstrumentId } from '@dhancopy/domain/instrument';
import type { OrderTerms } from '@dhancopy/domain/order';
import type { OwnKey } from './account/own-units.ts';
import type { Release } from './account/release-reason.ts';
import type { Command, Notice, Priority } from './commands.ts';
import type { AbsenceRule } from './order/observe.ts';
import type { PositionKey } from './position/copy-position.ts';
import type { Breach } from './risk/limits.ts';
import type { EngineState, OrderKey } from './state.ts';

/** What the engine may ask while it decides: answers are values, never waits. */
export interface Context {
  readonly nowMs: number;
  readonly instrument: (id: InstrumentId) => Instrument | undefined;
  /** Takes one order request from the account's budget, or says that it has to wait. */
  readonly takeBudget: (account: AccountId, priority: Priority) => boolean;
  readonly absence: AbsenceRule;
  /** When an earlier process first saw an order of a leader, epoch ms; null where none did. */
  readonly seenMs?: (order: VenueOrderId) => number | null;
  /** Broker's time less `nowMs`, ms: what the broker stamped is compared with his own clock. */
  readonly brokerAheadMs: number;
}

/** What one event led to: make the changes durable, then carry out the commands. */
export interface Decision {
  readonly commands: Command[];
  readonly notices: Notice[];
  /** What changed. */
  readonly copies: Set<MirrorId>;
  readonly positions: Set<PositionKey>;
  readonly own: Set<OwnKey>;
  /** Orders that a report brought news of; `isNew` when it was the first. */
  readonly orders: Map<OrderKey, { readonly isNew: boolean }>;
  /** Orders whose terms were changed by whoever placed them, as the broker reports it. */
  readonly modifications: Modification[];
  readonly violations: Violation[];
  readonly releases: Release[];
}

export interface Modification {
  readonly order: OrderKey;
  readonly before: OrderTerms;
  readonly after: OrderTerms;
}

/** A limit that was broken or stopped an order. */
export interface Violation {
  readonly accountId: AccountId;
  readonly breach: Breach;
  /** The leader's order that was not copied, or not in full; null for the account as a whole. */
  readonly leaderOrderId: VenueOrderId | null;
  readonly instrumentId: InstrumentId | null;
}

export function emptyDecision(): Decision {
  return {
    commands: [],
    notices: [],
    copies: new Set(),
    positions: new Set(),
    own: new Set(),
    orders: new Map(),
    modifications: [],
    violations: [],
    releases: [],
  };
}

/** One event being decided. */
export interface Turn {
  readonly state: EngineState;
  readonly ctx: Context;
  readonly decision: Decision;
  /** Own units of which a doubt came or went: all exits of that account and asset may trade more, or less, than before. */
  readonly doubts: Set<OwnKey>;
}
