import type { Records } from '@dhancopy/simulation/records';
import type { MappingRow } from '../../store/copies/mappings.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';

/** Our own records as they are in the file, read by a connection of its own while the engine runs. */
export class Rows implements Records {
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

  corrections(): number {
    const states = this.#store.copyPositions
      .list()
      .map(({ state }) => JSON.parse(state) as { correction?: object | null });
    return states.filter(({ correction }) => correction).length;
  }

  get store(): Store {
    return this.#store;
  }

  close(): void {
    this.#store.close();
  }
}
