import { subscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach } from 'vitest';
import { isRequestOf } from '../../src/dhan/testing/endpoints.ts';
import type { Endpoint } from '../../src/dhan/testing/endpoints.ts';
import type { Proof } from '../../src/dhan/testing/proves.ts';

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

/** Frames and files are also read from where they were kept, and the page where a person logs in is opened by his browser. */
function canBeReadFromText({ endpoint, kind }: Proof): boolean {
  return (kind === 'documented' || kind === 'observed') && /^(WS|CSV|POST to you|browser)/.test(endpoint);
}

beforeEach(() => {
  seen.length = 0;
});
afterEach(({ task }) => {
  const claimed = (task.meta.proofs ?? []).filter((proof) => !canBeReadFromText(proof)).map(({ endpoint }) => endpoint);
  const missing = new Set<Endpoint>(
    claimed.filter((endpoint) => !seen.some((request) => isRequestOf(endpoint, request))),
  );
  if (missing.size === 0) return;
  throw new Error(
    `the test says it proves ${[...missing].join(', ')}, but never asked there; it asked ${seen.join(', ')}`,
  );
});
