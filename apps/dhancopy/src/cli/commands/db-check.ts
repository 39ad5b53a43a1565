import type { Command } from 'commander';
import { checkDatabase } from '../../store/care/check.ts';
import { healthWords, isHealthy } from '../../store/care/health.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase } from '../engine/database.ts';
import { FailedError } from '../errors.ts';
import type { Io } from '../io.ts';

export function registerDbCheck(db: Command, io: Io): void {
  const command = db
    .command('check')
    .description('check the whole file: every page, index and reference; the engine may keep running')
    .addHelpText('after', examples('db check', 'db check --json'));
  onRun(command, io, (ctx) => {
    needDatabase(ctx);
    const health = checkDatabase(ctx.settings.databasePath);
    const { damage, orphans } = health;
    const lines = [...damage, ...orphans.map((orphan) => healthWords({ damage: [], orphans: [orphan] }))];
    if (isHealthy(health)) {
      ctx.print(health, 'the database is whole: pages, indexes, references');
      return;
    }
    ctx.print(health, lines.join('\n'));
    const what =
      damage.length > 0 ? 'the database is damaged; stop, keep a copy, and restore the latest backup' : lines[0];
    throw new FailedError(what ?? 'the database is not whole', damage.length > 0);
  });
}
