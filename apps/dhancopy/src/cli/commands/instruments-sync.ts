import { Option } from 'commander';
import type { Command } from 'commander';
import { allowedUrl } from '@dhancopy/dhan/wire/url';
import { EXCHANGE_SEGMENTS } from '@dhancopy/domain/instrument';
import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { readDatabase } from '../engine/database.ts';
import { operate } from '../engine/operate.ts';
import { FailedError } from '../errors.ts';
import { formatReport, reportToJson } from '../instruments/report.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly segment?: ExchangeSegment;
  readonly acceptFewer?: boolean;
}

/** Changes that are printed; "instruments changes" has them all. */
const SHOWN_MAX = 40;

export function registerInstrumentsSync(instruments: Command, io: Io): void {
  const command = instruments
    .command('sync')
    .description("download today's list and show what changed; a running engine does this each morning at 08:15 IST")
    .addOption(new Option('--segment <segment>', 'only this segment, from its own list').choices(EXCHANGE_SEGMENTS))
    .option('--accept-fewer', 'accept a list that is implausibly short')
    .addHelpText(
      'after',
      examples('instruments sync', 'instruments sync --segment NSE_FNO', 'instruments sync --json'),
    );
  onRun<Options>(command, io, sync);
}

async function sync(ctx: Context, { segment, acceptFewer = false }: Options): Promise<void> {
  const { instrumentsUrl, apiUrl } = ctx.settings;
  allowedUrl(segment ? apiUrl : instrumentsUrl, ['https:', 'http:'], segment ? 'DHAN_API_URL' : 'DHAN_INSTRUMENTS_URL');
  const { through } = await operate(ctx, { op: 'instruments.sync', segment, acceptFewer });
  const { done, changes } = readDatabase(ctx, ({ instrumentSyncs }) => {
    const [done] = instrumentSyncs.list(1);
    return { done, changes: done ? instrumentSyncs.changes(done.id) : [] };
  });
  if (!done) throw new FailedError('the list was downloaded, but its changes are not in the database');
  const where = through === 'engine' ? '\nthe running engine uses it now' : '';
  ctx.print({ through, ...reportToJson(done, changes) }, formatReport(done, changes, SHOWN_MAX) + where);
}
