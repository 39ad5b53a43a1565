import type { Endpoint } from './endpoints.ts';

/**
 * The kinds of proof that a test can give for an endpoint. documented: it reads the sample of the broker's page. observed: it reads a
 * capture of the real wire, or a report of one. error: a refusal becomes the right error. emulator: the client and the emulator
 * understand each other.
 */
export const PROOF_KINDS = ['documented', 'observed', 'error', 'emulator'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

export interface Proof {
  readonly endpoint: Endpoint;
  readonly kind: ProofKind;
}

declare module 'vitest' {
  interface TaskMeta {
    proofs?: readonly Proof[];
  }
}

/**
 * Options of a test that proves something of an endpoint: `it('…', proves('GET /orders', 'documented'), …)`. They go into the report
 * that docs/dhanhq-coverage.md is made of. test/setup/witness.ts fails the test when it never sent a request there.
 */
export function proves(endpoint: Endpoint, ...kinds: readonly ProofKind[]): { meta: { proofs: readonly Proof[] } } {
  return provesAll([endpoint], ...kinds);
}

export function provesAll(
  endpoints: readonly Endpoint[],
  ...kinds: readonly ProofKind[]
): { meta: { proofs: readonly Proof[] } } {
  return { meta: { proofs: endpoints.flatMap((endpoint) => kinds.map((kind) => ({ endpoint, kind }))) } };
}
