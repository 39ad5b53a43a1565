/** Where an instrument trades. */
export interface Where {
  readonly exchangeSegment: string;
  readonly securityId: string;
}

/** The instruments that a leader trades. Ids and ticks are those of the emulator's built-in list. */
export interface Traded extends Where {
  readonly exchangeSegment: 'NSE_EQ' | 'NSE_FNO';
  readonly symbol: string;
  readonly tickRupees: number;
  readonly lotSize: number;
}

function share(securityId: string, symbol: string, tickRupees: number): Traded {
  return { exchangeSegment: 'NSE_EQ', securityId, symbol, tickRupees, lotSize: 1 };
}

function contract(securityId: string, symbol: string, lotSize: number, tickRupees = 0.05): Traded {
  return { exchangeSegment: 'NSE_FNO', securityId, symbol, tickRupees, lotSize };
}

export const HDFCBANK = share('1333', 'HDFCBANK', 0.1);
export const RELIANCE = share('2885', 'RELIANCE', 0.1);
export const TCS = share('11536', 'TCS', 0.1);
export const INFY = share('1594', 'INFY', 0.1);
export const SBIN = share('3045', 'SBIN', 0.05);
export const ICICIBANK = share('4963', 'ICICIBANK', 0.1);
export const ITC = share('1660', 'ITC', 0.05);
export const TATASTEEL = share('3499', 'TATASTEEL', 0.01);
export const GTLINFRA = share('13643', 'GTLINFRA', 0.01);
export const NIFTY_CALL = contract('52345', 'NIFTY 25000 CE', 65);
export const NIFTY_PUT = contract('52346', 'NIFTY 25000 PE', 65);
export const BANKNIFTY_CALL = contract('61101', 'BANKNIFTY 56000 CE', 30);
export const NIFTY_FUTURE = contract('53001', 'NIFTY FUT', 65, 0.1);

const ALL = [
  ...[HDFCBANK, RELIANCE, TCS, INFY, SBIN, ICICIBANK, ITC, TATASTEEL, GTLINFRA],
  ...[NIFTY_CALL, NIFTY_PUT, BANKNIFTY_CALL, NIFTY_FUTURE],
];

/** True for the same listing of the same instrument. */
export function isSame(one: Where, other: Where): boolean {
  return one.exchangeSegment === other.exchangeSegment && one.securityId === other.securityId;
}

/** @returns undefined for an instrument that is not in the list above */
export function findTraded(where: Where): Traded | undefined {
  return ALL.find((each) => isSame(each, where));
}

/** The symbol of an instrument, or its key when it is not in the list above. */
export function symbolOf(where: Where): string {
  return findTraded(where)?.symbol ?? `${where.exchangeSegment}:${where.securityId}`;
}

/** A price in rupees, rounded to the instrument's tick. */
export function onTick({ tickRupees }: Traded, rupees: number): number {
  return Number((Math.round(rupees / tickRupees) * tickRupees).toFixed(2));
}
