import { z } from 'zod';
import type { Account } from '@dhancopy/domain/account';
import { accountId } from '@dhancopy/domain/ids';
import { TRADING_STATES } from '@dhancopy/domain/trading-state';
import type { AccountRow } from '../store/accounts/accounts.ts';
import { readStored } from '../store/file/stored-value.ts';

/** A state that nobody knows would count as ACTIVE wherever it is compared with the others. */
export const storedState = z.enum(TRADING_STATES, `expected a state: ${TRADING_STATES.join(', ')}`);
const storedRole = z.enum(['leader', 'follower'], 'expected a role: leader or follower');

/** An account as the operator has set it up. Its capital is read from the broker. @throws {RowError} ROW_INVALID */
export function accountFromRow({ account_id, role, name, state }: AccountRow): Account {
  return readStored(`account ${account_id}`, () => ({
    id: accountId(account_id),
    role: storedRole.parse(role),
    name,
    state: storedState.parse(state),
    capital: null,
  }));
}
