import { DhanError, OWN_CODES } from '@dhancopy/dhan/errors';

/** What went wrong at the broker, and what to do. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof DhanError)) return error instanceof Error ? error.message : String(error);
  const isOwn = OWN_CODES.some((code) => code === error.code);
  const said = isOwn ? error.message : `${error.code}: ${error.message}`;
  switch (error.authFault) {
    case 'IP':
      return `the broker refuses this machine's address (${said}); register it as static IP at web.dhan.co`;
    case 'TOKEN':
      return `the broker refuses the token (${said}); store a new one with "dhancopy account token"`;
    case 'PLAN':
      return `the account has no access to this part of the API (${said}); subscribe at web.dhan.co`;
    case 'LOGIN':
      return `the broker refuses the login (${said}); store it again with "dhancopy account login-method"`;
    case null:
      return error.request ? `${error.request}: ${said}` : said;
  }
}
