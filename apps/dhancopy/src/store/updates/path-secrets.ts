import { createHash } from 'node:crypto';
import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import type { SecretPlace, Vault } from '../secrets/vault.ts';

/** What a post's address is looked up by, so that the secret itself is nowhere in the clear. SHA-256 in hex; the secret is 32 random bytes. */
export function pathHash(pathSecret: string): string {
  return createHash('sha256').update(pathSecret).digest('hex');
}

export function pathSecretPlace(id: number): SecretPlace {
  return { table: 'postback_configs', row: id, column: 'path_secret' };
}

/** An address as builds before 0015 stored it, with its secret at the end. */
const WHOLE = /^(.+\/postback\/)([\w-]{43})$/;

/** Seals the secrets of addresses that an earlier build stored in the clear, in this file or in a backup. @throws {KeyError} KEY_MISSING */
export function sealPathSecrets(db: Connection, vault: Vault): void {
  const open = new Statement<{ id: number; webhook_url: string }>(
    db,
    "select id, webhook_url from postback_configs where path_hash is null and webhook_url glob '*/postback/*'",
  );
  if (open.get() === undefined) return;
  const write = new Statement(
    db,
    'update postback_configs set webhook_url = ?, path_secret = ?, path_hash = ? where id = ?',
  );
  db.transaction(() => {
    for (const { id, webhook_url } of open.all()) {
      const [, base, secret] = WHOLE.exec(webhook_url) ?? [];
      if (base === undefined || secret === undefined) continue;
      write.run(base, vault.seal(secret, pathSecretPlace(id)), pathHash(secret), id);
    }
  });
}
