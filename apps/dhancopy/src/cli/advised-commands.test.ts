import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { processIo } from './io.ts';
import { createProgram } from './program.ts';

const SOURCE = fileURLToPath(new URL('../', import.meta.url));

/** `"dhancopy account token --client-id ${clientId} --token-stdin"` in a message, or such a command at its end. */
const COMMAND = /"dhancopy ([a-z][^"\n]*)"|[`':] ?dhancopy ([a-z][^`"'\n]*)[`']/g;
const PROGRAM = await createProgram(processIo());
const FIRST_WORDS: ReadonlySet<string> = new Set(PROGRAM.commands.map((each) => each.name()));

/** With the file it is in. */
const ADVISED = globSync('**/*.ts', { cwd: SOURCE })
  .filter((file) => !file.includes('test'))
  .flatMap((file) =>
    [...readFileSync(SOURCE + file, 'utf8').matchAll(COMMAND)]
      // Without quotation marks, "dhancopy is running" looks like a command.
      .filter(([, quoted, last]) => quoted !== undefined || FIRST_WORDS.has(last?.split(' ')[0] ?? ''))
      .map(([, quoted, last]) => [quoted ?? last ?? '', file] as const),
  );

/** Commands that ask for one of several flags, and refuse to work without it. */
const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  'account token': ['--token-stdin', '--token-file'],
  'account login-method': ['--secrets-stdin', '--secrets-file'],
};

/** Where a command is named, and its flags depend on what the user wants. */
const NAMED: ReadonlySet<string> = new Set(['cli/status/broker-controls.ts: broker ${command} ${clientId}']);

describe('each command that a message advises', () => {
  it('is found', () => {
    expect(ADVISED.length).toBeGreaterThan(60);
  });

  it.each(ADVISED)('%s (%s) is there, and has every flag that it needs', (text, file) => {
    if (NAMED.has(`${file}: ${text}`)) return;
    const words = text.replaceAll(/\$\{[^}]*\}/g, 'VALUE').split(' ');
    let command: Command = PROGRAM;
    while (words[0] !== undefined) {
      const next = command.commands.find((each) => each.name() === words[0]);
      if (!next) break;
      command = next;
      words.shift();
    }
    expect(command.commands, 'a command, not a group of them').toEqual([]);
    const flags = words.filter((word) => word.startsWith('--'));
    const known = command.options.flatMap(({ long }) => long ?? []);
    expect(known).toEqual(expect.arrayContaining(flags));
    const needed = command.options
      .filter(({ mandatory, defaultValue }) => mandatory && defaultValue === undefined)
      .flatMap(({ long }) => long ?? []);
    expect(flags).toEqual(expect.arrayContaining(needed));
    const choice = Object.entries(ONE_OF).find(([name]) => text.startsWith(`${name} `))?.[1];
    if (choice) expect(flags.some((flag) => choice.includes(flag))).toBe(true);
    const given = words.filter((word) => !word.startsWith('--')).length;
    expect(given).toBeGreaterThanOrEqual(command.registeredArguments.filter(({ required }) => required).length);
  });
});
