import type { Link, LinkSettings } from '@dhancopy/domain/link';
import { formatRatio } from '@dhancopy/domain/ratio';
import { capitalOf } from '../capital.ts';
import type { Store } from '../../store/store.ts';
import { refuseChange, refuseJump } from './jump.ts';

type Sizing = Pick<LinkSettings, 'sizing' | 'ratio'>;

/** The follower's capital for each rupee of the leader's; null where a capital is not known. */
export function capitalRatio(store: Store, { leaderId, followerId }: Link): number | null {
  const [leader, follower] = [capitalOf(store, leaderId), capitalOf(store, followerId)];
  return leader === null || follower === null || leader <= 0 || follower <= 0 ? null : follower / leader;
}

/** Units of the follower for each unit of the leader. Capitals that are not known count as equal. */
function factorOf({ sizing, ratio }: Sizing, capitals: number | null): number {
  switch (sizing) {
    case 'same_quantity':
      return 1;
    case 'fixed_ratio':
      return ratio.num / ratio.den;
    case 'capital_proportional':
      return ((capitals ?? 1) * ratio.num) / ratio.den;
  }
}

function isOne({ num, den }: LinkSettings['ratio']): boolean {
  return num === den;
}

/** `0.01 × the leader's quantity` */
export function factorWords(of: Sizing, capitals: number | null): string {
  const quantity = "× the leader's quantity";
  if (of.sizing !== 'capital_proportional' || capitals !== null) return `${short(factorOf(of, capitals))} ${quantity}`;
  const times = isOne(of.ratio) ? '' : ` × ${formatRatio(of.ratio)}`;
  return `the ratio of the capitals${times} ${quantity}; a capital is not known yet`;
}

function short(factor: number): string {
  return String(Number(factor.toPrecision(6)));
}

/** What the size of a link is called: `sizing fixed_ratio (80 × the leader's quantity)`. */
function sizeWords(of: Sizing, capitals: number | null): string {
  return `sizing ${of.sizing} (${factorWords(of, capitals)})`;
}

/** What is said of a ratio that does nothing; "" where it has an effect. */
export function idleRatioWords({ sizing, ratio }: Sizing): string {
  if (sizing !== 'same_quantity') return '';
  return `; the ratio of ${formatRatio(ratio)} has no effect with same_quantity`;
}

/**
 * A new link is held against the ratio of the capitals, or against the leader's own quantity where that is not known.
 * @throws {JumpError}
 */
export function refuseNewSize(settings: Sizing, capitals: number | null, isMeant: boolean): void {
  const { sizing, ratio } = settings;
  const isByCapital = sizing === 'capital_proportional' && capitals === null;
  refuseJump(
    {
      what: sizing === 'fixed_ratio' ? `ratio ${formatRatio(ratio)}` : sizeWords(settings, capitals),
      against:
        capitals === null
          ? isByCapital
            ? 'the ratio of the capitals'
            : "the leader's own quantity"
          : `the ratio of the capitals, ${short(capitals)}`,
      before: capitals ?? 1,
      after: factorOf(settings, capitals),
    },
    isMeant,
  );
}

/** The size before is what a change is held against. Also a fall is asked about. @throws {JumpError} */
export function refuseSizeChange(before: Sizing, after: Sizing, capitals: number | null, isMeant: boolean): void {
  const isSameSizing = before.sizing === after.sizing;
  refuseChange(
    {
      what: isSameSizing ? `ratio ${formatRatio(after.ratio)}` : sizeWords(after, capitals),
      against: isSameSizing ? `the link's ratio of ${formatRatio(before.ratio)}` : sizeWords(before, capitals),
      before: factorOf(before, capitals),
      after: factorOf(after, capitals),
    },
    isMeant,
  );
}
