import type { LinkRow } from '../../store/accounts/links.ts';
import type { Store } from '../../store/store.ts';
import { OperationError } from './errors.ts';

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
  throw new OperationError('there is no such link; see "dhancopy link list"');
}
