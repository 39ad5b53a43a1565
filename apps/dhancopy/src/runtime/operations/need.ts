import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { LinkRow } from '../../store/accounts/links.ts';
import type { Store } from '../../store/store.ts';
import { OperationError } from './errors.ts';

/** @throws {OperationError} */
export function needAccount(store: Store, id: string): AccountRow {
  const account = store.accounts.get(id);
  if (account?.removed_at === null) return account;
  throw new OperationError(`account ${id} is not registered; see "dhancopy account list"`);
}

/** Limits and their like are for followers. @throws {OperationError} */
export function needFollower(store: Store, id: string): void {
  const { role } = needAccount(store, id);
  if (role === 'follower') return;
  throw new OperationError(`limits stop copies: expected a follower, but ${id} is a ${role}`);
}

/** @throws {OperationError} */
export function needLink(store: Store, leader: string, follower: string): LinkRow {
  const link = store.links.get(leader, follower);
  if (link) return link;
  throw new OperationError(`there is no link from ${leader} to ${follower}; see "dhancopy link list"`);
}
