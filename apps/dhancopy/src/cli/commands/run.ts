import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { parsePort } from '../flags/values.ts';
import type { Io } from '../io.ts';
import type { RunOptions } from '../run-options.ts';

export function registerRun(program: Command, io: Io): void {
  const command = program
    .command('run')
    .description('start the engine and the local server; Ctrl-C stops them, a second Ctrl-C stops at once')
    .option('--port <number>', 'port of the local server on 127.0.0.1', parsePort, 8420)
    .option('--postback-port <number>', 'receive postbacks on this port, see "postback set"', parsePort)
    .option(
      '--postback-host <address>',
      'address that the postback port listens on; keep the default behind a proxy on this machine',
      '127.0.0.1',
    )
    .option(
      '--quiet',
      'do not print a line for each copy, skip and correction; print only messages and warnings of the engine, and each kill, pause, resume and flatten',
    )
    .addHelpText('after', examples('run', 'run --port 8421', 'run --json   # structured logs, also on a terminal'));
  // Loaded when it is needed: a kill must not wait for a web server's code.
  onRun<RunOptions>(command, io, async (ctx, options) => (await import('../serve.ts')).serve(ctx, options));
}
