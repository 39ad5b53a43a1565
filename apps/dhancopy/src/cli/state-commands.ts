import type { Command } from 'commander';
import type { z } from 'zod';
import type { Operation } from '../runtime/operations/operation.ts';
import type { Io } from './io.ts';
import { operationCommand } from './operation-command.ts';

/** `pause` and `resume` of an account or a link. @param words.who - the flags that name it, for the examples */
export function stateCommands<Schema extends z.ZodObject>(
  noun: Command,
  io: Io,
  definition: Operation<Schema>,
  words: { readonly pause: string; readonly resume: string; readonly who: string },
): void {
  const name = noun.name();
  operationCommand(noun, io, definition, {
    name: 'pause',
    description: words.pause,
    without: ['state'],
    flags: (command) => command.option('--all', 'stop exits too'),
    input: (_ctx, { all }) => ({ state: all === true ? 'HALTED' : 'REDUCING' }),
    examples: [`${name} pause ${words.who}`, `${name} pause ${words.who} --all`],
  });
  operationCommand(noun, io, definition, {
    name: 'resume',
    description: words.resume,
    without: ['state'],
    input: () => ({ state: 'ACTIVE' }),
    examples: [`${name} resume ${words.who}`],
  });
}
