import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';

export function registerDbRotateKey(db: Command, io: Io): void {
  const command = db
    .command('rotate-key')
    .description('create a new key and encrypt every stored secret with it')
    .addHelpText(
      'after',
      `
A running engine rotates the key itself and continues with the new one; orders wait for a few milliseconds.
The old key is kept next to the new one under its id, because earlier backups need it. Delete it when they are gone.
${examples('db rotate-key')}`,
    );
  onRun(command, io, async (ctx) => {
    const { env } = io;
    const { home } = ctx.settings;
    if (env['DHANCOPY_KEY']) {
      throw new UsageError(
        'the key comes from DHANCOPY_KEY, which a command cannot change; put the key into a file, name it in DHANCOPY_KEY_FILE, and run this again',
      );
    }
    await operateAndPrint(ctx, { op: 'key.rotate', keyPath: resolve(env['DHANCOPY_KEY_FILE'] || join(home, 'key')) });
  });
}
