import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { parseClientId, parsePort } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerAccountLogin(account: Command, io: Io): void {
  const command = account
    .command('login')
    .description(
      'a login with an API key or as a partner: prints the address of the login page and waits until you are done',
    )
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .option('--port <number>', 'where the browser comes back to, when no engine runs', parsePort, 8420)
    .addHelpText(
      'after',
      `
The redirect URL of the API key at web.dhan.co has to be http://127.0.0.1:8420/login/<client id>. On another machine, forward
that port first: ssh -L 8420:127.0.0.1:8420 …
${examples('account login --client-id 1100000001')}`,
    );
  onRun<{ clientId: string; port: number }>(command, io, async (ctx, options) =>
    (await import('../login.ts')).login(ctx, options),
  );
}
