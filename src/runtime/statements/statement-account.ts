import type { AccountRole } from '../../domain/account.ts';

/** Whose statement it is. */
export interface StatementAccount {
  readonly id: string;
  readonly role: AccountRole;
}
