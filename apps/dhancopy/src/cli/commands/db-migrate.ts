import type { Command } from 'commander';
import { migrateOlder } from '../../store/older/migrate-older.ts';
import type { OlderMigration } from '../../store/older/migrate-older.ts';
import type { TakenOver, Translation } from '../../store/older/take-over-table.ts';
import type { Owners } from '../../store/older/owners.ts';
import { recogniseFile } from '../../store/file/inspect.ts';
import { openStore } from '../../store/store.ts';
import { accountAddCommand } from '../../runtime/advice.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { withLock } from '../engine/with-lock.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { auditCare } from '../engine/audit-care.ts';
import { UsageError } from '../errors.ts';
import { parseClientId } from '../flags/values.ts';
import { counted } from '../format/counted.ts';
import type { Io } from '../io.ts';
import { makePrivateFolder } from '../../store/file/folder.ts';
import { makeKey } from './init.ts';

interface Options {
  readonly from?: string;
  readonly leaderId?: string;
  readonly followerId?: string;
}

export function registerDbMigrate(db: Command, io: Io): void {
  const command = db
    .command('migrate')
    .description('import a v1, v2 or v3 database from another program, or upgrade one from an older dhancopy')
    .option(
      '--from <file>',
      'import this older file without changing it, and create the new database in the data folder',
    )
    .option('--leader-id <id>', 'Dhan client id of the leader in the older file', parseClientId)
    .option('--follower-id <id>', 'Dhan client id of the follower in the older file', parseClientId)
    .addHelpText(
      'after',
      `
The older files hold one leader and one follower, without client ids. If you pass --leader-id and --follower-id, their rows
belong to the accounts that you add with these ids. Otherwise they belong to no account: the views show them by role, but
exports and statements of an account do not.

Without --from, the file in the data folder is backed up next to itself, and replaced in one step at the very end. Stop
every program that uses it first. Rows that do not fit are kept in the table migration_leftovers with the reason; nothing
is dropped. Words of other programs (SL-M, NRML, COMPLETE, …) and times as text or in milliseconds are translated, and the
report shows how often; docs/database-care.md has the table. A time without a zone counts as Indian time.
${examples('db migrate', 'db migrate --from /home/asha/old/trading.db')}`,
    );
  onRun<Options>(command, io, migrateCommand);
}

async function migrateCommand(ctx: Context, { from, leaderId: leader, followerId: follower }: Options): Promise<void> {
  if (leader !== undefined && leader === follower) {
    throw new UsageError(`--leader-id and --follower-id: expected two different accounts, found ${leader} twice`);
  }
  const { home, databasePath } = ctx.settings;
  // What is not ours and not older is refused before anything is made next to it.
  const found = recogniseFile(from ?? databasePath);
  makePrivateFolder(home);
  await withLock(ctx, async () => {
    const { key } = makeKey(ctx, recogniseFile(databasePath).kind === 'ours');
    if (from === undefined && found.kind === 'ours') {
      openStore({ path: databasePath, key }).close();
      ctx.print({ migrated: false, path: databasePath }, `${databasePath} is a dhancopy database, and up to date`);
      return;
    }
    const owners = { leader, follower };
    const done = await migrateOlder({
      from: from ?? databasePath,
      to: databasePath,
      key,
      owners,
      onProgress: (words) => ctx.progress(words),
    });
    const { version, backup } = done;
    auditCare(ctx, 'db.migrate', { version, from: from ?? databasePath, backup });
    const tables = done.tables.map((table) => toJson(TABLES, table));
    const reasons = done.reasons.map((reason) => toJson(REASONS, reason));
    ctx.print(
      { migrated: true, path: databasePath, ...done, tables, reasons },
      migrationWords(done, owners, databasePath),
    );
  });
}

const TRANSLATIONS: readonly Column<Translation>[] = [
  column('table', 'TABLE', ({ table }) => table),
  column('column', 'COLUMN', ({ column: name }) => name),
  column('theirs', 'THEIRS', ({ theirs }) => theirs),
  column('ours', 'OURS', ({ ours }) => ours),
  column('rows', 'ROWS', ({ rows }) => rows, formatCount),
];

const TABLES: readonly Column<TakenOver>[] = [
  column('table', 'TABLE', ({ table }) => table),
  column('rows', 'ROWS', ({ rows }) => rows, formatCount),
  column('taken', 'IMPORTED', ({ taken }) => taken, formatCount),
  column('aside', 'KEPT ASIDE', ({ aside }) => aside, formatCount),
  column('translations', null, ({ translations }) => translations.map((each) => toJson(TRANSLATIONS, each))),
];

const REASONS: readonly Column<OlderMigration['reasons'][number]>[] = [
  column('table', 'TABLE', ({ table }) => table),
  column('rows', 'ROWS', ({ rows }) => rows, formatCount),
  column('why', 'WHY', ({ why }) => why),
  // Whether a row is in this database as well, as far as it fits.
  column('taken', null, ({ taken }) => taken),
];

function ownersWords({ leader, follower }: Owners): string {
  const named = [leader, follower].filter((id) => id !== undefined);
  if (named.length === 0) return 'no client id was given (--leader-id, --follower-id): the rows belong to no account';
  return `the rows belong to ${named.join(' and ')}: add ${named.length === 1 ? 'it' : 'them'} with ${accountAddCommand('ROLE')}`;
}

function translationWords(translations: readonly Translation[]): string[] {
  if (translations.length === 0) return [];
  return ['', 'words and times of the other program were translated:', toTable(TRANSLATIONS, translations)];
}

function migrationWords({ version, backup, tables, reasons }: OlderMigration, owners: Owners, path: string): string {
  const aside = tables.reduce((sum, table) => sum + table.aside, 0);
  return [
    `schema v${version} was imported into ${path}; rows, sums, integrity and references were compared`,
    backup === null ? 'the older file is unchanged' : `the older file is kept as ${backup}`,
    ownersWords(owners),
    '',
    toTable(TABLES, tables),
    ...translationWords(tables.flatMap(({ translations }) => translations)),
    ...(reasons.length === 0
      ? []
      : [
          '',
          `${counted(aside, 'row does', 'rows do')} not fit into this database; they are kept in the table migration_leftovers:`,
          toTable(REASONS, reasons),
        ]),
  ].join('\n');
}
