export interface Window {
  readonly lengthMs: number;
  readonly limit: number;
}

/** Fewer requests than this are not cleaned up. */
const TIDY_AT = 1_000;

/** Counts requests in sliding windows of time. Times may be in the future: a request that is due later is counted when it is reserved. */
export class SlidingWindows {
  readonly #windows: readonly Window[];
  /** Times of the requests inside the longest window, oldest first. */
  readonly #times: number[] = [];
  /** Index into `#times` of the oldest request inside each window. */
  readonly #heads: number[];

  constructor(windows: readonly Window[]) {
    this.#windows = windows;
    this.#heads = windows.map(() => 0);
  }

  add(atMs: number): void {
    this.#times.push(atMs);
  }

  /** Moves a request to a later time. `toMs` is not before any other time. */
  postpone(fromMs: number, toMs: number): void {
    const index = this.#times.lastIndexOf(fromMs);
    if (index < 0) return;
    this.#times.splice(index, 1);
    this.#times.push(toMs);
    for (let i = 0; i < this.#heads.length; i += 1) {
      const head = this.#heads[i] ?? 0;
      if (index < head) this.#heads[i] = head - 1;
    }
  }

  /** Requests in each window that ends now, in the order of the windows. */
  used(nowMs: number): readonly number[] {
    this.#slide(nowMs);
    return this.#heads.map((head) => this.#times.length - head);
  }

  /** When the next request fits into every window: now, or when the oldest request in its way has left. */
  nextFreeMs(nowMs: number): number {
    let atMs = Math.max(nowMs, this.#times.at(-1) ?? nowMs);
    for (const { lengthMs, limit } of this.#windows) {
      const inTheWay = this.#times[this.#times.length - limit];
      if (inTheWay !== undefined) atMs = Math.max(atMs, inTheWay + lengthMs);
    }
    return atMs;
  }

  #slide(nowMs: number): void {
    for (const [index, { lengthMs }] of this.#windows.entries()) {
      let head = this.#heads[index] ?? 0;
      while (head < this.#times.length && (this.#times[head] ?? 0) <= nowMs - lengthMs) head += 1;
      this.#heads[index] = head;
    }
    const oldest = Math.min(...this.#heads);
    if (oldest < TIDY_AT) return;
    this.#times.splice(0, oldest);
    for (let i = 0; i < this.#heads.length; i += 1) this.#heads[i] = Math.max(0, (this.#heads[i] ?? 0) - oldest);
  }
}
