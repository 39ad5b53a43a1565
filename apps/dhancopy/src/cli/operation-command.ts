import { userInfo } from 'node:os';
import { Option } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { flagName, metaOf, notationOf } from '../runtime/operations/field.ts';
import { issueWords } from '../runtime/operations/issue-words.ts';
import type { Operation } from '../runtime/operations/operation.ts';
import { examples, onRun } from './command.ts';
import type { Context } from './context.ts';
import { operateAndPrint } from './engine/operate.ts';
import { UsageError } from './errors.ts';
import { foundWords } from './flags/found-words.ts';
import type { Io } from './io.ts';

export interface OperationCommand {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Text between the flags and the examples. */
  readonly help?: string;
  /** Fields that are no flags of the schema's own making: they are set by `flags` and `input`. */
  readonly without?: readonly string[];
  /** Adds flags that the schema does not give. */
  readonly flags?: (command: Command) => unknown;
  /** Fields that come from elsewhere than their own flag. @throws {UsageError} */
  readonly input?: (ctx: Context, options: Readonly<Record<string, unknown>>) => object | Promise<object>;
}

/** A command that asks for one operation: its flags and their checks come from the operation's schema. */
export function operationCommand<Schema extends z.ZodObject>(
  parent: Command,
  io: Io,
  definition: Operation<Schema>,
  setup: OperationCommand,
): Command {
  const { schema } = definition;
  const { name, description, help = '', without = [], flags, input } = setup;
  const command = parent.command(name).description(description);
  const fields = Object.entries<z.core.$ZodType>(schema.shape)
    .filter(([key]) => !['op', 'by', ...without].includes(key))
    .map(([key, field]) => ({ key, flag: flagOf(key, field) }));
  for (const { flag } of fields) command.addOption(flag);
  flags?.(command);
  command.addHelpText('after', help === '' ? examples(...setup.examples) : `\n${help}\n${examples(...setup.examples)}`);
  return onRun<Readonly<Record<string, unknown>>>(command, io, async (ctx, options) => {
    const given = fields.map(({ key, flag }) => [key, options[flag.attributeName()]] as const);
    await operateAndPrint(ctx, definition, {
      ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
      ...('by' in schema.shape && { by: whoAsks() }),
      ...(await input?.(ctx, options)),
    });
  });
}

/** The flag of a field, for commands that build their question by hand. */
export function flagOf(key: string, field: z.core.$ZodType): Option {
  const { inner, isOptional } = unwrap(field);
  const name = flagName(key, field);
  const { description = '', value = 'text' } = metaOf(field);
  if (inner instanceof z.ZodBoolean) return new Option(`--${name}`, description);
  const isEnum = inner instanceof z.ZodEnum;
  const option = new Option(`--${name} <${isEnum && value === 'text' ? name : value}>`, description);
  option.makeOptionMandatory(!isOptional);
  if (isEnum) return option.choices(inner.options.map(String));
  return option.argParser((text, before: unknown) => parse(name, inner, text, before));
}

/** The operator who asks, for the record: the user of this machine. */
export function whoAsks(): string {
  try {
    return userInfo().username || 'command line';
  } catch {
    return 'command line';
  }
}

function unwrap(field: z.core.$ZodType): { inner: z.core.$ZodType; isOptional: boolean } {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) {
    return { inner: unwrap(field.def.innerType).inner, isOptional: true };
  }
  return { inner: field, isOptional: false };
}

/** @param before - what the same flag gave before @throws {UsageError} naming the flag, what was expected and what was found */
function parse(flag: string, field: z.core.$ZodType, text: string, before: unknown): unknown {
  const notation = notationOf(field);
  const value = notation ? notation.read(text) : text;
  if (notation && value === undefined) throw wrongValue(flag, notation.expected, text);
  const read = z.safeParse(field, value, { error: issueWords });
  if (!read.success) throw wrongValue(flag, read.error.issues[0]?.message ?? 'not valid', text);
  return notation?.join ? notation.join(before, read.data) : read.data;
}

/** What was expected and found first, then the advice. */
function wrongValue(flag: string, words: string, text: string): UsageError {
  const [expected = '', ...advice] = words.split('; ');
  return new UsageError(`--${flag}: ${[`${expected}${foundWords(text)}`, ...advice].join('; ')}`);
}
