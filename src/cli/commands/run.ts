import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { parsePort } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerRun(program: Command, io: Io): void {
  const command = program
    .command('run')
    .description('the engine and the local server, until stopped (Ctrl-C; a second one stops at once)')
    .option('--port <number>', 'port of the local server on 127.0.0.1', parsePort, 8420)
    .addHelpText('after', examples('run', 'run --port 8421', 'run --json   # structured logs, also on a terminal'));
  // Loaded when it is needed: a kill must not wait for a web server's code.
  onRun<{ port: number }>(command, io, async (ctx, options) => (await import('../serve.ts')).serve(ctx, options));
}
