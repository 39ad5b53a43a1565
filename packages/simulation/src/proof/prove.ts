import { proveNoDrift } from './drift.ts';
import { proveNoDuplicates } from './duplicates.ts';
import type { Claim, Evidence } from './evidence.ts';
import { proveNothingMissing } from './missing.ts';

export interface Proof {
  readonly holds: boolean;
  readonly claims: readonly Claim[];
}

/** Checks the broker's books from outside, as an auditor would. A claim that compared nothing does not hold. */
export function prove(evidence: Evidence): Proof {
  const claims = [proveNoDuplicates(evidence), proveNothingMissing(evidence), proveNoDrift(evidence)];
  return { holds: claims.every(({ compared, violations }) => compared > 0 && violations.length === 0), claims };
}
