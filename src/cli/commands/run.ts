import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { parsePort } from '../flags/values.ts';
import type { Io } from '../io.ts';
import type { RunOptions } from '../run-options.ts';

export function registerRun(program: Command, io: Io): void {
  const command = program
    .command('run')
    .description('the engine and the local server, until stopped (Ctrl-C; a second one stops at once)')
    .option('--port <number>', 'port of the local server on 127.0.0.1', parsePort, 8420)
    .option('--postback-port <number>', 'also takes postbacks on this port, see "postback set"', parsePort)
    .option(
      '--postback-host <address>',
      'where that port listens; behind a proxy on this machine leave it',
      '127.0.0.1',
    )
    .addHelpText('after', examples('run', 'run --port 8421', 'run --json   # structured logs, also on a terminal'));
  // Loaded when it is needed: a kill must not wait for a web server's code.
  onRun<RunOptions>(command, io, async (ctx, options) => (await import('../serve.ts')).serve(ctx, options));
}
