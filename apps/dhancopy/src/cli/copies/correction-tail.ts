import type { UnlinkedOrder } from '../../store/copies/unlinked-orders.ts';
import type { Store } from '../../store/store.ts';
import { unlinkedStage } from './unlinked.ts';

/** Nothing more happens to an order in one of these. */
const OVER: ReadonlySet<string> = new Set(['filled', 'ended in part', 'cancelled', 'failed']);

/** The corrections that are sent from now on, and each change of their stage, read from the database. */
export class CorrectionTail {
  readonly #store: Store;
  /** What was reported last of those that are not over. */
  readonly #reported = new Map<string, string>();
  #place: number;

  constructor(store: Store) {
    this.#store = store;
    this.#place = store.unlinkedOrders.newestPlace();
  }

  /** Oldest order first. */
  changes(): UnlinkedOrder[] {
    const { unlinkedOrders } = this.#store;
    const known = [...this.#reported.keys()].flatMap((id) => unlinkedOrders.get(id) ?? []);
    const added = unlinkedOrders.correctionsAfter(this.#place);
    this.#place = added.at(-1)?.place ?? this.#place;
    return [...known, ...added].filter((order) => this.#note(order));
  }

  /** @returns whether it is news */
  #note(order: UnlinkedOrder): boolean {
    const stage = unlinkedStage(order);
    const before = this.#reported.get(order.id);
    if (OVER.has(stage)) this.#reported.delete(order.id);
    else this.#reported.set(order.id, stage);
    return before !== stage;
  }
}
