import { join } from 'node:path';
import type { Command } from 'commander';
import { Connection } from '../../store/connection.ts';
import { rotateKey } from '../../store/care/rotate-key.ts';
import { openStore } from '../../store/store.ts';
import { loadKey } from '../../store/vault-key.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase } from '../engine/database.ts';
import { withLock } from '../engine/with-lock.ts';
import { UsageError } from '../errors.ts';
import { auditCare } from '../engine/audit-care.ts';
import type { Io } from '../io.ts';

export function registerDbRotateKey(db: Command, io: Io): void {
  const command = db
    .command('rotate-key')
    .description('makes a new key, and seals every stored secret with it')
    .addHelpText(
      'after',
      `
Refused while an engine runs: it holds the old key, and would seal with it. Stop it, rotate, start it; that takes seconds.
The old key stays beside the new one under its name, because backups from before need it. Delete it when they are gone.
${examples('db rotate-key')}`,
    );
  onRun(command, io, async (ctx) => {
    const { env } = io;
    const { home, databasePath: path } = ctx.settings;
    if (env['DHANCOPY_KEY']) {
      throw new UsageError(
        'the key comes from DHANCOPY_KEY, which a command cannot change; put it into a file that DHANCOPY_KEY_FILE names, and run this again',
      );
    }
    needDatabase(ctx);
    await withLock(ctx, () => {
      // Finishes a rotation that was stopped, and brings the file up to date.
      openStore({ path, key: loadKey(env, home) }).close();
      const connection = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });
      try {
        const done = rotateKey(connection, env['DHANCOPY_KEY_FILE'] || join(home, 'key'));
        auditCare(ctx, 'db.rotate-key', { oldKey: done.oldKey, newKey: done.newKey, sealed: done.sealed });
        ctx.print(
          done,
          [
            `${done.sealed} secrets are sealed with the new key ${done.newKey}`,
            ...(done.neverSealed > 0
              ? [
                  `${done.neverSealed} values had never been sealed, and were left as they are: store those secrets again`,
                ]
              : []),
            `the old key is kept as ${done.oldKeyFile}; backups from before need it. Back the new key up now`,
          ].join('\n'),
        );
      } finally {
        connection.close();
      }
    });
  });
}
