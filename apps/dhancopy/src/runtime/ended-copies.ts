import type { LinkId } from '@dhancopy/domain/ids';
import type { Copy } from '../engine/index.ts';
import type { Store } from '../store/store.ts';
import { isLive } from './live-orders.ts';
import { mappingChanges } from './mapping-rows.ts';

/** Nothing works on a copy of a link that is gone: as soon as no order of it may fill, its end is that. */
export function endedWithLink(copy: Copy, removed: ReadonlySet<LinkId>, atMs: number): Copy {
  if (copy.outcome !== null || !removed.has(copy.linkId) || copy.orders.some(isLive)) return copy;
  return withEnd(copy, atMs);
}

/** Ends the rows of copies that no account is read for any more. Inside the caller's transaction. */
export function endCopies(store: Store, links: readonly number[], atMs: number): void {
  for (const row of store.mappings.openMappings()) {
    if (!links.includes(row.link_id) || row.state === null) continue;
    const copy = withEnd(JSON.parse(row.state) as Copy, atMs);
    store.mappings.updateMapping(row.id, { ...mappingChanges(copy), state: JSON.stringify(copy) });
  }
}

function withEnd(copy: Copy, atMs: number): Copy {
  return { ...copy, outcome: { reason: 'LINK_REMOVED', detail: '', atMs } };
}
