import { allowedUrl } from '@dhancopy/dhan/wire/url';
import { EXCHANGE_SEGMENTS, splitInstrumentId } from '@dhancopy/domain/instrument';
import type { ExchangeSegment, InstrumentId } from '@dhancopy/domain/instrument';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { SyncRow } from '../../store/instruments/instrument-syncs.ts';
import type { Store } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { operate } from '../engine/operate.ts';
import { FailedError, UsageError } from '../errors.ts';
import { parseDay, parsePositive, parseSecurity, parseStrike } from '../flags/values.ts';
import { changesToJson, formatChanges, formatReport, reportToJson, SYNCS } from '../instruments/report.ts';
import { describeInstrument } from '../instruments/describe.ts';
import { printList, toJson, toTable } from '../format/columns.ts';
import { EXPIRIES, INSTRUMENTS } from '../instruments/rows.ts';
import { search } from '../instruments/search.ts';
import type { Found, SearchFlags } from '../instruments/search.ts';
import type { Io } from '../io.ts';
import { flagOf } from '../operation-command.ts';
import { instrumentsSync } from '../../runtime/operations/instruments-sync.ts';

/** Changes that `instruments sync` prints; `instruments changes` has them all. */
const SHOWN_MAX = 40;
/** A year of mornings. */
const LISTED_MAX = 370;
/** Changes shown of one contract. */
const CONTRACT_CHANGES_MAX = 20;

export function registerInstruments(program: Command, io: Io): void {
  const instruments = program
    .command('instruments')
    .description("download and search the broker's list of instruments");
  registerSync(instruments, io);
  registerChanges(instruments, io);
  registerFind(instruments, io);
  registerShow(instruments, io);
}

interface SyncOptions {
  readonly segment?: ExchangeSegment;
  readonly acceptFewer?: boolean;
}

function registerSync(instruments: Command, io: Io): void {
  const command = instruments
    .command('sync')
    .description("download today's list and show the changes; a running engine does this each morning at 08:15 IST")
    .addOption(flagOf('segment', instrumentsSync.schema.shape.segment))
    .addOption(flagOf('acceptFewer', instrumentsSync.schema.shape.acceptFewer))
    .addHelpText(
      'after',
      examples('instruments sync', 'instruments sync --segment NSE_FNO', 'instruments sync --json'),
    );
  onRun<SyncOptions>(command, io, sync);
}

async function sync(ctx: Context, { segment, acceptFewer = false }: SyncOptions): Promise<void> {
  const { instrumentsUrl, apiUrl } = ctx.settings;
  allowedUrl(segment ? apiUrl : instrumentsUrl, ['https:', 'http:'], segment ? 'DHAN_API_URL' : 'DHAN_INSTRUMENTS_URL');
  const { through } = await operate(ctx, instrumentsSync, { segment, acceptFewer });
  const { done, changes } = readDatabase(ctx, ({ instrumentSyncs }) => {
    const [done] = instrumentSyncs.list(1);
    return { done, changes: done ? instrumentSyncs.changes(done.id) : [] };
  });
  if (!done) throw new FailedError('the list was downloaded, but its changes are not in the database');
  const where = through === 'engine' ? '\nthe running engine uses it now' : '';
  ctx.print({ through, ...reportToJson(done, changes) }, formatReport(done, changes, SHOWN_MAX) + where);
}

interface ChangesOptions {
  readonly sync?: number;
  readonly list?: boolean;
  readonly security?: InstrumentId;
  readonly limit: number;
}

function registerChanges(instruments: Command, io: Io): void {
  const command = instruments
    .command('changes')
    .description('show the changes of a synchronisation (by default the last one), or every change of one contract')
    .option('--sync <number>', 'show the synchronisation with this number', parsePositive)
    .option('--list', 'list the synchronisations, newest first')
    .option('--security <id>', 'show every change of one contract, for example NSE_FNO:52345', parseSecurity)
    .option('--limit <rows>', 'maximum number of changes', parsePositive, 200)
    .addHelpText(
      'after',
      examples('instruments changes', 'instruments changes --list', 'instruments changes --security NSE_FNO:52345'),
    );
  onRun<ChangesOptions>(command, io, (ctx, options) => {
    needDatabase(ctx);
    readDatabase(ctx, (store) => {
      if (options.security) printContract(ctx, store, options.security, options.limit);
      else if (options.list) printSyncs(ctx, store);
      else printSync(ctx, store, options);
    });
  });
}

function printSync(ctx: Context, { instrumentSyncs }: Store, { sync, limit }: ChangesOptions): void {
  const row: SyncRow | undefined = sync === undefined ? instrumentSyncs.list(1)[0] : instrumentSyncs.get(sync);
  if (!row) {
    throw new FailedError(
      sync === undefined
        ? 'the list has not been synchronised yet; run "dhancopy instruments sync"'
        : `there is no synchronisation ${sync}; see "dhancopy instruments changes --list"`,
    );
  }
  const changes = instrumentSyncs.changes(row.id);
  ctx.print(reportToJson(row, changes), formatReport(row, changes, limit));
}

function printSyncs(ctx: Context, { instrumentSyncs }: Store): void {
  printList(ctx, SYNCS, instrumentSyncs.list(LISTED_MAX), 'the list has not been synchronised yet');
}

