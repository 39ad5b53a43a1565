import { inspectFile } from '../../store/file/inspect.ts';
import { DatabaseFileError } from '../../store/file/errors.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { loadKey } from '../../store/secrets/vault-key.ts';
import type { VaultKey } from '../../store/secrets/vault-key.ts';
import type { Context } from '../context.ts';

/** @throws {DatabaseFileError} when the folder holds no database of ours */
export function needDatabase({ settings }: Context): void {
  if (inspectFile(settings.databasePath).kind === 'ours') return;
  throw new DatabaseFileError(
    'DATABASE_MISSING',
    `there is no dhancopy database at ${settings.databasePath}; run "dhancopy init" first`,
  );
}

/**
 * Reads the database while others use it.
 * @param key - only for what needs secrets opened
 * @throws {DatabaseFileError}
 */
export function readDatabase<T>(ctx: Context, read: (store: Store) => T, key?: VaultKey): T {
  const store = openStore({ path: ctx.settings.databasePath, readOnly: true, key });
  try {
    return read(store);
  } finally {
    store.close();
  }
}

/** The key when it can be had; without it only secrets stay closed. */
export function keyIfAny(ctx: Context): VaultKey | undefined {
  try {
    return loadKey(ctx.io.env, ctx.settings.home);
  } catch {
    return undefined;
  }
}
