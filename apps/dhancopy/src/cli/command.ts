import type { Command } from 'commander';
import { createContext } from './context.ts';
import type { Context, GlobalOptions } from './context.ts';
import type { Io } from './io.ts';

/** Gives a command its action, with the context made of the global options. */
// The caller names the shape that its own flags were read to; commander cannot know it.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function onRun<Options extends object>(
  command: Command,
  io: Io,
  run: (ctx: Context, options: Options) => Promise<void> | void,
): Command {
  return command.action(async () => {
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    await run(createContext(io, options), options);
  });
}

/** Examples under the help of a command. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ npx dhancopy ${line}`).join('\n')}`;
}
