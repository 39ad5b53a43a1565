import type { AccountId, LinkId } from '../../domain/ids.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { Product } from '../../domain/product.ts';

/** One instrument in one product, the unit in which positions net. */
export type PositionKey = `${string}|${InstrumentId}|${Product}`;

export function leaderKey(account: AccountId, instrument: InstrumentId, product: Product): PositionKey {
  return `${account}|${instrument}|${product}`;
}

/** The sub-ledger key of a link; the product is the leader's, so that his netted position has one counterpart. */
export function linkKey(link: LinkId, instrument: InstrumentId, product: Product): PositionKey {
  return `${link}|${instrument}|${product}`;
}

/** Signed units per key: positive is long. A key without an entry is flat. */
export class PositionBook {
  readonly #units = new Map<PositionKey, number>();

  get(key: PositionKey): number {
    return this.#units.get(key) ?? 0;
  }

  add(key: PositionKey, units: number): void {
    this.set(key, this.get(key) + units);
  }

  set(key: PositionKey, units: number): void {
    if (units === 0) this.#units.delete(key);
    else this.#units.set(key, units);
  }

  entries(): IterableIterator<[PositionKey, number]> {
    return this.#units.entries();
  }
}
