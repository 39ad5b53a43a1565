import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readScripMaster } from './scrip-master.ts';
import type { ScripSource } from './scrip-master.ts';
import type { ScripRow } from './scrip-row.ts';

const DETAILED = `EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,SOMETHING_NEW,SM_FREEZE_QTY,
NSE,E,1333,INE040A01034,EQUITY,,HDFCBANK,HDFC BANK LTD,HDFC Bank,ES,EQ,1.0,,,,10.0000,x,-1.0,
NSE,D,52345,NA,OPTIDX,26000,NIFTY,NIFTY-Sep2026-25000-CE,"NIFTY 24 SEP 25000, CALL",OP,NA,65.0,2026-09-24,25000.00000,CE,5.0000,x,1800.0,
NSE,Q,9,NA,EQUITY,,X,X,X,ES,EQ,1.0,,,,5.0,x,0,
NSE,E,10,NA,EQUITY,,X,X,X,ES,EQ,many,,,,5.0,x,0,
`;
const COMPACT = `SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME
NSE,D,52345,OPTIDX,0,NIFTY-Sep2026-25000-CE,65.0,NIFTY 24 SEP 25000 CALL,2026-09-24 14:30:00,25000.00000,CE,5.0000,W,OP,,
`;

async function read(csv: string | Buffer): Promise<ScripSource & { list: ScripRow[] }> {
  const source = readScripMaster(Readable.from([csv]));
  const list: ScripRow[] = [];
  for await (const row of source.rows) list.push(row);
  return { ...source, list };
}

it('reads the detailed file: ticks in paise, lots as float text, a comma at the end, unknown columns', async () => {
  const { list, skipped, samples, brokenRows, lacks } = await read(DETAILED);
  const nothing = {
    expiryFlag: null,
    upperLimit: null,
    lowerLimit: null,
    surveillance: null,
    buySellIndicator: null,
    mtfLeverage: null,
  };
  expect(list).toEqual([
    {
      ...nothing,
      securityId: '1333',
      exchangeSegment: 'NSE_EQ',
      symbol: 'HDFCBANK',
      tradingSymbol: 'HDFCBANK',
      name: 'HDFC Bank',
      instrument: 'EQUITY',
      instrumentType: 'ES',
      series: 'EQ',
      expiryDate: null,
      strikePrice: null,
      optionType: null,
      lotSize: 1,
      tickSizePaise: 10,
      freezeQty: null,
      underlyingSecurityId: null,
      isin: 'INE040A01034',
    },
    {
      ...nothing,
      securityId: '52345',
      exchangeSegment: 'NSE_FNO',
      symbol: 'NIFTY',
      tradingSymbol: 'NIFTY-Sep2026-25000-CE',
      name: 'NIFTY 24 SEP 25000, CALL',
      instrument: 'OPTIDX',
      instrumentType: 'OP',
      series: null,
      expiryDate: '2026-09-24',
      strikePrice: 25_000,
      optionType: 'CALL',
      lotSize: 65,
      tickSizePaise: 5,
      freezeQty: 1_800,
      underlyingSecurityId: '26000',
      isin: null,
    },
  ]);
  expect([...skipped]).toEqual([
    ['unknown segment NSE/Q', 1],
    ['lot size is not a number', 1],
  ]);
  expect(samples).toEqual([
    { row: 4, why: 'unknown segment NSE/Q', text: 'NSE,Q,9,NA,EQUITY,,X,X,X,ES,EQ,1.0,,,,5.0,x,0,' },
    { row: 5, why: 'lot size is not a number', text: 'NSE,E,10,NA,EQUITY,,X,X,X,ES,EQ,many,,,,5.0,x,0,' },
  ]);
  expect(brokenRows()).toBe(1);
  expect(lacks.size).toBe(0);
});

it('reads the compact file, takes the underlying from the trading symbol, and reports the missing columns', async () => {
  const { list, lacks } = await read(COMPACT);
  expect(list[0]).toMatchObject({
    symbol: 'NIFTY',
    tradingSymbol: 'NIFTY-Sep2026-25000-CE',
    expiryDate: '2026-09-24',
    expiryFlag: 'W',
    lotSize: 65,
    optionType: 'CALL',
    freezeQty: null,
  });
  expect([...lacks]).toEqual(['isin', 'underlyingSecurityId', 'freezeQty']);
});

/** The fields that a case is about, in the compact file. */
interface Case {
  exchange?: string;
  segment?: string;
  kind?: string;
  symbol?: string;
  lot?: string;
  expiry?: string;
  strike?: string;
  option?: string;
  tick?: string;
}
function compactRow(of: Case): string {
  const { exchange = 'NSE', segment = 'E', kind = 'EQUITY', symbol = 'X', lot = '1.0', tick = '5.0000' } = of;
  return `${exchange},${segment},77,${kind},0,${symbol},${lot},X,${of.expiry ?? ''},${of.strike ?? ''},${of.option ?? ''},${tick},NA,ES,EQ,X`;
}
async function readRow(of: Case): Promise<ScripRow | string> {
  const { list, samples } = await read(`${COMPACT.slice(0, COMPACT.indexOf('\n'))}\n${compactRow(of)}\n`);
  return list[0] ?? samples[0]?.why ?? 'neither read nor left out';
}

