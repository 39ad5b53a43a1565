import type { Instrument } from '@dhancopy/domain/instrument';
import { emptyDecision } from '../decision.ts';
import type { Turn } from '../decision.ts';
import { createState } from '../state.ts';

/** A turn of an engine that knows nothing yet but one contract, for tests of a single rule. */
export function bareTurn(instrument: Instrument): Turn {
  return {
    state: createState(),
    decision: emptyDecision(),
    doubts: new Set(),
    ctx: {
      nowMs: 1_000_000,
      instrument: (id) => (id === instrument.id ? instrument : undefined),
      takeBudget: () => true,
      absence: { windowMs: 10_000, reads: 4 },
      brokerAheadMs: 0,
    },
  };
}
