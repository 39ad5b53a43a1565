import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { Link } from '@dhancopy/domain/link';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { Broker } from './broker.ts';
import type { EngineEvent } from './entry.ts';
import type { Ledger } from './ledger.ts';
import type { Ticket } from './order.ts';
import type { Plan } from './plan.ts';
import type { Records } from './records.ts';
import type { Fault } from './steps.ts';

/** Something on its way to the engine. */
export interface Reply {
  readonly words: string;
  readonly events: readonly EngineEvent[];
}

/** A placement that is still on its way to the broker. */
export interface LateRequest {
  readonly dueMs: number;
  readonly ticket: Ticket;
}

/** A session as those see it who carry out commands, read books and watch. */
export interface Stage {
  readonly plan: Plan;
  readonly broker: Broker;
  readonly ledger: Ledger;
  readonly records: Records;
  readonly nowMs: number;
  readonly dayMs: number;
  readonly answers: Reply[];
  readonly late: LateRequest[];
  readonly faults: Fault[];
  readonly system: { readonly state: TradingState };
  readonly offline: ReadonlySet<AccountId>;
  /** Instruments that the engine's list does not have. */
  readonly unknown: ReadonlySet<InstrumentId>;
  readonly dryUntil: ReadonlyMap<AccountId, number>;
  readonly links: ReadonlyMap<LinkId, Link>;
  readonly linkOf: (id: LinkId) => Link | undefined;
  readonly post: (event: EngineEvent) => void;
  readonly note: (words: () => string) => void;
}
