import { isUnderWay } from '../engine/readings.ts';
import type { Copy, CopyPosition } from '../engine/readings.ts';
import type { Store } from '../store/store.ts';

/** The orders of these links that may still fill, as the broker or else dhancopy names them. */
export function liveOrders(store: Store, links: readonly number[]): readonly string[] {
  const copies = store.mappings
    .openMappings()
    .filter(({ link_id: link, state }) => links.includes(link) && state !== null)
    .flatMap(({ state }) => (JSON.parse(state ?? '{}') as Partial<Copy>).orders ?? []);
  const corrections = store.copyPositions
    .list()
    .filter(({ link_id: link }) => links.includes(link))
    .flatMap(({ state }) => (JSON.parse(state) as Partial<CopyPosition>).correction?.orders ?? []);
  return [...copies, ...corrections]
    .filter(isUnderWay)
    .map(({ actual, clientOrderId }) => (actual.state === 'open' ? actual.venueOrderId : clientOrderId));
}
