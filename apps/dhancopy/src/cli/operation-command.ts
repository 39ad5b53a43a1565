import { userInfo } from 'node:os';
import { formatCount } from '@dhancopy/domain/rupees';
import { Option } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { issueWords } from '../runtime/operations/issue-words.ts';
import type { Operation } from '../runtime/operations/operation.ts';
import { maskTokens } from '../store/secrets/redact.ts';
import { examples, onRun } from './command.ts';
import type { Context } from './context.ts';
import { operateAndPrint } from './engine/operate.ts';
import { UsageError } from './errors.ts';
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
  const fields = Object.entries<z.core.$ZodType>(schema.shape).filter(
    ([key]) => !['op', 'by', ...without].includes(key),
  );
  for (const [key, field] of fields) command.addOption(flagOf(key, field));
  flags?.(command);
  command.addHelpText('after', help === '' ? examples(...setup.examples) : `\n${help}\n${examples(...setup.examples)}`);
  return onRun<Readonly<Record<string, unknown>>>(command, io, async (ctx, options) => {
    const given = fields.filter(([key]) => options[key] !== undefined).map(([key]) => [key, options[key]] as const);
    await operateAndPrint(ctx, definition, {
      ...Object.fromEntries(given),
      ...('by' in schema.shape && { by: whoAsks() }),
      ...(await input?.(ctx, options)),
    });
  });
}

/** The flag of a field, for commands that build their question by hand. */
export function flagOf(key: string, field: z.core.$ZodType): Option {
  const { inner, isOptional } = unwrap(field);
  const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const { description = '', value = 'text' } = metaOf(field);
  if (inner instanceof z.ZodBoolean) return new Option(`--${name}`, description);
  const isEnum = inner instanceof z.ZodEnum;
  const option = new Option(`--${name} <${isEnum && value === 'text' ? name : value}>`, description);
  option.makeOptionMandatory(!isOptional);
  return isEnum ? option.choices(inner.options.map(String)) : option.argParser((text) => parse(name, inner, text));
}

/** The operator who asks, for the record: the user of this machine. */
export function whoAsks(): string {
  try {
    return userInfo().username || 'command line';
  } catch {
    return 'command line';
  }
}

interface Meta {
  readonly description?: string;
  /** What stands between < and > in the help. */
  readonly value?: string;
}

function unwrap(field: z.core.$ZodType): { inner: z.core.$ZodType; isOptional: boolean } {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) {
    return { inner: unwrap(field.def.innerType).inner, isOptional: true };
  }
  return { inner: field, isOptional: false };
}

/** What a field says of itself, or what it wraps. */
function metaOf(field: z.core.$ZodType): Meta {
  const own = z.globalRegistry.get(field) as Meta | undefined;
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault)
    return { ...metaOf(field.def.innerType), ...own };
  return own ?? {};
}

/** @throws {UsageError} naming the flag, what was expected and what was found */
function parse(flag: string, field: z.core.$ZodType, text: string): unknown {
  const read = z.safeParse(field, text, { error: issueWords });
  if (read.success) return read.data;
  // What was expected and found first, then the advice.
  const [expected = 'not valid', ...advice] = (read.error.issues[0]?.message ?? 'not valid').split('; ');
  throw new UsageError(`--${flag}: ${[`${expected}${foundWords(text)}`, ...advice].join('; ')}`);
}

/** A value in the wrong place may be a secret: a token, or an address with a password. */
function foundWords(text: string): string {
  if (maskTokens(text) !== text || /:\/\/[^/]*@/.test(text)) return ', and found a text that may be a secret';
  if (text.length > 60) return `, and found ${formatCount(text.length)} characters`;
  return `, and found ${JSON.stringify(text)}`;
}
