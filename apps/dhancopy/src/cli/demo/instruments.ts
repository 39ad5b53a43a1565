/** What the leader of the demo trades. Ids and ticks are those of the emulator's built-in list. */
export interface Traded {
  readonly exchangeSegment: 'NSE_EQ' | 'NSE_FNO';
  readonly securityId: string;
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

export function findTraded(exchangeSegment: string, securityId: string): Traded | undefined {
  return ALL.find((each) => each.exchangeSegment === exchangeSegment && each.securityId === securityId);
}

export function symbolOf(exchangeSegment: string, securityId: string): string {
  return findTraded(exchangeSegment, securityId)?.symbol ?? `${exchangeSegment}:${securityId}`;
}
