import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { makePrivateFolder } from '../../store/file/folder.ts';
import { inspectFile } from '../../store/file/inspect.ts';
import { openStore } from '../../store/store.ts';
import { createKeyFile, loadKey } from '../../store/secrets/vault-key.ts';
import type { VaultKey } from '../../store/secrets/vault-key.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import type { Io } from '../io.ts';

export function registerInit(program: Command, io: Io): void {
  const command = program
    .command('init')
    .description('create the data folder, key and database (existing ones are kept)')
    .addHelpText('after', examples('init', 'init --json') + WHERE);
  onRun(command, io, init);
}

const WHERE = `

The data folder is DHANCOPY_HOME, or ./data. If DHANCOPY_KEY or DHANCOPY_KEY_FILE is set, the key is read from there.`;

/** The key of a data folder, found or made. */
export interface Made {
  readonly key: VaultKey;
  readonly isNew: boolean;
  /** Where the key is, in words; null when it comes from a variable. */
  readonly path: string | null;
}

function init(ctx: Context): void {
  const { home, databasePath } = ctx.settings;
  // A file that is not ours is refused before anything is made next to it.
  const found = inspectFile(databasePath);
  makePrivateFolder(home);
  const { key, isNew, path } = makeKey(ctx, found.kind === 'ours');
  openStore({ path: databasePath, key }).close();
  const isNewDatabase = found.kind !== 'ours';
  ctx.print(
    { home, database: { path: databasePath, created: isNewDatabase }, key: { path, created: isNew } },
    [
      `data folder  ${home}`,
      `database     ${databasePath}${isNewDatabase ? '' : ' (already existed)'}`,
      `key          ${path ?? 'from the environment'}${isNew ? '' : ' (already existed)'}`,
      ...(isNew ? ['', BACK_UP] : []),
      '',
      'Next: add a leader and followers, link them, check, run:',
      '  npx dhancopy account add --role leader --client-id ID --name NAME --token-stdin',
      '  npx dhancopy account add --role follower --client-id ID --name NAME --token-stdin',
      '  npx dhancopy link add --leader ID --follower ID --sizing fixed_ratio --ratio 0.5',
      '  npx dhancopy doctor',
      '  npx dhancopy run',
    ].join('\n'),
  );
}

const BACK_UP =
  'Back up the key now, in another place than the database. Without the key, no stored token can be read again;\n' +
  'whoever has both can trade on every account.';

/** A database that is there was made with a key: it has to be found, a new one would open nothing. */
export function makeKey(ctx: Context, hasDatabase: boolean): Made {
  const { env } = ctx.io;
  const { home } = ctx.settings;
  const path = env['DHANCOPY_KEY'] ? null : env['DHANCOPY_KEY_FILE'] || join(home, 'key');
  if (path === null || existsSync(path) || hasDatabase) return { key: loadKey(env, home), isNew: false, path };
  return { key: createKeyFile(path), isNew: true, path };
}
