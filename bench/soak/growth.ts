import { median, spreadOf } from '../kit/spread.ts';
import type { Minute } from './minutes.ts';

/** Some minutes taken together. */
export interface Edge {
  /** From the leader's frame to the request of the copy, ms. */
  readonly p50: number;
  readonly p99: number;
  readonly rssMib: number;
  readonly heapMib: number;
  readonly inbox: number;
  readonly openCopies: number;
  readonly knownCopies: number;
  readonly delayP99Ms: number;
  readonly walMib: number;
  readonly load: number;
}

/** Quantiles over all copies, and for the rest the median of the minutes: one bad minute of a shared machine is not the run. */
export function edgeOf(minutes: readonly Minute[]): Edge {
  const { p50, p99 } = spreadOf(minutes.flatMap(({ latencies }) => latencies));
  const usual = (of: (minute: Minute) => number): number => median(minutes.map(of));
  return {
    p50,
    p99,
    rssMib: usual((minute) => minute.rssMib),
    heapMib: usual((minute) => minute.heapMib),
    inbox: usual((minute) => minute.inbox),
    openCopies: usual((minute) => minute.openCopies),
    knownCopies: usual((minute) => minute.knownCopies),
    delayP99Ms: usual((minute) => minute.delayP99Ms),
    walMib: usual((minute) => minute.walMib),
    load: usual((minute) => minute.load),
  };
}

/**
 * The engine keeps every order and every copy of two days, to know what a late report means. So its memory grows with their number, and
 * with nothing else: this much for each copy, with its orders at both sides.
 */
const KIB_PER_COPY = 6;
/** Code that is compiled late, buffers, and the garbage of a moment, MiB. */
const SLACK_MIB = 64;
/** V8 lets garbage grow in proportion to what lives. */
const RSS_FACTOR = 2;
/** Of the start: a shared machine is at times twice as slow. */
const FACTOR = 2;

interface Rule {
  readonly what: string;
  readonly first: number;
  readonly last: number;
  readonly most: number;
  readonly unit: string;
}

/** What grew more than it may, in words; empty when nothing did. */
export function grown(first: Edge, last: Edge): string[] {
  const copiesMib = (Math.max(0, last.knownCopies - first.knownCopies) * KIB_PER_COPY) / 1_024;
  const rule = (what: string, unit: string, of: keyof Edge, more: number, factor = FACTOR): Rule => ({
    what,
    unit,
    first: first[of],
    last: last[of],
    most: first[of] * factor + more,
  });
  const rules = [
    rule('live heap', 'MiB', 'heapMib', copiesMib + SLACK_MIB, 1),
    rule('resident memory', 'MiB', 'rssMib', RSS_FACTOR * (copiesMib + SLACK_MIB), 1),
    rule('p50', 'ms', 'p50', 5),
    rule('p99', 'ms', 'p99', 50),
    rule('inbox', 'events', 'inbox', 50),
    rule('open copies', 'copies', 'openCopies', 100),
    rule('log of the database', 'MiB', 'walMib', 16),
  ];
  return rules
    .filter((each) => !(each.last <= each.most))
    .map(
      (each) =>
        `${each.what}: ${each.first.toFixed(1)} ${each.unit} at the start, ${each.last.toFixed(1)} at the end, at most ${each.most.toFixed(1)} allowed`,
    );
}

export const RULES = `at most, at the end: heap +${KIB_PER_COPY} KiB for each copy that the engine keeps and +${SLACK_MIB} MiB, resident memory twice as much; latencies and queues ${FACTOR} times those of the start, and a little`;