it.each<[string, Case, Partial<ScripRow> | string]>([
  ['index of NSE', { segment: 'I', kind: 'INDEX', tick: '0.0500' }, { exchangeSegment: 'IDX_I', tickSizePaise: 0.05 }],
  ['index of BSE', { exchange: 'BSE', segment: 'I', kind: 'INDEX' }, { exchangeSegment: 'IDX_I' }],
  ['share of BSE', { exchange: 'BSE' }, { exchangeSegment: 'BSE_EQ' }],
  ['letters in lower case', { exchange: 'bse', segment: 'e' }, { exchangeSegment: 'BSE_EQ' }],
  ['commodity of NSE', { segment: 'M', kind: 'FUTCOM', expiry: '2026-11-30' }, { exchangeSegment: 'NSE_COMM' }],
  [
    'MCX lot of 1 is that of the file',
    {
      exchange: 'MCX',
      segment: 'M',
      kind: 'FUTCOM',
      symbol: 'CRUDEOIL-19Nov2026-FUT',
      expiry: '2026-11-19 23:30:00',
      strike: '0.00000',
      option: 'XX',
      tick: '100.0000',
    },
    {
      exchangeSegment: 'MCX_COMM',
      symbol: 'CRUDEOIL',
      lotSize: 1,
      tickSizePaise: 100,
      expiryDate: '2026-11-19',
      strikePrice: null,
      optionType: null,
    },
  ],
  [
    'future of NSE: a strike of -0.01 means none',
    { segment: 'D', kind: 'FUTIDX', expiry: '2026-11-24', strike: '-0.01000', option: 'XX', lot: '65.0' },
    { strikePrice: null, optionType: null, lotSize: 65 },
  ],
  [
    'a hyphen in the underlying',
    { segment: 'D', kind: 'FUTSTK', symbol: 'BAJAJ-AUTO-Nov2026-FUT', expiry: '2026-11-24' },
    { symbol: 'BAJAJ-AUTO' },
  ],
  [
    'currency ticks finer than a paisa',
    { segment: 'C', kind: 'FUTCUR', expiry: '2026-11-24', tick: '0.2500' },
    { tickSizePaise: 0.25 },
  ],
  ['no expiry', { expiry: '0001-01-01' }, { expiryDate: null }],
  ['no expiry, with a time', { expiry: '0001-01-01 00:00:00' }, { expiryDate: null }],
  ['a share needs no date that can be read', { expiry: '31/12/2026' }, { expiryDate: null }],
  [
    'a contract needs one',
    { segment: 'D', kind: 'FUTIDX', expiry: '2026-02-30' },
    'a contract without an expiry date that can be read',
  ],
  [
    'an option needs its strike',
    { segment: 'D', kind: 'OPTIDX', expiry: '2026-11-24', strike: '0', option: 'CE' },
    'an option without strike or type',
  ],
  [
    'an option needs its type',
    { segment: 'D', kind: 'OPTIDX', expiry: '2026-11-24', strike: '1', option: 'XX' },
    'an option without strike or type',
  ],
  ['no tick published', { tick: '0' }, { tickSizePaise: 0 }],
  ['an empty tick', { tick: '' }, 'tick size is not a number'],
  ['a tick finer than a paisa', { tick: '0.2500' }, 'tick size is not a whole number of paise'],
  ['a tick below nothing', { tick: '-5' }, 'tick size is not a whole number of paise'],
  ['a lot of nothing', { lot: '0.0' }, 'lot size is not a whole number above 0'],
  ['half a lot', { lot: '0.5' }, 'lot size is not a whole number above 0'],
  ['an empty lot', { lot: '' }, 'lot size is not a number'],
  ['an unknown pair', { exchange: 'MCX' }, 'unknown segment MCX/E'],
])('%s', async (_what, row, expected) => {
  const found = await readRow(row);
  if (typeof expected === 'string') expect(found).toBe(expected);
  else expect(found).toMatchObject(expected);
});

it('leaves out a row with a different number of fields than the header: its columns have moved', async () => {
  const { list, skipped } = await read(`${COMPACT}${compactRow({})},moved\n${compactRow({})},,\nNSE,E\n`);
  expect(list.map(({ securityId }) => securityId)).toEqual(['52345', '77']);
  expect([...skipped]).toEqual([
    ['too many fields', 1],
    ['too few fields', 1],
  ]);
});

it('reads an undoubled quote, a byte order mark and Windows line ends', async () => {
  const { list } = await read(`\uFEFF${COMPACT}${compactRow({ symbol: 'THE 4" PIPE' })}\n`.replaceAll('\n', '\r\n'));
  expect(list.map(({ tradingSymbol }) => tradingSymbol)).toEqual(['NIFTY-Sep2026-25000-CE', 'THE 4" PIPE']);
});

it('joins chunks of any size, also when they split a character', async () => {
  const bytes = Buffer.from(`${COMPACT}${compactRow({ symbol: 'SOCIÉTÉ' })}\n`);
  const pieces = [...bytes].map((byte) => Buffer.of(byte));
  const { rows, brokenRows } = readScripMaster(Readable.from(pieces));
  const symbols: string[] = [];
  for await (const { tradingSymbol } of rows) symbols.push(tradingSymbol);
  expect(symbols).toEqual(['NIFTY-Sep2026-25000-CE', 'SOCIÉTÉ']);
  expect(brokenRows()).toBe(0);
});

it('keeps a limited number of reasons for any number of rows', async () => {
  const odd = Array.from({ length: 200 }, (_, n) => compactRow({ exchange: `X${n}` })).join('\n');
  const { skipped, samples } = await read(`${COMPACT}${odd}\n`);
  expect(skipped.size).toBe(41);
  expect(skipped.get('other reasons')).toBe(160);
  expect(samples).toHaveLength(10);
});

it.each([
  ['EXCH_ID,SEGMENT\nNSE,E\n', /column for id: expected SECURITY_ID or SEM_SMST_SECURITY_ID, found EXCH_ID/],
  [DETAILED.replace(/UNDERLYING_SYMBOL|SYMBOL_NAME/g, 'X'), /column for symbol: expected SYMBOL_NAME/],
])('names the missing column', async (csv, words) => {
  await expect(read(csv)).rejects.toThrow(words);
});
