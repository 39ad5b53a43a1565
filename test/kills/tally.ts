/** Counts things by their name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `name 12, other 3`, the most frequent first. */
  toString(): string {
    const sorted = [...this.#counts].toSorted(([, one], [, other]) => other - one);
    return sorted.map(([what, count]) => `${what} ${count}`).join(', ') || 'none';
  }
}
