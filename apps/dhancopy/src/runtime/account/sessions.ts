import type { AccountId } from '@dhancopy/domain/ids';
import type { AccountSession } from './account-session.ts';

/** The session of each account that is open. `Accounts` opens and closes them; all other code looks them up. */
export type Sessions = ReadonlyMap<AccountId, AccountSession>;
