import { describe, expect, it } from 'vitest';
import type { InstrumentToWrite } from './instruments.ts';
import { chainSql, LOOKUP_SQL } from './instruments.ts';
import { newStore, OPENING, rawDatabase } from '../testing.ts';

const CALL: InstrumentToWrite = {
  security_id: '49081',
  exchange_segment: 'NSE_FNO',
  symbol: 'NIFTY',
  trading_symbol: 'NIFTY-Jan2026-24000-CE',
  instrument_type: 'OPTIDX',
  expiry_date: '2026-01-27',
  strike_price: 24000,
  option_type: 'CE',
  lot_size: 75,
  tick_size: 0.05,
  underlying_security_id: '13',
  updated_at: OPENING,
};
const EQUITY: InstrumentToWrite = {
  ...CALL,
  exchange_segment: 'NSE_EQ',
  trading_symbol: 'OTHER',
  underlying_security_id: null,
};

describe('instruments', () => {
  it('replace all, and are found by segment and id, symbol and underlying', () => {
    const { instruments } = newStore();
    const later = { ...CALL, security_id: '50000', expiry_date: '2026-02-24' };
    expect(instruments.replaceInstruments([later, EQUITY, CALL])).toBe(3);
    expect(instruments.get('NSE_FNO', '49081')).toMatchObject(CALL);
    expect(instruments.get('NSE_EQ', '49081')?.trading_symbol).toBe('OTHER');
    expect(instruments.get('BSE_EQ', '49081')).toBeUndefined();
    expect(instruments.byTradingSymbol('NSE_EQ', 'OTHER')?.security_id).toBe('49081');
    expect(instruments.byUnderlying('NSE_FNO', '13').map(({ security_id }) => security_id)).toEqual(['49081', '50000']);
    expect(instruments.replaceInstruments(new Set([CALL]))).toBe(1);
    expect(instruments.get('NSE_EQ', '49081')).toBeUndefined();
    expect(instruments.count()).toBe(1);
  });

  it('stay as they were when the rows break off, or there are none', () => {
    const { instruments } = newStore();
    instruments.replaceInstruments([CALL, EQUITY]);
    function* broken(): Generator<InstrumentToWrite> {
      yield { ...CALL, security_id: 'new' };
      throw new Error('the download broke off');
    }
    expect(() => instruments.replaceInstruments(broken())).toThrow('broke off');
    expect(() => instruments.replaceInstruments([])).toThrow(expect.objectContaining({ code: 'INSTRUMENTS_EMPTY' }));
    expect(instruments.count()).toBe(2);
    expect(instruments.get('NSE_FNO', 'new')).toBeUndefined();
  });

  it('a row that the file repeats counts once, the last wins', () => {
    const { instruments } = newStore();
    instruments.replaceInstruments([CALL, { ...CALL, lot_size: 65 }]);
    expect(instruments.count()).toBe(1);
    expect(instruments.get('NSE_FNO', '49081')?.lot_size).toBe(65);
  });
});

const CHAIN: readonly InstrumentToWrite[] = ['2026-01-27', '2026-02-24'].flatMap((expiry_date, month) => [
  {
    ...CALL,
    security_id: `F${month}`,
    trading_symbol: `NIFTY-${month}-FUT`,
    instrument_type: 'FUTIDX',
    expiry_date,
    strike_price: null,
    option_type: null,
  },
  ...[24_000, 24_100, 24_200].flatMap((strike_price) =>
    (['CE', 'PE'] as const).map((option_type) => ({
      ...CALL,
      security_id: `O${month}${strike_price}${option_type}`,
      trading_symbol: `NIFTY-${month}-${strike_price}-${option_type}`,
      expiry_date,
      strike_price,
      option_type,
      lot_size: month === 0 ? 75 : 65,
    })),
  ),
]);
const INDEX: InstrumentToWrite = {
  ...CALL,
  security_id: '13',
  exchange_segment: 'IDX_I',
  trading_symbol: 'NIFTY',
  name: 'Nifty 50',
  instrument_type: 'INDEX',
  expiry_date: null,
  strike_price: null,
  option_type: null,
  isin: null,
};
const SHARE: InstrumentToWrite = {
  ...INDEX,
  security_id: '1333',
  exchange_segment: 'NSE_EQ',
  symbol: 'HDFCBANK',
  trading_symbol: 'HDFCBANK',
  name: 'HDFC Bank 100%',
  isin: 'INE040A01034',
};