function printContract(ctx: Context, store: Store, security: InstrumentId, limit: number): void {
  const { segment, securityId } = splitInstrumentId(security);
  const changes = store.instrumentSyncs.changesOf(segment, securityId);
  const times = new Map(changes.map(({ sync_id }) => [sync_id, store.instrumentSyncs.get(sync_id)?.started_at ?? 0]));
  ctx.print(
    changesToJson(changes, times),
    changes.length === 0 ? `${security}: no change in the last 90 days` : formatChanges(changes, limit, times),
  );
}

function registerFind(instruments: Command, io: Io): void {
  const command = instruments
    .command('find')
    .description('find contracts, shares and indices by name, or by underlying, expiry, strike and type')
    .argument('[words...]', 'symbol, trading symbol, name, ISIN or id; for a contract also expiry, strike and type')
    .option('--underlying <symbol>', 'contracts on this symbol; alone, list its expiries')
    .option('--expiry <day>', 'expiry date, YYYY-MM-DD', parseDay)
    .option('--strike <rupees>', 'strike price', parseStrike)
    .addOption(new Option('--type <type>', 'call, put or future').choices(['CE', 'PE', 'FUT']))
    .addOption(new Option('--segment <segment>', 'only this segment').choices(EXCHANGE_SEGMENTS))
    .option('--limit <rows>', 'maximum number of rows', parsePositive, 50)
    .addHelpText(
      'after',
      examples(
        'instruments find "NIFTY 25000 CE"',
        'instruments find hdfc bank',
        'instruments find --underlying NIFTY',
        'instruments find --underlying NIFTY --expiry 2026-11-24 --strike 25000 --type CE',
      ),
    );
  onRun<SearchFlags>(command, io, (ctx, flags) => find(ctx, command.args.join(' ').trim(), flags));
}

function find(ctx: Context, words: string, flags: SearchFlags): void {
  const isByFlags = [flags.underlying, flags.expiry, flags.strike, flags.type].some((flag) => flag !== undefined);
  if (words === '' && flags.underlying === undefined) {
    throw new UsageError(
      'give words such as "NIFTY 25000 CE", or --underlying with any of --expiry, --strike and --type',
    );
  }
  if (words !== '' && isByFlags) {
    throw new UsageError('give words, or --underlying, --expiry, --strike and --type; not both');
  }
  needDatabase(ctx);
  const found = readDatabase(ctx, ({ instruments }) => {
    if (instruments.isEmpty()) throw new FailedError('the list is empty; run "dhancopy instruments sync"');
    return search(instruments, words === '' ? undefined : words, flags);
  });
  ctx.print(
    {
      instruments: found.rows.map((row) => toJson(INSTRUMENTS, row)),
      more: found.isCut,
      expiries: found.expiries.map((row) => toJson(EXPIRIES, row)),
    },
    foundWords(found, flags.limit),
  );
}

function foundWords({ rows, isCut, expiries }: Found, limit: number): string {
  const parts: string[] = [];
  if (rows.length > 0) parts.push(toTable(INSTRUMENTS, rows));
  if (isCut) parts.push(`only the first ${limit} are shown: narrow the search, or pass --limit ${limit * 10}`);
  if (expiries.length > 0) parts.push(toTable(EXPIRIES, expiries));
  return parts.length === 0 ? 'no instrument in the list matches' : parts.join('\n\n');
}

function registerShow(instruments: Command, io: Io): void {
  const command = instruments
    .command('show')
    .description('show everything known about one instrument, and its changes')
    .argument('<segment>', 'exchange segment, for example NSE_EQ', parseSegment)
    .argument('<id>', 'security id')
    .addHelpText('after', examples('instruments show NSE_EQ 1333', 'instruments show NSE_EQ 1333 --json'));
  onRun(command, io, (ctx) => {
    const [segment, id] = command.processedArgs as [ExchangeSegment, string];
    show(ctx, segment, id);
  });
}

function show(ctx: Context, segment: ExchangeSegment, id: string): void {
  needDatabase(ctx);
  const { row, changes } = readDatabase(ctx, ({ instruments, instrumentSyncs }) => {
    const row = instruments.get(segment, id);
    if (row) return { row, changes: instrumentSyncs.changesOf(segment, id).slice(0, CONTRACT_CHANGES_MAX) };
    const elsewhere = instruments.withId(id, EXCHANGE_SEGMENTS.length);
    const hint =
      elsewhere.length > 0
        ? `that id is in ${elsewhere.map(({ exchange_segment, symbol }) => `${exchange_segment} (${symbol})`).join(', ')}`
        : 'see "dhancopy instruments find", or download today\'s list with "dhancopy instruments sync"';
    throw new FailedError(`there is no ${id} in ${segment}; ${hint}`);
  });
  const history = changes.length === 0 ? '' : `\n\n${formatChanges(changes, CONTRACT_CHANGES_MAX)}`;
  ctx.print({ ...toJson(INSTRUMENTS, row), changes: changesToJson(changes) }, describeInstrument(row) + history);
}

function parseSegment(text: string): ExchangeSegment {
  const known = EXCHANGE_SEGMENTS.find((each) => each === text.toUpperCase());
  if (known) return known;
  throw new InvalidArgumentError(`Expected one of ${EXCHANGE_SEGMENTS.join(', ')}.`);
}
