import type { Account } from '@dhancopy/domain/account';
import { accountId } from '@dhancopy/domain/ids';
import type { AccountRow } from '../store/accounts/accounts.ts';

/** An account as the operator has set it up. Its capital is read from the broker. */
export function accountFromRow({ account_id, role, name, state }: AccountRow): Account {
  return { id: accountId(account_id), role, name, state, capital: null };
}
