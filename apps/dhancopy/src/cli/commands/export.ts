import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Argument, Option, type Command } from 'commander';
import { stringify } from 'csv-stringify';
import { EXPORTED, type Exported, type ExportRow } from '../../store/exports.ts';
import { isRefusal, refusedWords } from '../../store/file/file-words.ts';
import { openStore } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase } from '../engine/database.ts';
import { FailedError, UsageError } from '../errors.ts';
import { parseClientId, parseDay } from '../flags/values.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly account?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: 'csv' | 'jsonl';
  readonly out?: string;
  readonly raw?: boolean;
}

export function registerExport(program: Command, io: Io): void {
  const command = program
    .command('export')
    .description('export rows of the database for other programs, by account and date')
    .addArgument(new Argument('<what>', 'rows to export').choices(EXPORTED))
    .option('--account <id>', 'only the account with this Dhan client id', parseClientId)
    .option('--from <day>', 'first day, in Indian time; without it, from the first row', parseDay)
    .option('--to <day>', 'last day (included); without it, to the last row', parseDay)
    .addOption(
      new Option('--format <kind>', 'comma-separated values, or one JSON object on each line')
        .choices(['csv', 'jsonl'])
        .default('csv'),
    )
    .option('--out <file>', 'write to a new file that only you can read; without it, to standard output')
    .option('--raw', 'include the stored requests and responses')
    .addHelpText(
      'after',
      `
Times are in Indian time with the offset (2026-11-26T09:15:00+05:30), money is in rupees, secrets are removed. The engine
may keep running. DuckDB reads both formats and writes Parquet: duckdb -c "copy (from 'trades.csv') to 'trades.parquet'"
${examples('export trades --from 2026-11-01 --to 2026-11-30 --out november.csv', 'export audit --account 1100000002 --format jsonl')}`,
    );
  onRun<Options>(command, io, async (ctx, options) => {
    const what = EXPORTED.find((each) => each === command.args[0]);
    if (!what) throw new UsageError(`expected one of ${EXPORTED.join(', ')}`);
    if (options.from !== undefined && options.to !== undefined && options.from > options.to) {
      throw new UsageError(`--from: expected a day not after --to (${options.to}), found ${options.from}`);
    }
    needDatabase(ctx);
    await exportRows(ctx, what, options);
  });
}

async function exportRows(ctx: Context, what: Exported, options: Options): Promise<void> {
  const store = openStore({ path: ctx.settings.databasePath, readOnly: true });
  if (options.account !== undefined && store.accounts.get(options.account) === undefined)
    ctx.progress(`account ${options.account} is not registered; see "dhancopy account list"`);
  let count = 0;
  function* counted(): Generator<ExportRow, void, undefined> {
    const filter = { accountId: options.account, from: options.from, to: options.to, raw: options.raw };
    for (const row of store.exports.rows(what, filter)) {
      count += 1;
      if (count % 100_000 === 0) ctx.progress(`${count.toLocaleString('en-IN')} rows`);
      yield row;
    }
  }
  try {
    const rows = Readable.from(counted());
    const text = options.format === 'csv' ? csv() : jsonLines();
    if (options.out === undefined) await pipeline(rows, text, ctx.io.stdout, { end: false });
    else await pipeline(rows, text, createWriteStream(options.out, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new UsageError(`--out: ${options.out ?? ''} already exists and is not overwritten`);
    }
    // The reader of a pipe has seen enough.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new FailedError(`--out: the folder of ${options.out ?? ''} does not exist`);
    }
    if (!isRefusal(error)) throw error;
    throw new FailedError(`--out: ${options.out ?? 'the output'} cannot be written: ${refusedWords(error)}`);
  } finally {
    store.close();
  }
  const where = options.out === undefined ? '' : ` into ${options.out}`;
  ctx.progress(`${count.toLocaleString('en-IN')} rows of ${what}${where}`);
}

/** Text that a spreadsheet would take for a formula is marked as text: some of it comes from others. */
function csv(): Transform {
  return stringify({ header: true, escape_formulas: true });
}

function jsonLines(): Transform {
  return new Transform({
    writableObjectMode: true,
    transform(row: ExportRow, _encoding, done) {
      done(null, `${JSON.stringify(row)}\n`);
    },
  });
}
