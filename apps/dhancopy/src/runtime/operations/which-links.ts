import type { LinkRow } from '../../store/accounts/links.ts';
import type { Store } from '../../store/store.ts';
import { OperationError } from './errors.ts';

/** Which links: all of them, those of a leader, those of a follower, or one. */
export interface Which {
  readonly leader?: string | undefined;
  readonly follower?: string | undefined;
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
