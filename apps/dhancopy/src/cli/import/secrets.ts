import { UsageError } from '../errors.ts';

export type AccountSecret = {
  /** Where it stands. Its first word may be a PIN whose client id was forgotten, so the line is named, and not the word. */
  readonly where: string;
} & (
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'totp'; readonly pin: string; readonly totpSecret: string }
);

/**
 * One account a line: `<client id> <token>`, or `<client id> <PIN> <TOTP secret>`. No line is ever shown.
 * @throws {UsageError} naming the line
 */
export function parseSecrets(text: string): Map<string, AccountSecret> {
  const secrets = new Map<string, AccountSecret>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [id = '', first, second, ...more] = line.trim().split(/[\s,;]+/);
    const where = `secrets, line ${index + 1}`;
    if (!/^\d+$/.test(id) || first === undefined || more.length > 0) {
      throw new UsageError(
        `${where}: expected a client id with its token, or with its PIN and TOTP secret, found something else`,
      );
    }
    if (secrets.has(id)) throw new UsageError(`${where}: its client id is there twice`);
    secrets.set(
      id,
      second === undefined
        ? { where, kind: 'token', token: first }
        : { where, kind: 'totp', pin: first, totpSecret: second },
    );
  }
  return secrets;
}
