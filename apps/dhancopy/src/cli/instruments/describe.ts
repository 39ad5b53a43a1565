import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { readMeta } from '../../runtime/instruments/rows.ts';
import type { InstrumentRow } from '../../store/instruments/instruments.ts';
import { formatTime } from '../format/time.ts';
import { formatTick } from './rows.ts';

/** A line for each fact that the list has. */
export function describeInstrument(row: InstrumentRow): string {
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
