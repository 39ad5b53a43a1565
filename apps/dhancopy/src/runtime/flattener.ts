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

/** How often what was not closed in time is looked at, ms. */
const WATCH_MS = 500;

/**
 * Carries out the requests of flatten-requests.ts, each until its link is flat or it is withdrawn. Whoever waits for it waits for the
 * usual time of a closing, and no longer. What is not closed by then is reported, and once more when it is.
 */
export class Flattener {
  readonly #options: FlattenerOptions;
  readonly #taken = new Set<string>();
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: FlattenerOptions) {
    this.#options = options;
  }

  /** Begins with what is new. @returns the links that are to be closed, for whoever decides right now */
  takeUp(): readonly LinkId[] {
    const requests = readOr([], () => flattenRequests(this.#options.store));
    const fresh = requests.filter((request) => !this.#taken.has(keyOf(request)));
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
      const asked = readOr(null, () => flattenRequests(store));
      // What cannot be read has not been withdrawn.
      if (asked === null) return of;
      return of.filter((link) => asked.some((request) => request.link === link && isOfThese(request)));
    };
    const links = requests.map(({ link }) => link);
    // Not within the decision that has found the request.
    await clock.sleep(0);
    const open = await closePositions(engine, clock, links, stillWanted);
    // The next start goes on with it; a request that was withdrawn is no news.
    if (engine.isStopping() || stillWanted(links).length === 0) return;
    this.#end((request) => isOfThese(request) && !open.includes(request.link));
    this.#report(open);
    if (open.length > 0) void this.#watch(open, isOfThese, stillWanted);
  }

  /** The engine owes what is open, and goes on closing it. The request stays until then, so that it is known what for. */
  async #watch(
    links: readonly LinkId[],
    isOfThese: (request: FlattenRequest) => boolean,
    stillWanted: (of: readonly LinkId[]) => readonly LinkId[],
  ): Promise<void> {
    const { store, clock, engine } = this.#options;
    for (let open = links; open.length > 0;) {
      await clock.sleep(WATCH_MS);
      if (engine.isStopping()) return;
      // What was withdrawn is not watched any more.
      open = stillWanted(open);
      const closed = open.filter((link) => engine.isFlat(link));
      if (closed.length === 0) continue;
      open = open.filter((link) => !closed.includes(link));
      const isRemoved = (link: LinkId): boolean => readOr(false, () => store.links.byId(link)?.removed_at !== null);
      const isNews = closed.some((link) => !isRemoved(link));
      this.#end((request) => isOfThese(request) && closed.includes(request.link));
      if (open.length === 0 && isNews) this.#report([]);
    }
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
    const held = readOr('see "dhancopy positions"', () => heldByFollower(store, open));
    const text =
      `flatten: not everything is closed after ${CLOSE_WITHIN_MS / 1000} s: ${held}. ` +
      'Closing continues; see "dhancopy status" for the reason';
    notify({ ...common, severity: 'CRITICAL', code: 'FLATTEN_INCOMPLETE', text });
  }
}

/** A closing that has begun goes on while the database cannot be read. */
function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return otherwise;
  }
}

function keyOf({ link, change, askedMs }: FlattenRequest): string {
  return `${link}@${change}@${askedMs}`;
}
