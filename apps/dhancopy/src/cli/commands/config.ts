import type { Command } from 'commander';
import { NOT_USED_YET } from '../../runtime/configuration.ts';
import type { ConfigRow } from '../../store/config/config.ts';
import { RowError } from '../../store/file/errors.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import { readSecretStdin } from '../flags/secret-input.ts';
import { parsePositive } from '../flags/values.ts';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';
import { whoAsks } from './kill.ts';

export function registerConfig(program: Command, io: Io): void {
  const config = program
    .command('config')
    .description('show and change the settings of the system; show who changed them, and when');
  registerList(config, io);
  registerSet(config, io);
  registerHistory(config, io);
}

function registerList(config: Command, io: Io): void {
  const command = config
    .command('list')
    .description('list all settings by category')
    .option('--category <name>', 'only this category, for example websocket')
    .addHelpText('after', examples('config list', 'config list --category risk --json'));
  onRun<{ category?: string }>(command, io, (ctx, { category }) => {
    needDatabase(ctx);
    const rows = readDatabase(ctx, (store) => store.config.list()).filter(
      (row) => category === undefined || row.category === category,
    );
    const shown = rows.map((row) => ({
      key: row.key,
      value: valueOf(row),
      type: row.data_type,
      category: row.category,
      description: row.description,
      isUsed: !NOT_USED_YET.has(row.key),
      changedMs: row.updated_at * 1000,
    }));
    const text = formatTable(
      ['KEY', 'VALUE', 'CATEGORY', 'DESCRIPTION'],
      shown.map((row) => [
        row.key,
        row.value ?? '(sealed)',
        row.category ?? '-',
        `${row.description ?? '-'}${row.isUsed ? '' : ' (not used by this version)'}`,
      ]),
    );
    ctx.print(shown, text);
  });
}

/** Null for a sensitive value: no command shows it. */
function valueOf(row: ConfigRow): string | null {
  return row.is_sensitive === 1 ? null : row.value;
}

function registerSet(config: Command, io: Io): void {
  const command = config
    .command('set <key> [value]')
    .description('change a setting; a running engine applies it at once')
    .option('--value-stdin', 'read the value from standard input; required for sensitive settings')
    .addHelpText('after', examples('config set ws_max_reconnect_attempts 20', 'config set copy_enabled false'));
  onRun<{ valueStdin?: boolean }>(command, io, async (ctx, { valueStdin }) => {
    needDatabase(ctx);
    const [key = '', given] = command.args;
    if ((given === undefined) === (valueStdin !== true)) {
      throw new UsageError('expected a value, or --value-stdin');
    }
    const row = readDatabase(ctx, (store) => store.config.find(key));
    if (row?.is_sensitive === 1 && valueStdin !== true) {
      throw new UsageError(`${key} is sensitive: pass it with --value-stdin, so that no list of processes shows it`);
    }
    const value = given ?? (await readSecretStdin(ctx)).trim();
    await operateAndPrint(ctx, { op: 'config.set', key, value, by: whoAsks() });
  });
}

function registerHistory(config: Command, io: Io): void {
  const command = config
    .command('history [key]')
    .description('show the changes of one setting, or of all settings, newest first')
    .option('--limit <rows>', 'maximum number of changes', parsePositive, 50)
    .addHelpText('after', examples('config history', 'config history copy_enabled --json'));
  onRun<{ limit: number }>(command, io, (ctx, { limit }) => {
    needDatabase(ctx);
    const [key] = command.args;
    const changes = readDatabase(ctx, (store) => {
      const found = store.config.changes(key ?? null, limit);
      if (key !== undefined && found.length === 0) {
        throw new RowError('CONFIG_INVALID', `config ${key}: there is no such key; see "dhancopy config list"`);
      }
      return found;
    });
    const text = formatTable(
      ['WHEN', 'KEY', 'VERSION', 'BEFORE', 'AFTER', 'BY'],
      changes.map((each) => [
        formatTime(each.changed_at * 1000),
        each.key,
        String(each.version),
        each.old_value ?? (each.is_sensitive ? '(sealed)' : '-'),
        each.new_value ?? (each.is_sensitive ? '(sealed)' : '-'),
        each.changed_by,
      ]),
    );
    ctx.print(
      changes.map(({ changed_at, ...change }) => ({ ...change, changedMs: changed_at * 1000 })),
      text,
    );
  });
}
