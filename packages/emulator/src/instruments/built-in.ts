import { displayDay, EXPIRY_WEEKDAY, isoDate, nextMonthly, nextWeekly, symbolMonth } from './expiry.ts';
import type { InstrumentSpec } from './instrument.ts';

/**
 * The instruments that every emulator starts with: cash shares over the whole range of ticks, index options of three underlyings, an
 * index future and a commodity contract.
 *
 * Ids of shares and indices are real. Ids of contracts are made up, because the broker re-uses them.
 * Ticks follow the price slabs of the exchange (1 paisa below 250 rupees, 5 below 1000, 10 below 5000, then coarser).
 */
export function builtInInstruments(nowMs: number): readonly InstrumentSpec[] {
  return [...indices, ...shares, ...contracts(nowMs)];
}

const indices: readonly InstrumentSpec[] = [
  index('13', 'NIFTY', 'Nifty 50', 25_012.4),
  index('25', 'BANKNIFTY', 'Nifty Bank', 56_020.1),
  index('51', 'SENSEX', 'BSE Sensex', 82_015.3),
];

function index(securityId: string, tradingSymbol: string, displayName: string, priceRupees: number): InstrumentSpec {
  return { exchangeSegment: 'IDX_I', securityId, tradingSymbol, displayName, priceRupees, series: 'X' };
}

const shares: readonly InstrumentSpec[] = [
  share('1333', 'HDFCBANK', 'HDFC Bank', 1612.5, 0.1, 'INE040A01034'),
  share('2885', 'RELIANCE', 'Reliance Industries', 1420, 0.1, 'INE002A01018'),
  share('11536', 'TCS', 'Tata Consultancy Services', 3050, 0.1, 'INE467B01029'),
  share('1594', 'INFY', 'Infosys', 1505, 0.1, 'INE009A01021'),
  share('3045', 'SBIN', 'State Bank of India', 820, 0.05, 'INE062A01020'),
  share('4963', 'ICICIBANK', 'ICICI Bank', 1380, 0.1, 'INE090A01021'),
  share('1660', 'ITC', 'ITC', 410, 0.05, 'INE154A01025'),
  share('3499', 'TATASTEEL', 'Tata Steel', 160, 0.01, 'INE081A01020'),
  share('14366', 'IDEA', 'Vodafone Idea', 7.2, 0.01, 'INE669E01016'),
  share('2277', 'MRF', 'MRF', 130_000, 5, 'INE883A01011'),
  // Trade-to-trade: delivery only. The risk system rejects an INTRADAY order in it.
  {
    ...share('13643', 'GTLINFRA', 'GTL Infrastructure', 1.8, 0.01, 'INE221H01019'),
    series: 'BE',
    intradayAllowed: false,
    mtfLeverage: 0,
  },
  {
    ...share('500325', 'RELIANCE', 'Reliance Industries', 1420, 0.05, 'INE002A01018'),
    exchangeSegment: 'BSE_EQ',
    series: 'A',
  },
];

function share(
  securityId: string,
  tradingSymbol: string,
  displayName: string,
  priceRupees: number,
  tickRupees: number,
  isin: string,
): InstrumentSpec {
  return { exchangeSegment: 'NSE_EQ', securityId, tradingSymbol, displayName, priceRupees, tickRupees, isin };
}

/** Lots 65, 30, 20 and freeze quantities 1800, 600, 1000: exchange circulars in force in 2026. */
const nifty = { symbol: 'NIFTY', underlyingSecurityId: '26000', lotSize: 65, freezeQuantity: 1800 } as const;
const bankNifty = { symbol: 'BANKNIFTY', underlyingSecurityId: '26009', lotSize: 30, freezeQuantity: 600 } as const;
// We do not know the underlying id of SENSEX contracts in the live file. The feed's index id is used instead.
const sensex = { symbol: 'SENSEX', underlyingSecurityId: '51', lotSize: 20, freezeQuantity: 1000 } as const;

function contracts(nowMs: number): InstrumentSpec[] {
  const niftyWeek = nextWeekly(nowMs, EXPIRY_WEEKDAY.NSE);
  const nseMonth = nextMonthly(nowMs, EXPIRY_WEEKDAY.NSE);
  const sensexWeek = nextWeekly(nowMs, EXPIRY_WEEKDAY.BSE);
  return [
    option('52345', nifty, niftyWeek, 25_000, 'CE', 101.35, 'W'),
    option('52346', nifty, niftyWeek, 25_000, 'PE', 92.1, 'W'),
    option('52347', nifty, niftyWeek, 25_100, 'CE', 58.4, 'W'),
    option('52348', nifty, niftyWeek, 24_900, 'PE', 61.7, 'W'),
    option('61101', bankNifty, nseMonth, 56_000, 'CE', 415.2, 'M'),
    option('61102', bankNifty, nseMonth, 56_000, 'PE', 388.9, 'M'),
    { ...option('871234', sensex, sensexWeek, 82_000, 'CE', 310.5, 'W'), exchangeSegment: 'BSE_FNO' },
    { ...option('871235', sensex, sensexWeek, 82_000, 'PE', 295.25, 'W'), exchangeSegment: 'BSE_FNO' },
    {
      exchangeSegment: 'NSE_FNO',
      securityId: '53001',
      tradingSymbol: `NIFTY-${symbolMonth(nseMonth)}-FUT`,
      displayName: `NIFTY ${displayDay(nseMonth).slice(3)} FUT`,
      underlyingSymbol: nifty.symbol,
      underlyingSecurityId: nifty.underlyingSecurityId,
      lotSize: nifty.lotSize,
      freezeQuantity: nifty.freezeQuantity,
      tickRupees: 0.1,
      priceRupees: 25_060,
      expiry: isoDate(nseMonth),
    },
    {
      // One contract is 100 barrels, but the file says lot size 1.0: quantity counts contracts.
      exchangeSegment: 'MCX_COMM',
      securityId: '464925',
      kind: 'FUTCOM',
      tradingSymbol: `CRUDEOIL-${isoDate(nseMonth).slice(8)}${symbolMonth(nseMonth)}-FUT`,
      displayName: `CRUDEOIL ${displayDay(nseMonth).slice(3)} FUT`,
      underlyingSymbol: 'CRUDEOIL',
      underlyingSecurityId: '294',
      lotSize: 1,
      multiplier: 100,
      tickRupees: 1,
      priceRupees: 5600,
      expiry: isoDate(nseMonth),
    },
  ];
}

function option(
  securityId: string,
  underlying: { symbol: string; underlyingSecurityId: string; lotSize: number; freezeQuantity: number },
  expiry: Date,
  strikeRupees: number,
  optionType: 'CE' | 'PE',
  priceRupees: number,
  expiryFlag: string,
): InstrumentSpec {
  return {
    exchangeSegment: 'NSE_FNO',
    securityId,
    tradingSymbol: `${underlying.symbol}-${symbolMonth(expiry)}-${strikeRupees}-${optionType}`,
    displayName: `${underlying.symbol} ${displayDay(expiry)} ${strikeRupees} ${optionType === 'CE' ? 'CALL' : 'PUT'}`,
    underlyingSymbol: underlying.symbol,
    underlyingSecurityId: underlying.underlyingSecurityId,
    lotSize: underlying.lotSize,
    freezeQuantity: underlying.freezeQuantity,
    priceRupees,
    expiry: isoDate(expiry),
    expiryFlag,
    strikeRupees,
    optionType,
  };
}
