import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { parseClientId, parsePort } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerAccountLogin(account: Command, io: Io): void {
  const command = account
    .command('login')
    .description('log in with an API key or as a partner: print the address of the login page and wait for you')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .option('--port <number>', 'local port that the browser returns to, when no engine runs', parsePort, 8420)
    .addHelpText(
      'after',
      `
Set the redirect URL of the API key at web.dhan.co to http://127.0.0.1:8420/login/<client id>. If your browser is on
another machine, forward that port first: ssh -L 8420:127.0.0.1:8420 …
${examples('account login --client-id 1100000001')}`,
    );
  onRun<{ clientId: string; port: number }>(command, io, async (ctx, options) =>
    (await import('../login.ts')).login(ctx, options),
  );
}
