import type { Copy, CopyPosition } from '../engine/index.ts';
import type { Store } from '../store/store.ts';

type LiveOrder = Copy['orders'][number];

/** An order that may still fill: it rests at the broker, or its request has no answer yet. */
export function isLive({ actual, inFlight }: Pick<LiveOrder, 'actual' | 'inFlight'>): boolean {
  return inFlight !== null || actual.state === 'open' || actual.state === 'unknown';
}

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
    .filter(isLive)
    .map(({ actual, clientOrderId }) => (actual.state === 'open' ? actual.venueOrderId : clientOrderId));
}
