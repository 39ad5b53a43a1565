import { DatabaseSync } from 'node:sqlite';
import { isOpen, wordsOf } from '@dhancopy/simulation/books';
import { damageOf } from '@dhancopy/simulation/proof/file-damage';
import { plainSizing } from '@dhancopy/simulation/proof/plain-sizing';
import { prove } from '@dhancopy/simulation/proof/prove';
import type { DataFolder } from '../kit/data-folder.ts';
import type { RemoteEmulator } from '../kit/remote-emulator.ts';
import type { Records } from './records.ts';

export interface Checked {
  readonly leaderOrders: number;
  readonly followerOrders: number;
  /** What the proof compared. A run that compared nothing proves nothing. */
  readonly compared: number;
  /** Leader orders without an order of the follower, for a reason that the product has recorded. */
  readonly explained: number;
  readonly wrong: readonly string[];
}

/** The whole run by the broker's books: no copy is missing, none was placed twice, and everyone is flat. One team after the other. */
export async function checkBooks(emulator: RemoteEmulator, folder: DataFolder, records: Records): Promise<Checked> {
  const wrong: string[] = [];
  let [leaderOrders, followerOrders, compared, explained] = [0, 0, 0, 0];
  for (const { leader, followers } of folder.teams) {
    const books = await Promise.all([leader, ...followers].map((id) => emulator.book(id)));
    const links = records.links(leader);
    const { claims } = prove({
      leader,
      books,
      links: links.map((link) => ({ ...link, followerName: link.follower, sizingFor: () => plainSizing(1) })),
      mappings: records.copies(links.map(({ id }) => id)),
    });
    for (const claim of claims) {
      compared += claim.compared;
      if (claim.compared === 0) wrong.push(`${leader}: nothing was compared: ${claim.claim}`);
      wrong.push(...claim.violations);
      explained += claim.explained.length;
    }
    for (const { dhanClientId, orders, positions } of books) {
      if (dhanClientId === leader) leaderOrders += orders.length;
      else followerOrders += orders.length;
      wrong.push(
        ...orders.filter(isOpen).map((order) => `${dhanClientId}: still open: ${wordsOf(order)}`),
        ...positions
          .filter(({ netQuantity }) => netQuantity !== 0)
          .map(({ securityId, netQuantity }) => `${dhanClientId}: ${netQuantity} of ${securityId} are left`),
      );
    }
  }
  return { leaderOrders, followerOrders, compared, explained, wrong };
}

/** After the engine has stopped. */
export function checkFile(path: string): string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return damageOf((sql) => db.prepare(sql).all());
  } finally {
    db.close();
  }
}
