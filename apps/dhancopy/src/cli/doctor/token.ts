import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { ActiveToken } from '../../store/accounts/tokens.ts';
import { formatDuration, formatTime } from '../format/time.ts';
import { about } from './finding.ts';
import type { Finding } from './finding.ts';

/** A token lives a day at the most; with less than this it may not last the session (09:15 to 15:30). */
const SOON_MS = 2 * 3_600_000;

/** Both checks found the same: the broker's word counts, whatever the token says of itself. */
export function refusedToken(claims: Finding, refusal: Finding): Finding {
  if (claims.verdict === 'failed') return claims;
  return { ...refusal, check: claims.check, found: `${refusal.found}, although it reads: ${claims.found}` };
}

/** What the token says of itself, without asking the broker. */
export function checkToken(scope: string, account: AccountRow, token: ActiveToken, nowMs: number): Finding {
  const { ok, warning, failed } = about(scope, 'token');
  const fix = `make a new one at web.dhan.co, then: dhancopy account token --client-id ${account.account_id} --token-stdin`;
  const claims = readTokenClaims(token.access_token);
  if (!claims) return failed('the stored text is not a token', fix);
  if (claims.dhanClientId !== null && claims.dhanClientId !== account.account_id) {
    return failed(`it belongs to client ${claims.dhanClientId}`, fix);
  }
  if (claims.expiresAtMs === null)
    return warning('it has no expiry time', 'nothing to do if the profile check below is ok');
  const left = claims.expiresAtMs - nowMs;
  const when = formatTime(claims.expiresAtMs);
  if (left <= 0) return failed(`it expired ${when}, ${formatDuration(left)} ago`, fix);
  if (left < SOON_MS) return warning(`it expires ${when}, in ${formatDuration(left)}`, fix);
  return ok(`until ${when}, ${formatDuration(left)} left`);
}
