import type { LinkSettings } from '../../domain/link.ts';

/** So often at the link's own pace; then it doubles. */
const QUICK = 4;
/** The longest pause is so many doublings: 5 s become about 5 minutes. */
const DOUBLINGS_MAX = 6;

/**
 * How long a resting order that was priced anew so often is left before it is priced again, ms. At a circuit limit, or in a halt, another
 * request changes nothing but the place in the queue.
 */
export function patienceMs({ fillTimeoutMs }: Pick<LinkSettings, 'fillTimeoutMs'>, chase: number): number {
  return fillTimeoutMs * 2 ** Math.min(DOUBLINGS_MAX, Math.max(0, chase - QUICK));
}
