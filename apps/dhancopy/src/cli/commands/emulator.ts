import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Emulator } from '@dhancopy/emulator';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { makeFolder } from '../../store/file/folder.ts';
import { UsageError } from '../errors.ts';
import { parseClientId, parsePort, parseWholeNumber } from '../flags/values.ts';
import type { Io } from '../io.ts';
import { untilSignal } from '../signals.ts';

interface Options {
  readonly port: number;
  readonly seed: number;
  readonly prices: 'walk' | 'manual';
  readonly account: readonly string[];
  readonly tokenDir?: string;
}

export function registerEmulator(program: Command, io: Io): void {
  const command = program
    .command('emulator')
    .description('run an emulated DhanHQ on this machine; nothing leaves the machine')
    .option('--port <number>', 'port on 127.0.0.1; 0 for any free port', parsePort, 8500)
    .option('--seed <number>', 'same seed, same prices', parseWholeNumber, 1)
    .addOption(
      new Option('--prices <how>', 'move prices in a random walk, or only on request')
        .choices(['walk', 'manual'])
        .default('walk'),
    )
    .option('--account <id>', 'open an account; repeatable', collectId, [])
    .option('--token-dir <folder>', "folder for the accounts' tokens, one file each")
    .addHelpText(
      'after',
      examples('emulator', 'emulator --account 1100000001 --account 1100000002 --token-dir ./tokens'),
    );
  onRun<Options>(command, io, emulate);
}

function collectId(text: string, before: readonly string[]): string[] {
  return [...before, parseClientId(text)];
}

async function emulate(ctx: Context, options: Options): Promise<void> {
  const { port, seed, prices, account } = options;
  if (account.length > 0 && options.tokenDir === undefined) {
    throw new UsageError('--token-dir: expected a folder for the tokens of --account');
  }
  const { startEmulator } = await import('@dhancopy/emulator');
  const emulator = await startEmulator({ port, seed, prices });
  try {
    const files = openAccounts(emulator, account, options.tokenDir);
    const env = {
      DHAN_API_URL: emulator.restUrl,
      DHAN_ORDER_STREAM_URL: emulator.orderStreamUrl,
      DHAN_INSTRUMENTS_URL: emulator.instrumentsUrl,
      DHAN_AUTH_URL: emulator.authUrl,
      DHAN_FEED_URL: emulator.feedUrl,
    };
    // Before it says how it is stopped.
    const stopAsked = untilSignal();
    ctx.print(
      { ...env, controlUrl: emulator.controlUrl, tokenFiles: files },
      [
        'the emulator is running; point dhancopy at it:',
        ...Object.entries(env).map(([name, url]) => `  export ${name}=${url}`),
        `act as the broker's app, the exchange or a bad network: POST ${emulator.controlUrl}/<operation>`,
        ...files.map((file) => `token of an account: ${file}`),
        'stop with Ctrl-C',
      ].join('\n'),
    );
    await stopAsked;
  } finally {
    await emulator.close();
  }
}

function openAccounts(emulator: Emulator, ids: readonly string[], folder: string | undefined): string[] {
  if (folder === undefined) return [];
  makeFolder(folder);
  return ids.map((id) => {
    const path = join(resolve(folder), `${id}.token`);
    writeFileSync(path, `${emulator.control.addAccount({ dhanClientId: id }).accessToken}\n`, { mode: 0o600 });
    return path;
  });
}
