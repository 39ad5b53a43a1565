import { setTimeout as sleep } from 'node:timers/promises';
import { istAt, istDayNumber, istDayStartOf } from '@dhancopy/domain/indian-time';

/** As long as a whole run of the tests takes. */
const RUN_MS = 8 * 60_000;
const DAY_MS = 86_400_000;

/**
 * The tests trade on the machine's clock. A run that crosses midnight in India, or 08:30, would see the day of its orders end in the middle,
 * as no market does: it begins after that.
 */
export default async function afterTheTurn(): Promise<void> {
  const waitMs = Math.min(untilMidnight(Date.now()), untilMorning(Date.now()));
  if (waitMs > RUN_MS) return;
  process.stdout.write(
    `A day is about to end in India. The tests start in ${Math.ceil(waitMs / 1_000)} s, on the new one.\n`,
  );
  await sleep(waitMs + 1_000);
}

export function untilMidnight(nowMs: number): number {
  return istDayStartOf(istDayNumber(nowMs) + 1) - nowMs;
}

/** Until the broker's books count for the new day. */
export function untilMorning(nowMs: number): number {
  const todayMs = istAt(nowMs, 8, 30) - nowMs;
  return todayMs > 0 ? todayMs : todayMs + DAY_MS;
}
