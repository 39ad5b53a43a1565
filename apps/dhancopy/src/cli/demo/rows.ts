import type { MappingRow } from '../../store/copies/mappings.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';

/** Our own records as they are in the file, read beside the engine by a connection of its own. */
export class Rows {
  readonly #store: Store;

  constructor(databasePath: string) {
    this.#store = openStore({ path: databasePath, readOnly: true });
  }

  mappings(): MappingRow[] {
    return this.#store.mappings.mappingsSince(0);
  }

  links(): { readonly id: number; readonly follower: string }[] {
    return this.#store.links.list().map((row) => ({ id: row.id, follower: row.follower_account_id }));
  }

  get store(): Store {
    return this.#store;
  }

  close(): void {
    this.#store.close();
  }
}
