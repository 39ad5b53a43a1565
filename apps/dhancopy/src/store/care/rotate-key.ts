import { createKeyFile, readKeyFile } from '../secrets/vault-key.ts';
import type { VaultKey } from '../secrets/vault-key.ts';
import { existsSync, linkSync, rmSync } from 'node:fs';
import { checkKey, rememberKey } from '../secrets/key-check.ts';
import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import { SECRET_COLUMNS, Vault, type SecretPlace } from '../secrets/vault.ts';
import { replaceFile } from './durable.ts';
import { quoted } from './health.ts';

export type Rotated = {
  readonly oldKey: string;
  readonly newKey: string;
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Values that no key had sealed, as other programs may have written them; they were left as they are. */
  readonly neverSealed: number;
  /** The old key: backups from before the rotation need it. */
  readonly oldKeyFile: string;
};

export type RotationSteps = {
  /** The database is sealed with the new key, whatever comes after: for who holds the old one. */
  readonly onSealed?: (key: VaultKey) => void;
  /** For tests that stop in between. */
  readonly onStep?: (step: 'key made' | 'sealed again' | 'old key kept') => void;
};

/**
 * Makes a new key and seals every secret with it, in one transaction. Stopped before the commit, the key file opens the database, and
 * the next rotation begins again; stopped after it, the new key is in `<key file>.new`, where `loadKey` finds it and puts it in place.
 *
 * Only the one process that writes secrets may do it: the engine where one runs, and it has to take the new key up (`onSealed`).
 *
 * @throws {KeyError} KEY_WRONG when the key file does not fit the database
 * @throws {SecretError} SECRET_MOVED naming a value that the old key does not open; nothing was changed
 */
export function rotateKey(
  db: Connection,
  keyPath: string,
  { onStep = () => undefined, onSealed = () => undefined }: RotationSteps = {},
): Rotated {
  const old = readKeyFile(keyPath);
  checkKey(db, old);
  const incoming = `${keyPath}.new`;
  // One that the database knew would have been put in place by whoever loaded the key: this one was never used.
  rmSync(incoming, { force: true });
  const next = createKeyFile(incoming);
  onStep('key made');
  const counts = db.transaction(() => sealAnew(db, old, next));
  onSealed(next);
  onStep('sealed again');
  const oldKeyFile = `${keyPath}.${old.id}`;
  if (!existsSync(oldKeyFile)) linkSync(keyPath, oldKeyFile);
  onStep('old key kept');
  replaceFile(incoming, keyPath);
  // What the log still holds was sealed with the old key.
  db.exec('pragma wal_checkpoint(truncate)', 'writing back the log');
  return { oldKey: old.id, newKey: next.id, ...counts, oldKeyFile };
}

function sealAnew(db: Connection, old: VaultKey, next: VaultKey): { sealed: number; neverSealed: number } {
  const [from, to] = [new Vault(old), new Vault(next)];
  let [sealed, neverSealed] = [0, 0];
  const turn = (value: string, place: SecretPlace): string | null => {
    if (!Vault.isSealed(value)) {
      neverSealed += 1;
      return null;
    }
    sealed += 1;
    return to.seal(from.open(value, place), place);
  };
  const changes = new Statement<{ last: number | null }>(db, 'select max(id) as last from config_changes').get()?.last;
  for (const { table, column, key, where } of PLACES) {
    const rows = new Statement<{ at: number | string; place: string; value: string }>(
      db,
      `select ${quoted(identityOf(table))} as at, cast(${key} as text) as place, ${column} as value from ${table} where ${column} is not null and ${where}`,
    ).all();
    const write = new Statement(db, `update ${table} set ${column} = ? where ${quoted(identityOf(table))} = ?`);
    for (const { at, place, value } of rows) {
      const resealed = turn(value, placeOf(table, column, place));
      if (resealed !== null) write.run(resealed, at);
    }
  }
  // The same values under another seal are no changes of the configuration.
  new Statement(db, 'delete from config_changes where id > ?').run(changes ?? 0);
  new Statement(db, 'delete from vault_keys').run();
  rememberKey(db, next);
  return { sealed, neverSealed };
}

type Place = { readonly table: string; readonly column: string; readonly key: string; readonly where: string };

/** Every column with a seal, the history before the configuration that adds to it; `vault_keys` is written again. */
const PLACES: readonly Place[] = [
  { table: 'config_changes', column: 'old_value', key: 'key', where: 'old_is_sensitive = 1' },
  { table: 'config_changes', column: 'new_value', key: 'key', where: 'new_is_sensitive = 1' },
  { table: 'migration_leftovers', column: 'row', key: "source_table || ':' || source_rowid", where: 'is_sealed = 1' },
  ...SECRET_COLUMNS.filter(({ table }) => table !== 'vault_keys').map(({ table, column, key }) => ({
    table,
    column,
    key,
    where: table === 'config' ? 'is_sensitive = 1' : `${column} <> ''`,
  })),
];

/** The history of the configuration keeps the seals of its rows. */
function placeOf(table: string, column: string, row: string): SecretPlace {
  return table === 'config_changes' ? { table: 'config', row, column: 'value' } : { table, row, column };
}

function identityOf(table: string): string {
  if (table === 'config') return 'key';
  return table === 'account_logins' ? 'account_id' : 'id';
}
