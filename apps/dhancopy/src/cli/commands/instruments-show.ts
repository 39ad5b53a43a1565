import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { EXCHANGE_SEGMENTS } from '@dhancopy/domain/instrument';
import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import { readMeta } from '../../runtime/instruments/rows.ts';
import type { InstrumentRow } from '../../store/instruments/instruments.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { FailedError } from '../errors.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { formatTime } from '../format/time.ts';
import { changeToJson, formatChanges } from '../instruments/report.ts';
import { formatTick, instrumentToJson } from '../instruments/rows.ts';
import type { Io } from '../io.ts';

/** Changes shown of one contract. */
const CHANGES_MAX = 20;

export function registerInstrumentsShow(instruments: Command, io: Io): void {
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
    if (row) return { row, changes: instrumentSyncs.changesOf(segment, id).slice(0, CHANGES_MAX) };
    const elsewhere = instruments.withId(id, EXCHANGE_SEGMENTS.length);
    const hint =
      elsewhere.length > 0
        ? `that id is in ${elsewhere.map(({ exchange_segment, symbol }) => `${exchange_segment} (${symbol})`).join(', ')}`
        : 'see "dhancopy instruments find", or download today\'s list with "dhancopy instruments sync"';
    throw new FailedError(`there is no ${id} in ${segment}; ${hint}`);
  });
  const history = changes.length === 0 ? '' : `\n\n${formatChanges(changes, CHANGES_MAX)}`;
  ctx.print({ ...instrumentToJson(row), changes: changes.map(changeToJson) }, format(row) + history);
}

/** A line each, without those that say nothing. */
function format(row: InstrumentRow): string {
  const meta = readMeta(row.meta);
  const lines: readonly (readonly [string, string | null | undefined])[] = [
    ['instrument', `${row.exchange_segment} ${row.security_id}`],
    ['trading symbol', row.trading_symbol],
    ['name', row.name],
    ['symbol', row.symbol],
    ['kind', [row.instrument_type, meta.exchange_type, meta.series].filter(Boolean).join(', ')],
    ['expiry', row.expiry_date && `${row.expiry_date}${FLAGS[meta.expiry_flag ?? ''] ?? ''}`],
    ['strike', row.strike_price === null ? null : formatRupees(row.strike_price)],
    ['type', row.option_type === null ? null : row.option_type === 'CE' ? 'call (CE)' : 'put (PE)'],
    ['lot', lotWords(row)],
    ['tick', formatTick(row.tick_size)],
    [
      'freeze quantity',
      meta.freeze_qty === undefined ? 'none published' : `${formatCount(meta.freeze_qty)} units in one order`,
    ],
    ['underlying id', row.underlying_security_id],
    ['ISIN', row.isin],
    ['surveillance', meta.surveillance],
    ['buy and sell', meta.buy_sell],
    ['MTF leverage', meta.mtf_leverage === undefined ? null : `${meta.mtf_leverage} times`],
    ['last changed', formatTime(row.updated_at * 1000)],
  ];
  return lines
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name.padEnd(16)} ${value ?? ''}`)
    .join('\n');
}

const FLAGS: Readonly<Record<string, string>> = { W: ', weekly', M: ', monthly' };

/** The file has 1 for MCX, where a quantity counts contracts and the size of a contract is not in it. */
function lotWords({ exchange_segment, lot_size }: InstrumentRow): string {
  if (exchange_segment === 'MCX_COMM' && lot_size === 1) return '1: the quantity counts contracts';
  return `${formatCount(lot_size)} ${lot_size === 1 ? 'unit' : 'units'}`;
}

function parseSegment(text: string): ExchangeSegment {
  const known = EXCHANGE_SEGMENTS.find((each) => each === text.toUpperCase());
  if (known) return known;
  throw new InvalidArgumentError(`Expected one of ${EXCHANGE_SEGMENTS.join(', ')}.`);
}
