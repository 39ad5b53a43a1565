import { describe, expect, it } from 'vitest';
import type { InstrumentToWrite } from './instruments.ts';
import { newStore, OPENING } from './testing.ts';

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
