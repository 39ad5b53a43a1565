import { invariant } from '@dhancopy/domain/invariant';
import type { LinkSettings } from '@dhancopy/domain/link';

export const LEADER = { id: '1100000001', name: 'Asha', fundsRupees: 10_000_000 } as const;

/** One follower of the demo: who he is, and how he copies. */
export interface Follower {
  readonly id: string;
  readonly name: string;
  readonly fundsRupees: number;
  readonly sizing: LinkSettings['sizing'];
  readonly ratio: string;
  readonly settings: Partial<Pick<LinkSettings, 'belowOneLot' | 'fillTimeoutMs'>>;
}

type Part = Omit<Follower, 'id'>;

/** Every sizing once; with more followers they begin again. Entries that rest are chased sooner than usual: a demo is short. */
const PARTS: readonly Part[] = [
  { name: 'Ravi', fundsRupees: 6_000_000, sizing: 'fixed_ratio', ratio: '0.5', settings: { fillTimeoutMs: 2_000 } },
  { name: 'Meera', fundsRupees: 3_000_000, sizing: 'fixed_ratio', ratio: '0.25', settings: { fillTimeoutMs: 2_000 } },
  { name: 'Kabir', fundsRupees: 12_000_000, sizing: 'same_quantity', ratio: '1', settings: { fillTimeoutMs: 2_000 } },
  {
    name: 'Leela',
    fundsRupees: 4_000_000,
    sizing: 'capital_proportional',
    ratio: '1',
    settings: { fillTimeoutMs: 2_000 },
  },
  {
    name: 'Arjun',
    fundsRupees: 30_000_000,
    sizing: 'fixed_ratio',
    ratio: '2',
    settings: { belowOneLot: 'one_lot', fillTimeoutMs: 2_000 },
  },
];

export function castFollowers(count: number): readonly Follower[] {
  return Array.from({ length: count }, (_, index) => {
    const part = PARTS[index % PARTS.length];
    invariant(part !== undefined, 'the cast has parts');
    const round = Math.floor(index / PARTS.length);
    return { ...part, id: String(1_100_000_002 + index), name: round === 0 ? part.name : `${part.name} ${round + 1}` };
  });
}

export function sizingWords({ sizing, ratio, settings }: Follower): string {
  const below = settings.belowOneLot === 'one_lot' ? ', at least one lot' : '';
  if (sizing === 'same_quantity') return 'same quantity';
  return sizing === 'fixed_ratio' ? `ratio ${ratio}${below}` : `by capital${below}`;
}
