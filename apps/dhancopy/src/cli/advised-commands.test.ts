import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { processIo } from './io.ts';
import { createProgram } from './program.ts';

const SOURCE = fileURLToPath(new URL('../', import.meta.url));

/** `"dhancopy account token --client-id ${clientId} --token-stdin"` in a message, with the file it is in. */
const ADVISED = globSync('**/*.ts', { cwd: SOURCE })
  .filter((file) => !file.includes('test'))
  .flatMap((file) =>
    [...readFileSync(SOURCE + file, 'utf8').matchAll(/"dhancopy ([a-z][^"\n]*)"/g)].map(
      ([, command]) => [command ?? '', file] as const,
    ),
  );

/** Where a command is named, and its flags depend on what the user wants. */
const NAMED: ReadonlySet<string> = new Set([
  'runtime/operations/account-login-method.ts: account login',
  'server/routes/edis.ts: edis form',
  'engine/engine.ts: risk set',
  'cli/commands/positions.ts: account add',
  'cli/status/broker-controls.ts: broker ${command} ${clientId}',
]);

const PROGRAM = await createProgram(processIo());

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
    const needed = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => long ?? []);
    expect(flags).toEqual(expect.arrayContaining(needed));
    const given = words.filter((word) => !word.startsWith('--')).length;
    expect(given).toBeGreaterThanOrEqual(command.registeredArguments.filter(({ required }) => required).length);
  });
});
