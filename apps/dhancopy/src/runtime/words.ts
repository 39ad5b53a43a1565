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
      return refusedWords('ADDRESS', said, clientId);
    case 'TOKEN':
      return refusedWords('TOKEN', said, clientId);
    case 'PLAN':
      return planWords(said);
    case 'LOGIN':
      return `the broker refuses the login (${said})${clientId === undefined ? '' : `; store it again with ${totpCommand(clientId)}`}`;
    case null:
      return error.request ? `${error.request}: ${said}` : said;
  }
}

/** Of the broker's codes, the one that says that an account is not subscribed to the trading API. */
const NO_PLAN = 'DH-902: ';

/** What the broker refuses where it takes no order of an account, and what to do. @param said - the broker's code and words */
export function refusedWords(refusal: 'TOKEN' | 'ADDRESS', said: string, clientId?: string): string {
  if (refusal === 'ADDRESS') {
    return `the broker refuses this machine's address (${said}); register it as static IP at web.dhan.co`;
  }
  if (said.startsWith(NO_PLAN)) return planWords(said);
  const fix = clientId === undefined ? '' : `; store a new one with ${tokenCommand(clientId)}`;
  return `the broker refuses the token (${said})${fix}`;
}

function planWords(said: string): string {
  return `the account has no access to this part of the API (${said}); subscribe at web.dhan.co`;
}
