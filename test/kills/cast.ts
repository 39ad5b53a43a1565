import type { FollowerSpec } from '../kit/rig.ts';

/** Two leaders who trade the same shares, each on their own. */
export const LEADERS = ['1000000001', '1000000002'] as const;

/**
 * How a follower is judged. `strict`: no request of the follower is refused, so that every position follows from the leader's fills to the
 * unit. `free`: the broker refuses and rejects as well, or the follower copies both leaders. Then every leader order has an outcome, and
 * nothing is left when the leaders are flat.
 */
export type Judged = 'strict' | 'free';

export interface Cast extends FollowerSpec {
  readonly leader: string;
  readonly judged: Judged;
  readonly share: number;
}

const FUNDS = { fundsRupees: 100_000_000 } as const;
/** Entries that come late are copied: most followers wait for a process that is killed again and again. One has the default rule. */
const LATE = { lateEntryMs: 120_000 } as const;

export const CAST: readonly Cast[] = [
  { id: '2000000001', leader: LEADERS[0], judged: 'strict', ratio: '0.5', share: 0.5, account: FUNDS },
  {
    ...{ id: '2000000002', leader: LEADERS[0], judged: 'strict', sizing: 'same_quantity', share: 1 },
    ...{ account: FUNDS, settings: LATE },
  },
  { id: '2000000003', leader: LEADERS[0], judged: 'free', ratio: '2', share: 2, account: FUNDS, settings: LATE },
  { id: '2000000004', leader: LEADERS[1], judged: 'strict', ratio: '0.5', share: 0.5, account: FUNDS, settings: LATE },
  { id: '2000000005', leader: LEADERS[1], judged: 'free', ratio: '1', share: 1, account: FUNDS, settings: LATE },
  // Copies both: the second link is added by the world.
  { id: '2000000006', leader: LEADERS[0], judged: 'free', ratio: '0.5', share: 0.5, account: FUNDS, settings: LATE },
];

/** The follower of both leaders copies the second one as well. */
export const SECOND_LINK = { leader: LEADERS[1], follower: '2000000006', ratio: '0.5' } as const;

export function idsOf(judged: Judged): string[] {
  return CAST.filter((each) => each.judged === judged).map(({ id }) => id);
}

export function shareOf(follower: string): number {
  return CAST.find(({ id }) => id === follower)?.share ?? 1;
}
