import { subscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach } from 'vitest';
import { neverAsked } from './claims.ts';

/**
 * A test that says it proves something of an endpoint must have sent a request there: this listens to all that leaves this process, from
 * undici and from Node's own client (which opens the sockets), and fails the test otherwise.
 */
const seen: string[] = [];

interface Sent {
  readonly request: { readonly method?: string; readonly path?: string };
}
const note = (message: unknown): void => {
  const { method = 'GET', path = '' } = (message as Sent).request;
  seen.push(`${method} ${path.split('?')[0] ?? ''}`);
};
subscribe('undici:request:create', note);
subscribe('http.client.request.start', note);

beforeEach(() => {
  seen.length = 0;
});
afterEach(({ task }) => {
  const missing = neverAsked(task.meta.proofs ?? [], seen);
  if (missing.length === 0) return;
  throw new Error(`the test says it proves ${missing.join(', ')}, but never asked there; it asked ${seen.join(', ')}`);
});
