import type { LinkRow } from '../../store/accounts/links.ts';
import type { Store } from '../../store/store.ts';
import { OperationError } from './errors.ts';
import { needRole } from './need.ts';

/** Which links: all of them, those of a leader, those of a follower, or one. */
export interface Which {
  readonly leader?: string | undefined;
  readonly follower?: string | undefined;
}

/** `1100000001 → 1100000002, 1100000001 → 1100000003`. */
export function pairs(links: readonly LinkRow[]): string {
  return links.map((link) => `${link.leader_account_id} → ${link.follower_account_id}`).join(', ');
}

/** The commands by which entries of paused links are copied again. */
export function resumeAdvice(links: readonly LinkRow[]): string {
  const commands = links.map(({ leader_account_id: leader, follower_account_id: follower }) => {
    return `"dhancopy link resume --leader ${leader} --follower ${follower}"`;
  });
  return `to copy entries again, run ${commands.join(' and ')}`;
}

/** The links of a choice, in the order in which they were made. @throws {OperationError} when there are none */
export function chosenLinks(store: Store, { leader, follower }: Which): LinkRow[] {
  const chosen = store.links
    .list()
    .filter((link) => leader === undefined || link.leader_account_id === leader)
    .filter((link) => follower === undefined || link.follower_account_id === follower);
  if (chosen.length > 0) return chosen;
  if (leader !== undefined) needRole(store, leader, 'leader');
  if (follower !== undefined) needRole(store, follower, 'follower');
  throw new OperationError(`${missingWords({ leader, follower })}; see "dhancopy link list"`);
}

function missingWords({ leader, follower }: Which): string {
  if (leader !== undefined && follower !== undefined) return `there is no link from ${leader} to ${follower}`;
  if (leader !== undefined) return `no follower copies ${leader}`;
  return follower === undefined ? 'there is no link' : `${follower} copies no leader`;
}
