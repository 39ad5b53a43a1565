import { setTimeout as sleep } from 'node:timers/promises';
import type { SoakLeader } from './leader.ts';

/** Orders that are due for longer are let go: the table shows the rate that was held. */
const BEHIND_MS = 2_000;

/** Lets the leaders place orders in turn, so many a second in all, until the signal. @throws what a leader throws */
export async function keepPlacing(
  leaders: readonly SoakLeader[],
  perSecond: number,
  signal: AbortSignal,
): Promise<void> {
  const gapMs = 1_000 / perSecond;
  const underWay = new Set<Promise<void>>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  let dueMs = performance.now();
  for (let turn = 0; !signal.aborted; turn += 1) {
    const leader = leaders[turn % leaders.length];
    if (!leader) throw new Error('no leader');
    const placing: Promise<void> = leader
      .placeNext()
      .catch((error: unknown) => failed.reject(error))
      .then(() => {
        underWay.delete(placing);
      });
    underWay.add(placing);
    dueMs = Math.max(dueMs + gapMs, performance.now() - BEHIND_MS);
    await Promise.race([failed.promise, sleep(Math.max(0, dueMs - performance.now()))]);
    // Not more on their way than leaders: the rate follows what the broker can take.
    while (underWay.size >= leaders.length) await Promise.race([failed.promise, ...underWay]);
  }
  await Promise.race([failed.promise, Promise.all(underWay)]);
}
