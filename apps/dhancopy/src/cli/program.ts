import { plainText } from '@dhancopy/domain/plain-text';
import { Command, CommanderError } from 'commander';
import { registerAccount } from './commands/account.ts';
import { registerBroker } from './commands/broker.ts';
import { registerConfig } from './commands/config.ts';
import { registerCopies } from './commands/copies.ts';
import { registerDb } from './commands/db.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEdis } from './commands/edis.ts';
import { registerEmulator } from './commands/emulator.ts';
import { registerExport } from './commands/export.ts';
import { registerInit } from './commands/init.ts';
import { registerInstruments } from './commands/instruments.ts';
import { registerFlatten } from './commands/flatten.ts';
import { registerKill } from './commands/kill.ts';
import { registerLink } from './commands/link.ts';
import { registerMargin } from './commands/margin.ts';
import { registerOrders } from './commands/orders.ts';
import { registerPnl } from './commands/pnl.ts';
import { registerPositions } from './commands/positions.ts';
import { registerPostback } from './commands/postback.ts';
import { registerRisk } from './commands/risk.ts';
import { registerRun } from './commands/run.ts';
import { registerStatement } from './commands/statement.ts';
import { registerStatus } from './commands/status.ts';
import { registerStory } from './commands/story.ts';
import { EXIT, exitCodeOf, describeError } from './exit.ts';
import type { ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** Runs one command. @returns the exit code: 0 done, 1 failed, 2 wrong use, 3 refused by a safety rule */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  const isJson = args.includes('--json');
  try {
    await createProgram(io).parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === EXIT.done) return code;
    const { text, json } = describeError(error, args.includes('--verbose'));
    if (text !== '') io.stderr.write(`${plainText(text)}\n`);
    if (isJson && (text !== '' || error instanceof CommanderError))
      io.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
    return code;
  }
}

export function createProgram(io: Io): Command {
  const program = new Command('dhancopy')
    .description("Copy the trades of a leader's DhanHQ account to any number of follower accounts.")
    .version('0.1.0')
    .option('--json', 'print the result as one JSON document; progress goes to stderr')
    .option('--verbose', 'print the stack trace of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(plainText(text)),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(see --help for usage)')
    .addHelpText('after', OVERVIEW);
  registerInit(program, io);
  registerAccount(program, io);
  registerLink(program, io);
  registerRun(program, io);
  registerStatus(program, io);
  registerCopies(program, io);
  registerStory(program, io);
  registerPositions(program, io);
  registerPnl(program, io);
  registerDoctor(program, io);
  registerKill(program, io);
  registerFlatten(program, io);
  registerRisk(program, io);
  registerBroker(program, io);
  registerEdis(program, io);
  registerPostback(program, io);
  registerInstruments(program, io);
  registerStatement(program, io);
  registerOrders(program, io);
  registerMargin(program, io);
  registerConfig(program, io);
  registerDb(program, io);
  registerExport(program, io);
  registerDemo(program, io);
  registerEmulator(program, io);
  return program;
}

const OVERVIEW = `
First steps:
  $ npx dhancopy demo                         see everything at work; no account needed
  $ npx dhancopy init                         create the data folder, key and database
  $ npx dhancopy account add --role leader --client-id 1100000001 --name "Asha" --token-file asha.token
  $ npx dhancopy account add --role follower --client-id 1100000002 --name "Ravi" --token-file ravi.token
  $ npx dhancopy link add --leader 1100000001 --follower 1100000002 --sizing fixed_ratio --ratio 0.5
  $ npx dhancopy doctor && npx dhancopy run

The data folder is DHANCOPY_HOME, or ./data. Exit codes: 0 done, 1 failed, 2 wrong use, 3 refused by a safety rule.`;
