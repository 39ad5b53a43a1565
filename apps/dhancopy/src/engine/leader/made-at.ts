import type { Link } from '@dhancopy/domain/link';
import type { Context } from '../decision.ts';

/** When a link was made, by the broker's clock, epoch ms. */
export function madeAt(
  { sinceMs = 0, sinceBrokerMs }: Link,
  { brokerAheadMs }: Pick<Context, 'brokerAheadMs'>,
): number {
  return sinceBrokerMs ?? sinceMs + brokerAheadMs;
}
