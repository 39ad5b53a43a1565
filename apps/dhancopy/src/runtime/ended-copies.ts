import type { Copy } from '../engine/index.ts';
import type { Store } from '../store/store.ts';
import { mappingChanges } from './mapping-rows.ts';

/** Ends the rows of copies that no account is read for any more. Inside the caller's transaction. */
export function endCopies(store: Store, links: readonly number[], atMs: number): void {
  for (const row of store.mappings.openMappings()) {
    if (!links.includes(row.link_id) || row.state === null) continue;
    const copy: Copy = { ...(JSON.parse(row.state) as Copy), outcome: { reason: 'LINK_REMOVED', detail: '', atMs } };
    store.mappings.updateMapping(row.id, { ...mappingChanges(copy), state: JSON.stringify(copy) });
  }
}
