import type { LinkId } from '@dhancopy/domain/ids';
import type { RunningEngine } from './operations/operation.ts';
import type { Clock } from './time/clock.ts';

/** What links hold is closed at the market: that is a matter of seconds, unless an account or the market says no. */
export const CLOSE_WITHIN_MS = 20_000;
/** What filled although it was being cancelled is closed as well, ms. */
const AGAIN_MS = 500;

/**
 * Closes what links hold at the market, and cancels what rests for them. The caller has stopped their entries.
 * @param stillWanted - those of these links that are still to be closed; called once a round
 * @returns those that are not flat in time
 */
export async function closePositions(
  engine: Pick<RunningEngine, 'isFlat' | 'isStopping' | 'post'>,
  clock: Clock,
  links: readonly LinkId[],
  stillWanted: (links: readonly LinkId[]) => readonly LinkId[] = (all) => all,
): Promise<readonly LinkId[]> {
  const endMs = clock.nowMs() + CLOSE_WITHIN_MS;
  let askedMs = -Infinity;
  for (;;) {
    const open = stillWanted(links.filter((link) => !engine.isFlat(link)));
    if (open.length === 0 || clock.nowMs() >= endMs || engine.isStopping()) return open;
    if (clock.nowMs() - askedMs >= AGAIN_MS) {
      askedMs = clock.nowMs();
      for (const linkId of open) engine.post({ type: 'PositionsClosed', linkId });
    }
    await clock.sleep(10);
  }
}
