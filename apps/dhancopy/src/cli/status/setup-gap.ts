import type { AccountRole } from '@dhancopy/domain/account';
import { accountAddCommand, LINK_ADD } from '../../runtime/advice.ts';

/** What is missing before anything can be copied, with the command that comes next. Empty where there is a link. */
export function setupGap(accounts: readonly { readonly role: AccountRole }[], links: number): string[] {
  if (links > 0) return [];
  const missing = (['leader', 'follower'] as const).find((role) => !accounts.some((each) => each.role === role));
  if (missing === undefined) return [`there is no link, so nothing is copied: run ${LINK_ADD}`];
  const what = accounts.length === 0 ? 'account' : `${missing} account`;
  return [`there is no ${what}, so nothing is copied: run ${accountAddCommand(missing)}`];
}
