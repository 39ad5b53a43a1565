import { afterEach, beforeEach } from 'vitest';
import { neverAsked } from './claims.ts';
import { heard } from './heard.ts';

/** A test that says it proves something of an endpoint must have sent a request there, and fails otherwise. */
beforeEach(() => {
  heard.length = 0;
});
afterEach(({ task }) => {
  const missing = neverAsked(task.meta.proofs ?? [], heard);
  if (missing.length === 0) return;
  throw new Error(`the test says it proves ${missing.join(', ')}, but never asked there; it asked ${heard.join(', ')}`);
});
