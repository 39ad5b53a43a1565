import { setTimeout as sleep } from 'node:timers/promises';
import { istDayNumber, istDayStartOf } from '@dhancopy/domain/indian-time';

/** As long as a whole run of the tests takes. */
const RUN_MS = 8 * 60_000;

/**
 * The tests trade on the machine's clock. A run that crosses midnight in India would see the day of its orders end in the middle, as no
 * market does: it begins after midnight.
 */
export default async function afterMidnight(): Promise<void> {
  const waitMs = untilMidnight(Date.now());
  if (waitMs > RUN_MS) return;
  process.stdout.write(
    `It is nearly midnight in India. The tests start in ${Math.ceil(waitMs / 1_000)} s, on the new day.\n`,
  );
  await sleep(waitMs + 1_000);
}

export function untilMidnight(nowMs: number): number {
  return istDayStartOf(istDayNumber(nowMs) + 1) - nowMs;
}
