import { afterEach, beforeEach } from 'vitest';
import { neverAsked } from './claims.ts';
import { sentRequests } from './sent-requests.ts';

/** A test that claims to prove something of an endpoint must have sent a request there. Otherwise it fails. */
beforeEach(() => {
  sentRequests.length = 0;
});
afterEach(({ task }) => {
  const missing = neverAsked(task.meta.proofs ?? [], sentRequests);
  if (missing.length === 0) return;
  throw new Error(
    `the test says it proves ${missing.join(', ')}, but never asked there; it asked ${sentRequests.join(', ')}`,
  );
});
