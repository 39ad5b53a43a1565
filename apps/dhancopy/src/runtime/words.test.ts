import { expect, it } from 'vitest';
import { DhanError } from '@dhancopy/dhan/errors';
import { readAccessToken } from '@dhancopy/dhan/auth/access-token';
import { refusedWords, wordsFor } from './words.ts';

const refused = (authFault: 'TOKEN' | 'LOGIN'): DhanError =>
  new DhanError({
    code: 'DH-901',
    class: 'auth',
    authFault,
    message: 'invalid',
    httpStatus: 401,
    request: 'GET /profile',
  });

it('an account without a token was not refused by anybody', () => {
  let thrown: unknown;
  try {
    readAccessToken('', 'GET /profile');
  } catch (error) {
    thrown = error;
  }
  expect(wordsFor(thrown, '1100000004')).toBe(
    'no token: run "dhancopy account token --client-id 1100000004 --token-stdin"',
  );
});

it('advises whole commands, and none where no account is known', () => {
  expect(wordsFor(refused('TOKEN'), '1100000004')).toBe(
    'the broker refuses the token (DH-901: invalid); store a new one with "dhancopy account token --client-id 1100000004 --token-stdin"',
  );
  expect(wordsFor(refused('LOGIN'), '1100000004')).toContain(
    '"dhancopy account login-method --client-id 1100000004 --method totp --secrets-stdin"',
  );
  expect(wordsFor(refused('TOKEN'))).toBe('the broker refuses the token (DH-901: invalid)');
});

it('a refused order names the token, the address or the missing access', () => {
  expect(refusedWords('TOKEN', 'DH-901: invalid', '1100000004')).toBe(wordsFor(refused('TOKEN'), '1100000004'));
  expect(refusedWords('ADDRESS', 'DH-905: Invalid IP')).toContain(
    "refuses this machine's address (DH-905: Invalid IP)",
  );
  expect(refusedWords('TOKEN', 'DH-902: no access', '1100000004')).toMatch(/^the account has no access/);
});
