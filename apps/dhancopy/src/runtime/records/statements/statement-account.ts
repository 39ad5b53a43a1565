import type { AccountRole } from '@dhancopy/domain/account';

/** Whose statement it is. */
export interface StatementAccount {
  readonly id: string;
  readonly role: AccountRole;
}
