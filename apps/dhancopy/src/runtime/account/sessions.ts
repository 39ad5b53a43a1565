import type { AccountId } from '@dhancopy/domain/ids';
import type { AccountSession } from './account-session.ts';

/** The session of each account that is open. The roster opens and closes them; everybody else looks them up. */
export type Sessions = ReadonlyMap<AccountId, AccountSession>;
