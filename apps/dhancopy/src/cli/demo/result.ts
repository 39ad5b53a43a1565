import { bookOf } from '@dhancopy/simulation/books';
import { readCopy } from '@dhancopy/simulation/proof/mark';
import type { Proof } from '@dhancopy/simulation/proof/prove';
import type { Break } from '@dhancopy/simulation/proof/tamper';
import type { Follower } from './cast.ts';
import type { DemoEvidence } from './evidence.ts';
import type { StageCounts } from '../copies/words.ts';
import { spreadOf } from './latency.ts';
import type { Spread } from './latency.ts';
import { outcomesOf } from './outcomes.ts';
import type { LeaderOutcome, Outcome } from './outcomes.ts';

export interface FollowerResult {
  readonly follower: Follower;
  /** Leader orders by what became of them. */
  readonly stages: StageCounts;
}

/** What a demo ends with; printed as it is with --json. */
export interface Result {
  readonly ok: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly actions: number;
  readonly faults: number;
  readonly copies: number;
  readonly home: string;
  readonly latency: { readonly sent: Spread; readonly answered: Spread };
  readonly followers: readonly FollowerResult[];
  readonly proof: Proof;
  /** What was done besides copying, in words. */
  readonly besides: readonly string[];
  /** What still moved when the waiting ended. */
  readonly restless: readonly string[];
  readonly broken: Break | null;
  readonly orders: readonly LeaderOutcome[];
}

export interface Played {
  readonly seed: number;
  readonly seconds: number;
  readonly actions: number;
  readonly faults: number;
  readonly home: string;
  readonly besides: readonly string[];
  readonly restless: readonly string[];
  readonly broken: Break | null;
}

export function resultOf(played: Played, evidence: DemoEvidence, proof: Proof, followers: readonly Follower[]): Result {
  const orders = outcomesOf(evidence);
  const all = orders.flatMap((each) => each.followers);
  const copies = evidence.links.flatMap(({ follower }) => bookOf(evidence.books, follower).orders.filter(readCopy));
  const times = (pick: (outcome: Outcome) => number | null): number[] => all.map(pick).filter((ms) => ms !== null);
  return {
    ...played,
    ok: proof.holds && played.restless.length === 0,
    copies: copies.length,
    latency: { sent: spreadOf(times((each) => each.sentMs)), answered: spreadOf(times((each) => each.answeredMs)) },
    followers: followers.map((follower) =>
      countsOf(
        follower,
        all.filter((each) => each.follower === follower.id),
      ),
    ),
    proof,
    orders,
  };
}

function countsOf(follower: Follower, outcomes: readonly Outcome[]): FollowerResult {
  const stages: { -readonly [Stage in keyof StageCounts]: StageCounts[Stage] } = {};
  for (const { stage } of outcomes) stages[stage] = (stages[stage] ?? 0) + 1;
  return { follower, stages };
}
