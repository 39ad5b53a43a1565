import { createState } from '../../engine/index.ts';
import type { Store } from '../../store/store.ts';
import { EngineLoop } from '../engine-loop.ts';
import type { EngineLoopOptions } from '../engine-loop.ts';
import { Inbox } from '../inbox.ts';
import { InstrumentTable } from '../instrument-table.ts';
import { Outbox } from '../outbox.ts';
import type { Clock } from '../time/clock.ts';

/** The engine's loop on a database, with nothing around it: nobody gives commands, and the disk has no room aside. */
export function bareLoop(
  store: Store,
  clock: Clock,
  options: Partial<EngineLoopOptions> & Pick<EngineLoopOptions, 'onFatal'>,
): EngineLoop {
  return new EngineLoop({
    clock,
    state: createState(),
    inbox: new Inbox(clock),
    outbox: new Outbox(),
    store,
    instruments: new InstrumentTable(store),
    brokerClock: { aheadMs: 0 },
    absence: { windowMs: 10_000, reads: 4 },
    budgetOf: () => undefined,
    makeRoom: () => false,
    carryOutWaiting: () => null,
    statesElsewhere: () => [],
    upToDate: (event) => event,
    onLeaderEvent: () => undefined,
    onIdle: () => undefined,
    onUnknownInstrument: () => undefined,
    notify: () => undefined,
    ...options,
  });
}
