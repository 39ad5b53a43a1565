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
    // The content is checked when it is loaded.
    const from = path ?? (state as SavedState | undefined);
    if (from === undefined) throw new ControlError('load: expected either path or state');
    return from;
  },
);

/** The emulator's data: its books, its request log, and its whole state. */
export const bookOperations = {
  /** The true books of all accounts, for comparison with a client's data. */
  books: operation([], ({ broker }) => Array.from(broker.accounts.all(), accountBook)),
  /** The true books of one account. */
  book: operation([account], ({ accountOf }, dhanClientId) => accountBook(accountOf(dhanClientId))),
  /** The last requests, oldest first. */
  requests: operation([fields(requestFilter)], ({ broker }, filter?: RequestFilter) => broker.log.list(filter)),
  /** Everything except faults, sockets and the request log, for `load`. With a path, the state is also written there as JSON. */
  save: operation([field('path', z.string().optional())], ({ broker }, path?: string) => {
    const state = saveState(broker);
    if (path !== undefined) writeFileSync(path, JSON.stringify(state), { mode: 0o600 });
    return state;
  }),
  /** Replaces the current state by a saved state or the file that contains it. Streams are dropped. */
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
  /** Returns to the state right after the start. Streams are dropped. A running walk goes on. */
  reset: operation([], ({ broker, stream }) => {
    stream.resetAll();
    resetBroker(broker);
  }),
};
