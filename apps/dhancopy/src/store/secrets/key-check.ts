import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import type { VaultKey } from './vault-key.ts';
import { Vault, wrongKey } from './vault.ts';

const KNOWN_TEXT = 'dhancopy';

/**
 * Tells a wrong key before anything is read or written with it.
 *
 * @returns whether this database knows the key already
 * @throws {KeyError} KEY_WRONG
 * @throws {SecretError} when the check itself was changed
 */
export function checkKey(db: Connection, key: VaultKey): boolean {
  const rows = new Statement<Pick<Row<'vault_keys'>, 'key_id' | 'key_check'>>(
    db,
    'select key_id, key_check from vault_keys order by created_at',
  ).all();
  const first = rows[0];
  if (first === undefined) return false;
  const ours = rows.find((row) => row.key_id === key.id);
  if (ours === undefined) throw wrongKey(first.key_id, key.id);
  new Vault(key).open(ours.key_check, place(key));
  return true;
}

/** Binds a database that has no key yet to this one. */
export function rememberKey(db: Connection, key: VaultKey): void {
  const insert = new Statement(db, 'insert into vault_keys (key_id, key_check, created_at) values (?, ?, ?)');
  insert.run(key.id, new Vault(key).seal(KNOWN_TEXT, place(key)), db.nowSec());
}

function place(key: VaultKey): { table: string; row: string; column: string } {
  return { table: 'vault_keys', row: key.id, column: 'key_check' };
}
