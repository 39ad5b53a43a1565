import { DHAN_ID_WORDS, isMalformedId } from '@dhancopy/domain/ids';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { LinkRow } from '../../store/accounts/links.ts';
import type { Store } from '../../store/store.ts';
import { OperationError, WrongIdError } from './errors.ts';

/** @throws {OperationError} {@link WrongIdError} */
export function needAccount(store: Store, id: string): AccountRow {
  const account = store.accounts.get(id);
  if (account?.removed_at === null) return account;
  throw notRegistered(id);
}

/** An id that no account has: it is refused in other words where it is no id at all. */
export function notRegistered(id: string): OperationError | WrongIdError {
  if (isMalformedId(id)) return new WrongIdError(`expected ${DHAN_ID_WORDS}, and found ${JSON.stringify(id)}`);
  return new OperationError(`account ${id} is not registered; see "dhancopy account list"`);
}

/**
 * An id after `--leader` or `--follower`. Also one of an account that was removed: its record stays.
 * @param flags - those that the command has
 * @throws {OperationError} {@link WrongIdError}
 */
export function needRole(store: Store, id: string, role: Role, flags: readonly Role[] = ['leader', 'follower']): void {
  const account = store.accounts.get(id);
  if (!account) throw notRegistered(id);
  if (account.role === role) return;
  const ids = store.accounts.list().flatMap((each) => (each.role === role ? [each.account_id] : []));
  const rest = ids.length > SHOWN ? `, … (see "dhancopy account list")` : '';
  const ways = [
    ...(flags.includes(account.role) ? [`type --${account.role} ${id}`] : []),
    ...(ids.length === 0 ? [`there is no ${role}`] : [`the ${role}s are ${ids.slice(0, SHOWN).join(', ')}${rest}`]),
  ];
  throw new OperationError(`--${role}: expected a ${role}, and ${id} is a ${account.role}; ${ways.join('; ')}`);
}

type Role = AccountRow['role'];
/** So many ids are named. */
const SHOWN = 5;

/** Limits and their like are for followers. @throws {OperationError} */
export function needFollower(store: Store, id: string): void {
  const { role } = needAccount(store, id);
  if (role === 'follower') return;
  throw new OperationError(`limits stop copies: expected a follower, but ${id} is a ${role}`);
}

/** @throws {OperationError} {@link WrongIdError} */
export function needLink(store: Store, leader: string, follower: string): LinkRow {
  const link = store.links.get(leader, follower);
  if (link) return link;
  needRole(store, leader, 'leader');
  needRole(store, follower, 'follower');
  throw new OperationError(`there is no link from ${leader} to ${follower}; see "dhancopy link list"`);
}
