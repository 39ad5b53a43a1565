/** Lets each key through once in a given number of milliseconds. */
export class OnceEvery {
  readonly #last = new Map<string, number>();

  /** @returns false when the key was let through too recently; the call then does not count */
  take(key: string, periodMs: number, nowMs: number): boolean {
    const last = this.#last.get(key);
    if (last !== undefined && nowMs - last < periodMs) return false;
    this.#last.set(key, nowMs);
    return true;
  }

  reset(): void {
    this.#last.clear();
  }
}
