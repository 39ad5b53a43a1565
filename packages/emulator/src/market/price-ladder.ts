import type { Order } from '../orders/order.ts';

/**
 * Resting orders by price: best price first, and oldest first at the same price.
 *
 * The prices are sorted, so one look at the best price shows whether any order crosses. A price event over thousands of resting orders
 * costs nothing unless an order fills.
 */
export class PriceLadder {
  readonly #levels = new Map<number, Set<Order>>();
  /** Worst first, so that the best is removed from the end. */
  readonly #prices: number[] = [];
  readonly #sign: 1 | -1;

  /** @param best - 'highest' when a higher price comes first (bids, sell stops), 'lowest' otherwise */
  constructor(best: 'highest' | 'lowest') {
    this.#sign = best === 'highest' ? 1 : -1;
  }

  add(order: Order, price: number): void {
    let level = this.#levels.get(price);
    if (level === undefined) {
      level = new Set();
      this.#levels.set(price, level);
      this.#prices.splice(this.#position(price), 0, price);
    }
    level.add(order);
  }

  remove(order: Order, price: number): void {
    const level = this.#levels.get(price);
    if (!level?.delete(order) || level.size > 0) return;
    this.#levels.delete(price);
    this.#prices.splice(this.#position(price), 1);
  }

  bestPrice(): number | undefined {
    return this.#prices.at(-1);
  }

  /** The oldest order at the best price. */
  first(): Order | undefined {
    const price = this.bestPrice();
    return price === undefined ? undefined : this.#levels.get(price)?.values().next().value;
  }

  /** The index of a price, or its place, in the sorted list. */
  #position(price: number): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#prices[middle] ?? 0) * this.#sign < price * this.#sign) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
