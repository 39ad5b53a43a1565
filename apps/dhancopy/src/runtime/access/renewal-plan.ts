import { istAt } from '@dhancopy/domain/indian-time';

/** Before instruments are read and markets open, and after whoever trades at night is done. */
const MORNING = { hour: 7, minute: 45 } as const;
/** No later than this before a token ends is it replaced, ms: time for several tries two minutes apart. */
export const LAST_MOMENT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/**
 * When a token is to be replaced: on the last morning that it lives to see, because a new token kills the old one at once and mornings
 * are outside trading hours; where there is no such morning ahead, ten minutes before its end.
 *
 * @param jitterMs - moves the morning, so that a thousand accounts do not ask in the same second
 * @returns epoch ms, in the past when it is overdue
 */
export function renewalMs(expiresMs: number, nowMs: number, jitterMs: number): number {
  const lastMomentMs = expiresMs - LAST_MOMENT_MS;
  let morningMs = istAt(lastMomentMs, MORNING.hour, MORNING.minute) + jitterMs;
  if (morningMs > lastMomentMs) morningMs -= DAY_MS;
  return morningMs > nowMs ? morningMs : lastMomentMs;
}
