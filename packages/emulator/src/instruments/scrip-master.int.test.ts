import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { startEmulator } from '../emulator.ts';

const load = async (url: string): Promise<Record<string, string>[]> => {
  const text = await (await fetch(url)).text();
  // Header and rows end with a comma. The empty last column proves it.
  return parse(text, { columns: (header: string[]) => header.map((name) => name || 'END'), skip_empty_lines: true });
};

it('serves the detailed scrip master without a token, with the live header and units', async () => {
  const emulator = await startEmulator();
  const rows = await load(emulator.instrumentsUrl);
  await emulator.close();
  const find = (exchange: string, id: string) =>
    rows.find((row) => row['EXCH_ID'] === exchange && row['SECURITY_ID'] === id);
  expect(rows.length).toBeGreaterThanOrEqual(20);
  expect(Object.keys(rows[0] ?? {})).toHaveLength(33);
  expect(find('NSE', '2885')).toMatchObject({
    SEGMENT: 'E',
    INSTRUMENT: 'EQUITY',
    UNDERLYING_SYMBOL: 'RELIANCE',
    LOT_SIZE: '1.0',
    TICK_SIZE: '10.0000', // paise
    SM_UPPER_LIMIT: '1704.0000', // rupees
    SERIES: 'EQ',
  });
  expect(find('BSE', '500325')).toMatchObject({ SEGMENT: 'E', TICK_SIZE: '5.0000' });
  expect(find('NSE', '52345')).toMatchObject({
    SEGMENT: 'D',
    INSTRUMENT: 'OPTIDX',
    UNDERLYING_SECURITY_ID: '26000',
    LOT_SIZE: '65.0',
    STRIKE_PRICE: '25000.00000',
    OPTION_TYPE: 'CE',
    SM_FREEZE_QTY: '1800.0',
    ISIN: 'NA',
  });
  expect(find('NSE', '61101')).toMatchObject({ LOT_SIZE: '30.0', SM_FREEZE_QTY: '600.0' });
  expect(find('BSE', '871234')).toMatchObject({ SEGMENT: 'D', LOT_SIZE: '20.0', SM_FREEZE_QTY: '1000.0' });
  expect(find('NSE', '53001')).toMatchObject({ INSTRUMENT: 'FUTIDX', STRIKE_PRICE: '-0.01000', OPTION_TYPE: 'XX' });
  expect(find('MCX', '464925')).toMatchObject({ SEGMENT: 'M', LOT_SIZE: '1.0', TICK_SIZE: '100.0000' });
  expect(find('NSE', '13')).toMatchObject({ SEGMENT: 'I', INSTRUMENT: 'INDEX' });
  const today = new Date().toISOString().slice(0, 10);
  const expiries = rows.filter((row) => row['SEGMENT'] === 'D').map((row) => row['SM_EXPIRY_DATE'] ?? '');
  expect(expiries.every((expiry) => expiry > today)).toBe(true);
});

it('generates as many rows as the live file has, including quoted commas', { timeout: 60_000 }, async () => {
  const emulator = await startEmulator({ extraInstruments: 200_000 });
  const rows = await load(emulator.instrumentsUrl);
  expect(rows.length).toBeGreaterThan(200_000);
  expect(rows.find((row) => row['SECURITY_ID'] === '1000051')).toMatchObject({ DISPLAY_NAME: 'Extra, number 50' });
  expect(emulator.control.price('NSE_EQ', '1200000')).toBeGreaterThan(0);
  expect(() => emulator.control.price('NSE_EQ', '1200001')).toThrow(/no instrument 1200001/);
  await emulator.close();
});

it('accepts instruments of the caller, in place of built-in ones with the same id', async () => {
  const emulator = await startEmulator({
    instruments: [
      { exchangeSegment: 'NSE_EQ', securityId: '1333', tradingSymbol: 'HDFCBANK', priceRupees: 900, tickRupees: 0.05 },
      {
        exchangeSegment: 'NSE_FNO',
        securityId: '777',
        tradingSymbol: 'X-FUT',
        priceRupees: 10,
        lotSize: 75,
        expiry: '2030-01-01',
      },
    ],
  });
  const rows = await load(emulator.instrumentsUrl);
  expect(rows.filter((row) => row['SECURITY_ID'] === '1333')).toMatchObject([{ TICK_SIZE: '5.0000' }]);
  expect(rows.find((row) => row['SECURITY_ID'] === '777')).toMatchObject({
    LOT_SIZE: '75.0',
    SM_EXPIRY_DATE: '2030-01-01',
  });
  expect(emulator.control.price('NSE_EQ', '1333')).toBe(900);
  await emulator.close();
});
