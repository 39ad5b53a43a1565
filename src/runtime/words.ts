import { DhanError } from '../dhan/errors.ts';

/** The broker hides a refused address behind DH-905; DH-911 is listed by secondary sources. */
export function isAddressRefusal(why: string): boolean {
  return /invalid ip|DH-911/i.test(why);
}

/** What went wrong at the broker, and what to do. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof DhanError)) return error instanceof Error ? error.message : String(error);
  const said = `${error.code}: ${error.message}`;
  if (error.class !== 'auth') return `${error.request}: ${said}`;
  return isAddressRefusal(said)
    ? `the broker refuses this machine's address (${said}); register it as static IP at web.dhan.co`
    : `the broker refuses the token (${said}); store a new one with "dhancopy account token"`;
}
