import type { Instrument } from './instrument.ts';
import { quoted, strikeOf } from './scrip-master.ts';

/** Sixteen columns, as verified on live files. Source: https://images.dhan.co/api-data/api-scrip-master.csv */
const columns = [
  'SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS',
  'SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG',
  'SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME',
].join(',');

/** The file in pieces of a few hundred rows. */
export function* compactMasterChunks(instruments: Iterable<Instrument>): Generator<string> {
  let chunk = `${columns}\n`;
  for (const instrument of instruments) {
    chunk += `${row(instrument)}\n`;
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** The tick is in paise. A contract has a time in its expiry, and no name except its symbol. */
function row(i: Instrument): string {
  const isIndex = i.kind === 'INDEX';
  const isContract = i.expiry !== null;
  const expiryTime = i.exchange === 'MCX' ? '23:30:00' : '14:30:00';
  return [
    i.exchange,
    i.segmentLetter,
    i.securityId,
    i.kind,
    '0',
    i.tradingSymbol,
    i.lotSize.toFixed(1),
    i.displayName,
    i.expiry === null ? (isIndex ? '0001-01-01' : '') : `${i.expiry} ${expiryTime}`,
    isContract ? strikeOf(i) : '',
    isContract || isIndex ? i.optionType : '',
    isIndex ? '0.0500' : i.tickPaise.toFixed(4),
    isIndex ? '' : i.expiryFlag,
    i.instrumentType,
    isContract ? '' : i.series,
    isContract ? '' : isIndex ? i.tradingSymbol : i.displayName.toUpperCase(),
  ]
    .map(quoted)
    .join(',');
}
