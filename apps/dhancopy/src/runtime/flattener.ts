import type { LinkId } from '@dhancopy/domain/ids';
import type { Notice } from '../engine/index.ts';
import { DatabaseError } from '../store/file/errors.ts';
import type { Store } from '../store/store.ts';
import { CLOSE_WITHIN_MS, closePositions } from './close-positions.ts';
import { endFlatten, flattenRequests } from './flatten-requests.ts';
import type { FlattenRequest } from './flatten-requests.ts';
import { heldByFollower } from './link-positions.ts';
import type { RunningEngine } from './operations/operation.ts';
import type { Clock } from './time/clock.ts';

export interface FlattenerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly engine: Pick<RunningEngine, 'isFlat' | 'isStopping' | 'post' | 'record'>;
  readonly notify: (notice: Notice) => void;
}

/** Carries out the requests of flatten-requests.ts: each once, until its link is flat, or the time is over, or it is withdrawn. */
export class Flattener {
  readonly #options: FlattenerOptions;
  readonly #taken = new Set<string>();
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: FlattenerOptions) {
    this.#options = options;
  }

  /** Begins with what is new. @returns the links that are to be closed, for whoever decides right now */
  takeUp(): readonly LinkId[] {
    const fresh = flattenRequests(this.#options.store).filter((request) => !this.#taken.has(keyOf(request)));
    if (fresh.length === 0) return [];
    for (const request of fresh) this.#taken.add(keyOf(request));
    this.#working = Promise.all([this.#working, this.#close(fresh)]);
    return fresh.map(({ link }) => link);
  }

  /** Takes up what is new, and waits for everything. @returns those of these links that are not flat */
  async closed(links: readonly LinkId[]): Promise<readonly LinkId[]> {
    this.takeUp();
    await this.#working;
    return links.filter((link) => !this.#options.engine.isFlat(link));
  }

  async #close(requests: readonly FlattenRequest[]): Promise<void> {
    const { store, clock, engine } = this.#options;
    const wanted = new Set(requests.map(keyOf));
    const isOfThese = (request: FlattenRequest): boolean => wanted.has(keyOf(request));
    const stillWanted = (of: readonly LinkId[]): readonly LinkId[] => {
      const asked = new Set(
        flattenRequests(store)
          .filter(isOfThese)
          .map(({ link }) => link),
      );
      return of.filter((link) => asked.has(link));
    };
    const links = requests.map(({ link }) => link);
    // Not within the decision that has found the request.
    await clock.sleep(0);
    const open = await closePositions(engine, clock, links, stillWanted);
    // The next start goes on with it; a request that was withdrawn is no news.
    if (engine.isStopping() || stillWanted(links).length === 0) return;
    this.#end(isOfThese);
    this.#report(open);
  }

  /** At once where that can be: records wait for a full disk, and meanwhile the request would look as if it were not done. */
  #end(isEnded: (request: FlattenRequest) => boolean): void {
    const { store, engine } = this.#options;
    try {
      endFlatten(store, isEnded);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      engine.record((writer) => endFlatten(writer, isEnded));
    }
  }

  #report(open: readonly LinkId[]): void {
    const { store, notify } = this.#options;
    const common = { accountId: null, venueOrderId: null } as const;
    if (open.length === 0) {
      notify({
        ...common,
        severity: 'INFO',
        code: 'FLATTENED',
        text: 'flatten: everything that it was to close is closed',
      });
      return;
    }
    const text =
      `flatten: not everything is closed after ${CLOSE_WITHIN_MS / 1000} s: ${heldByFollower(store, open)}. ` +
      'Closing continues; see "dhancopy status" for the reason';
    notify({ ...common, severity: 'CRITICAL', code: 'FLATTEN_INCOMPLETE', text });
  }
}

function keyOf({ link, change, askedMs }: FlattenRequest): string {
  return `${link}@${change}@${askedMs}`;
}
