import { plainText } from '@dhancopy/domain/plain-text';
import { Command, CommanderError } from 'commander';
import { entriesFor } from './command-table.ts';
import { EXIT, exitCodeOf, describeError } from './exit.ts';
import type { ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** Runs one command. @returns the exit code: 0 done, 1 failed, 2 wrong use, 3 refused by a safety rule */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  const isJson = args.includes('--json');
  try {
    await (await createProgram(io, args)).parseAsync([...args], { from: 'user' });
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

/** @param args - what is to be parsed; without it, the program has every command */
export async function createProgram(io: Io, args: readonly string[] = []): Promise<Command> {
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
  const registers = await Promise.all(entriesFor(args).map(({ load }) => load()));
  for (const register of registers) register(program, io);
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