describe('look-ups', () => {
  function market() {
    const store = newStore();
    store.instruments.replaceInstruments([...CHAIN, INDEX, SHARE, { ...SHARE, exchange_segment: 'BSE_EQ' }]);
    return store.instruments;
  }

  it('find contracts by underlying, then expiry, strike and type, as far as they are known', () => {
    const instruments = market();
    const ids = (filter: Partial<Parameters<typeof instruments.chain>[0]>, limit = 99) =>
      instruments.chain({ symbol: 'NIFTY', ...filter }, limit).map(({ security_id }) => security_id);
    expect(ids({})).toHaveLength(14);
    expect(ids({ expiryDate: '2026-02-24' })).toHaveLength(7);
    expect(ids({ expiryDate: '2026-02-24', strikePrice: 24_100 })).toEqual(['O124100CE', 'O124100PE']);
    expect(ids({ expiryDate: '2026-02-24', strikePrice: 24_100, optionType: 'PE' })).toEqual(['O124100PE']);
    expect(ids({ strikePrice: 24_100, optionType: 'PE' })).toEqual(['O024100PE', 'O124100PE']);
    expect(ids({ optionType: 'FUT' })).toEqual(['F0', 'F1']);
    expect(ids({ exchangeSegment: 'BSE_FNO' })).toEqual([]);
    expect(ids({}, 3)).toHaveLength(3);
    expect(ids({ symbol: 'HDFCBANK' })).toEqual([]);
  });

  it('list the expiries of an underlying with their strikes and lots', () => {
    expect(market().expiries('NIFTY')).toEqual([
      {
        exchange_segment: 'NSE_FNO',
        expiry_date: '2026-01-27',
        contracts: 7,
        lowest_strike: 24_000,
        highest_strike: 24_200,
        smallest_lot: 75,
        largest_lot: 75,
      },
      expect.objectContaining({ expiry_date: '2026-02-24', smallest_lot: 65, largest_lot: 75 }),
    ]);
  });

  it('find shares and indices by symbol, its beginning, name, ISIN and id', () => {
    const instruments = market();
    const segments = (rows: readonly { exchange_segment: string }[]) => rows.map((row) => row.exchange_segment);
    expect(segments(instruments.bySymbol('NIFTY', 9))).toEqual(['IDX_I']);
    expect(segments(instruments.bySymbol('NIFTY', 99, 'NSE_FNO'))).toHaveLength(14);
    expect(segments(instruments.beginning('HDFC', 9))).toEqual(['BSE_EQ', 'NSE_EQ']);
    expect(segments(instruments.beginning('HDFCBANKS', 9))).toEqual([]);
    expect(segments(instruments.named('hdfc bank', 9))).toEqual(['BSE_EQ', 'NSE_EQ']);
    expect(segments(instruments.named('100%', 9))).toEqual(['BSE_EQ', 'NSE_EQ']);
    expect(segments(instruments.named('1%0', 9))).toEqual([]);
    expect(segments(instruments.byIsin('INE040A01034', 9))).toEqual(['BSE_EQ', 'NSE_EQ']);
    expect(segments(instruments.withId('1333', 9))).toEqual(['BSE_EQ', 'NSE_EQ']);
    expect(segments(instruments.withTradingSymbol('HDFCBANK', 1))).toEqual(['BSE_EQ']);
    expect(instruments.isEmpty()).toBe(false);
  });

  const NIFTY = { symbol: 'NIFTY' };
  const EXPIRY = { ...NIFTY, expiryDate: '2026-01-27' };
  it.each([
    ['segment and id', LOOKUP_SQL.byKey, 'sqlite_autoindex_instruments_1 (security_id=? AND exchange_segment=?)'],
    ['id', LOOKUP_SQL.byId, 'sqlite_autoindex_instruments_1 (security_id=?)'],
    ['trading symbol and segment', LOOKUP_SQL.byTradingSymbol, 'idx_instruments_trading_symbol (trading_symbol=?)'],
    ['trading symbol', LOOKUP_SQL.withTradingSymbol, 'idx_instruments_trading_symbol (trading_symbol=?)'],
    ['symbol', LOOKUP_SQL.bySymbol, 'idx_instruments_symbol (symbol=?)'],
    ['symbol and segment', LOOKUP_SQL.bySymbolAndSegment, 'idx_instruments_symbol (symbol=? AND exchange_segment=?)'],
    ['beginning of a symbol', LOOKUP_SQL.beginning, 'idx_instruments_symbol (symbol>? AND symbol<?)'],
    ['ISIN', LOOKUP_SQL.byIsin, 'idx_instruments_isin (isin=?)'],
    ['underlying id', LOOKUP_SQL.byUnderlying, 'idx_instruments_underlying (underlying_security_id=?)'],
    ['all expiries', LOOKUP_SQL.expiries, 'idx_instruments_chain (symbol=? AND expiry_date>?)'],
    ['all contracts', chainSql(NIFTY), 'idx_instruments_chain (symbol=? AND expiry_date>?)'],
    ['all of an expiry', chainSql(EXPIRY), 'idx_instruments_chain (symbol=? AND expiry_date=?)'],
    [
      'one strike',
      chainSql({ ...EXPIRY, strikePrice: 1 }),
      'idx_instruments_chain (symbol=? AND expiry_date=? AND strike_price=?)',
    ],
    [
      'one contract',
      chainSql({ ...EXPIRY, strikePrice: 1, optionType: 'CE', exchangeSegment: 'NSE_FNO' }),
      'idx_instruments_chain (symbol=? AND expiry_date=? AND strike_price=? AND option_type=?)',
    ],
  ])('by %s are served by an index', (_what, sql, index) => {
    const plan = rawDatabase(newStore().path).prepare(`explain query plan ${sql}`).all();
    const steps = plan.map(({ detail }) => String(detail));
    expect(steps[0]).toBe(`SEARCH instruments USING INDEX ${index}`);
    expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([]);
    // The order comes from the index too.
    if (sql.includes('strike_price, option_type') && sql.includes('symbol')) expect(steps).toHaveLength(1);
  });
});
