import { DhanError, OWN_CODES } from '@dhancopy/dhan/errors';
import { tokenCommand, totpCommand } from './advice.ts';

/** What went wrong at the broker, and what to do. @param clientId - the account that asked; without it, no command is named */
export function wordsFor(error: unknown, clientId?: string): string {
  if (!(error instanceof DhanError)) return error instanceof Error ? error.message : String(error);
  const isOwn = OWN_CODES.some((code) => code === error.code);
  const said = isOwn ? error.message : `${error.code}: ${error.message}`;
  // The broker was not asked.
  if (error.code === 'NO_TOKEN') return clientId === undefined ? 'no token' : `no token: run ${tokenCommand(clientId)}`;
  switch (error.authFault) {
    case 'IP':
      return `the broker refuses this machine's address (${said}); register it as static IP at web.dhan.co`;
    case 'TOKEN':
      return `the broker refuses the token (${said})${clientId === undefined ? '' : `; store a new one with ${tokenCommand(clientId)}`}`;
    case 'PLAN':
      return `the account has no access to this part of the API (${said}); subscribe at web.dhan.co`;
    case 'LOGIN':
      return `the broker refuses the login (${said})${clientId === undefined ? '' : `; store it again with ${totpCommand(clientId)}`}`;
    case null:
      return error.request ? `${error.request}: ${said}` : said;
  }
}
