import { Option } from 'commander';
import type { Command } from 'commander';
import { EXCHANGE_SEGMENTS } from '@dhancopy/domain/instrument';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { FailedError, UsageError } from '../errors.ts';
import { parseDay, parsePositive, parseStrike } from '../flags/values.ts';
import { expiryToJson, formatExpiries, formatInstruments, instrumentToJson } from '../instruments/rows.ts';
import { search } from '../instruments/search.ts';
import type { Found, SearchFlags } from '../instruments/search.ts';
import type { Io } from '../io.ts';

export function registerInstrumentsFind(instruments: Command, io: Io): void {
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
    { instruments: found.rows.map(instrumentToJson), more: found.isCut, expiries: found.expiries.map(expiryToJson) },
    format(found, flags.limit),
  );
}

function format({ rows, isCut, expiries }: Found, limit: number): string {
  const parts: string[] = [];
  if (rows.length > 0) parts.push(formatInstruments(rows));
  if (isCut) parts.push(`only the first ${limit} are shown: narrow the search, or pass --limit ${limit * 10}`);
  if (expiries.length > 0) parts.push(formatExpiries(expiries));
  return parts.length === 0 ? 'no instrument in the list matches' : parts.join('\n\n');
}
