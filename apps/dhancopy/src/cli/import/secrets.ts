import { UsageError } from '../errors.ts';

export type AccountSecret =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'totp'; readonly pin: string; readonly totpSecret: string };

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
    if (secrets.has(id)) throw new UsageError(`${where}: ${id} is there twice`);
    secrets.set(
      id,
      second === undefined ? { kind: 'token', token: first } : { kind: 'totp', pin: first, totpSecret: second },
    );
  }
  return secrets;
}
