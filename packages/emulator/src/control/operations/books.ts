import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { resetBroker } from '../../broker.ts';
import { EmulatorError } from '../../emulator-error.ts';
import { OPERATIONS } from '../../faults/fault.ts';
import type { RequestFilter } from '../../faults/request-log.ts';
import { loadState } from '../../state/load-state.ts';
import { saveState } from '../../state/save-state.ts';
import type { SavedState } from '../../state/saved-state.ts';
import { accountBook } from '../books.ts';
import { ControlError } from '../control-error.ts';
import { account, field, fields, fieldsAs, operation } from '../operation.ts';

const requestFilter = z.strictObject({
  dhanClientId: z.string().optional(),
  operation: z.enum(OPERATIONS).optional(),
  afterNumber: z.int().optional(),
});

const savedState = fieldsAs(
  z.strictObject({ path: z.string().optional(), state: z.record(z.string(), z.unknown()).optional() }),
  ({ path, state }) => {
    // What is in it is checked when it is loaded.
    const from = path ?? (state as SavedState | undefined);
    if (from === undefined) throw new ControlError('load: expected either path or state');
    return from;
  },
);

/** What the emulator knows: its books, its request log, and the whole of its state. */
export const bookOperations = {
  /** What is true of all accounts, for comparison with what a client believes. */
  books: operation([], ({ broker }) => Array.from(broker.accounts.all(), accountBook)),
  /** What is true of one account. */
  book: operation([account], ({ accountOf }, dhanClientId) => accountBook(accountOf(dhanClientId))),
  /** The last requests, oldest first. */
  requests: operation([fields(requestFilter)], ({ broker }, filter?: RequestFilter) => broker.log.list(filter)),
  /** Everything but faults, sockets and the request log, for `load`; with a path also written there as JSON. */
  save: operation([field('path', z.string().optional())], ({ broker }, path?: string) => {
    const state = saveState(broker);
    if (path !== undefined) writeFileSync(path, JSON.stringify(state), { mode: 0o600 });
    return state;
  }),
  /** In the place of what there is, a saved state or the file that has it; streams are dropped. */
  load: operation([savedState], ({ broker, stream }, from) => {
    const state: unknown = typeof from === 'string' ? JSON.parse(readFileSync(from, 'utf8')) : from;
    try {
      loadState(broker, state);
    } catch (error) {
      if (error instanceof EmulatorError) throw new ControlError(`load: ${error.message}`);
      throw error;
    }
    stream.resetAll();
  }),
  /** Back to the state right after the start; streams are dropped. A running walk goes on. */
  reset: operation([], ({ broker, stream }) => {
    stream.resetAll();
    resetBroker(broker);
  }),
};
