/** A trade that is remembered for a while, to know who was first when the follower and an order of ours trade at the same moment. */
export interface Recent {
  /** The broker's time, whole seconds; null when it gave none. */
  readonly tsMs: number | null;
  readonly heardMs: number;
  /** Counts trades in the order in which they were heard of. */
  readonly heard: number;
  /** Signed. */
  readonly units: number;
}

/** Remembered at most, when no read of the account agrees for long. */
const REMEMBERED_MAX = 128;

export function remembered<T extends Recent>(recent: readonly T[], next: T): T[] {
  return [...recent, next].slice(-REMEMBERED_MAX);
}
