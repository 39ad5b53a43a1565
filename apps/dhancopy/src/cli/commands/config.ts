import type { Command } from 'commander';
import { configSet } from '../../runtime/operations/config-set.ts';
import { NOT_USED_YET } from '../../runtime/configuration.ts';
import type { ConfigChange, ConfigRow } from '../../store/config/config.ts';
import { RowError } from '../../store/file/errors.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import { readSecretStdin } from '../flags/secret-input.ts';
import { parsePositive } from '../flags/values.ts';
import { column, printList } from '../format/columns.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';
import { whoAsks } from '../operation-command.ts';

export function registerConfig(program: Command, io: Io): void {
  const config = program
    .command('config')
    .description('show and change the settings of the system; show who changed them, and when');
  registerList(config, io);
  registerSet(config, io);
  registerHistory(config, io);
}

/** The row of a released migration says that nothing is copied. */
function descriptionOf({ key, description }: ConfigRow): string | null {
  return key === 'kill_switch_enabled'
    ? 'The kill switch is on: entries are not copied; trading_state says whether exits are'
    : description;
}

function unusedWords({ key }: ConfigRow): string[] {
  const effect = NOT_USED_YET.get(key);
  return effect === undefined ? [] : [`(not used by this version: ${effect})`];
}

const COLUMNS = [
  column('key', 'KEY', (row: ConfigRow) => row.key),
  // Null for a sensitive value: no command shows it.
  column('value', null, (row: ConfigRow) => (row.is_sensitive === 1 ? null : row.value)),
  column(null, 'VALUE', (row: ConfigRow) => (row.is_sensitive === 1 ? '(sealed)' : row.value)),
  column('type', null, (row: ConfigRow) => row.data_type),
  column('category', 'CATEGORY', (row: ConfigRow) => row.category),
  column('description', null, descriptionOf),
  column(null, 'DESCRIPTION', (row: ConfigRow) => [descriptionOf(row) ?? '-', ...unusedWords(row)].join(' ')),
  column('isUsed', null, (row: ConfigRow) => !NOT_USED_YET.has(row.key)),
  column('changedMs', null, (row: ConfigRow) => row.updated_at * 1000),
];

function registerList(config: Command, io: Io): void {
  const command = config
    .command('list')
    .description('list all settings by category')
    .option('--category <name>', 'only this category, for example websocket')
    .addHelpText('after', examples('config list', 'config list --category risk --json'));
  onRun<{ category?: string }>(command, io, (ctx, { category }) => {
    needDatabase(ctx);
    const rows = readDatabase(ctx, (store) => store.config.list());
    const shown = rows.filter((row) => category === undefined || row.category === category);
    printList(ctx, COLUMNS, shown, `no setting has the category ${category ?? ''}`);
  });
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
    await operateAndPrint(ctx, configSet, { key, value, by: whoAsks() });
  });
}

const CHANGE_COLUMNS = [
  column('changedMs', 'WHEN', (row: ConfigChange) => row.changed_at * 1000, formatTime),
  column('key', 'KEY', (row: ConfigChange) => row.key),
  column('version', 'VERSION', (row: ConfigChange) => row.version),
  column('old_value', null, (row: ConfigChange) => row.old_value),
  column(null, 'BEFORE', (row: ConfigChange) => row.old_value ?? (row.is_sensitive ? '(sealed)' : '-')),
  column('new_value', null, (row: ConfigChange) => row.new_value),
  column(null, 'AFTER', (row: ConfigChange) => row.new_value ?? (row.is_sensitive ? '(sealed)' : '-')),
  column('changed_by', 'BY', (row: ConfigChange) => row.changed_by),
  column('is_sensitive', null, (row: ConfigChange) => row.is_sensitive),
];

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
        throw new RowError('CONFIG_INVALID', `config ${key}: there is no such setting; see "dhancopy config list"`);
      }
      return found;
    });
    printList(ctx, CHANGE_COLUMNS, changes, 'no setting was changed yet');
  });
}
