import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';

export function registerDbRotateKey(db: Command, io: Io): void {
  const command = db
    .command('rotate-key')
    .description('makes a new key, and seals every stored secret with it')
    .addHelpText(
      'after',
      `
A running engine does it itself and goes on with the new key; orders wait for some milliseconds.
The old key stays beside the new one under its name, because backups from before need it. Delete it when they are gone.
${examples('db rotate-key')}`,
    );
  onRun(command, io, async (ctx) => {
    const { env } = io;
    const { home } = ctx.settings;
    if (env['DHANCOPY_KEY']) {
      throw new UsageError(
        'the key comes from DHANCOPY_KEY, which a command cannot change; put it into a file that DHANCOPY_KEY_FILE names, and run this again',
      );
    }
    await operateAndPrint(ctx, { op: 'key.rotate', keyPath: resolve(env['DHANCOPY_KEY_FILE'] || join(home, 'key')) });
  });
}
