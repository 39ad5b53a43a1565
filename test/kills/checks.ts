import type { AccountBook } from '@dhancopy/emulator/control/books';
import type { RequestRecord } from '@dhancopy/emulator/faults/request-log';
import { bookOf, isOpen, wordsOf } from '@dhancopy/simulation/books';
import { symbolOf } from '@dhancopy/simulation/instruments';
import { proveNoDrift } from '@dhancopy/simulation/proof/drift';
import { plainSizing } from '@dhancopy/simulation/proof/plain-sizing';
import type { MappingRow } from 'dhancopy/store/copies/mappings';
import { missing, neverTwice, onlyLeftOut, withoutOutcome } from '../crash/checks.ts';
import type { Belief } from '../crash/checks.ts';
import { CAST, LEADERS, shareOf } from './cast.ts';

export interface LinkRow {
  readonly id: number;
  readonly leader: string;
  readonly follower: string;
}

/** What the broker has, and what the product recorded of it. */
export interface Found {
  readonly books: readonly AccountBook[];
  readonly requests: readonly RequestRecord[];
  readonly links: readonly LinkRow[];
  readonly mappings: readonly MappingRow[];
  readonly beliefs: readonly Belief[];
}

/** All is quiet: every leader order has an outcome, and where nothing was refused every position follows from the leader's fills. */
export function whenQuiet(found: Found): string[] {
  return [
    ...neverTwice(found.books, found.requests),
    ...LEADERS.flatMap((leader) => inStep(leader, found)),
    ...withoutOutcome(found.links, found.books, found.mappings),
  ];
}

/** The leaders are flat, and all is quiet: no follower holds anything, and nothing rests. */
export function whenFlat(found: Found): string[] {
  const leaders = LEADERS.flatMap((leader) => leftAt(bookOf(found.books, leader)));
  const followers = CAST.flatMap(({ id }) => leftAt(bookOf(found.books, id)));
  return [...whenQuiet(found), ...leaders, ...followers];
}

function inStep(leader: string, { books, links, mappings, beliefs }: Found): string[] {
  const strict = CAST.filter((each) => each.judged === 'strict' && each.leader === leader).map(({ id }) => id);
  const theirs = links.filter(({ follower }) => strict.includes(follower));
  const those = books.filter(({ dhanClientId }) => dhanClientId === leader || strict.includes(dhanClientId));
  const rows = mappings.filter(({ account_id: account }) => account !== null && strict.includes(account));
  const evidence = theirs.map((link) => ({
    ...link,
    followerName: link.follower,
    sizingFor: () => plainSizing(shareOf(link.follower)),
  }));
  return [
    ...missing(leader, those, rows, beliefs),
    ...proveNoDrift({ leader, books: those, links: evidence, mappings: rows }, onlyLeftOut(rows, beliefs, shareOf))
      .violations,
  ];
}

function leftAt({ dhanClientId, positions, orders }: AccountBook): string[] {
  return [
    ...positions
      .filter(({ netQuantity }) => netQuantity !== 0)
      .map(
        (each) =>
          `${dhanClientId}: ${symbolOf(each)}: ${each.netQuantity} units are left although the leaders are flat`,
      ),
    ...orders.filter(isOpen).map((order) => `${dhanClientId}: ${wordsOf(order)} rests although the leaders are out`),
  ];
}
