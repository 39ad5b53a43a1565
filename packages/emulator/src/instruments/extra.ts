import { defineInstrument, type Instrument } from './instrument.ts';

/** Generated ids start here, above every id of the built-in set. */
const firstExtraId = 1_000_001;

/** The generated instrument that an id names, or undefined when it names none. */
export function extraIndex(exchangeSegment: string, securityId: string): number | undefined {
  if (exchangeSegment !== 'NSE_EQ' || !/^[1-9]\d{6,8}$/.test(securityId)) return undefined;
  const index = Number(securityId) - firstExtraId;
  return index >= 0 ? index : undefined;
}

/** The nth generated share. Every 50th symbol has a quoted comma in its name, because live files have some. */
export function extraInstrument(index: number): Instrument {
  const symbol = `EXTRA${index}`;
  return defineInstrument({
    exchangeSegment: 'NSE_EQ',
    securityId: String(firstExtraId + index),
    tradingSymbol: symbol,
    displayName: index % 50 === 0 ? `Extra, number ${index}` : `Extra ${index}`,
    isin: `INX${String(index).padStart(9, '0')}`,
    priceRupees: 50 + (index % 900),
    tickRupees: 0.05,
  });
}
