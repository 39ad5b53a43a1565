import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readScripMaster } from './scrip-master.ts';
import type { ScripRow } from './scrip-master.ts';

const DETAILED = `EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,SOMETHING_NEW,SM_FREEZE_QTY,
NSE,E,1333,INE040A01034,EQUITY,,HDFCBANK,HDFC BANK LTD,HDFC Bank,ES,EQ,1.0,,,,10.0000,x,-1.0,
NSE,D,52345,NA,OPTIDX,26000,NIFTY,NIFTY-Sep2026-25000-CE,"NIFTY 24 SEP 25000, CALL",OP,NA,65.0,2026-09-24,25000.00000,CE,5.0000,x,1800.0,
NSE,Q,9,NA,EQUITY,,X,X,X,ES,EQ,1.0,,,,5.0,x,0,
NSE,E,10,NA,EQUITY,,X,X,X,ES,EQ,many,,,,5.0,x,0,
`;
const COMPACT = `SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME
NSE,D,52345,OPTIDX,0,NIFTY-Sep2026-25000-CE,65.0,NIFTY 24 SEP 25000 CALL,2026-09-24 14:30:00,25000.00000,CE,5.0000,W,OP,,
`;

async function read(csv: string): Promise<{ rows: ScripRow[]; skipped: [string, number][] }> {
  const source = readScripMaster(Readable.from([csv]));
  const rows: ScripRow[] = [];
  for await (const row of source.rows) rows.push(row);
  return { rows, skipped: [...source.skipped] };
}

it('reads the detailed file: ticks in paise, lots as float text, a comma at the end, unknown columns', async () => {
  const { rows, skipped } = await read(DETAILED);
  expect(rows).toEqual([
    {
      securityId: '1333',
      exchangeSegment: 'NSE_EQ',
      symbol: 'HDFCBANK',
      tradingSymbol: 'HDFC BANK LTD',
      name: 'HDFC Bank',
      instrument: 'EQUITY',
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
      securityId: '52345',
      exchangeSegment: 'NSE_FNO',
      symbol: 'NIFTY',
      tradingSymbol: 'NIFTY-Sep2026-25000-CE',
      name: 'NIFTY 24 SEP 25000, CALL',
      instrument: 'OPTIDX',
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
  expect(skipped).toEqual([
    ['unknown segment NSE/Q', 1],
    ['lot or tick size is not a number', 1],
  ]);
});

it('reads the compact file', async () => {
  const { rows } = await read(COMPACT);
  expect(rows[0]).toMatchObject({
    tradingSymbol: 'NIFTY-Sep2026-25000-CE',
    expiryDate: '2026-09-24',
    lotSize: 65,
    optionType: 'CALL',
  });
});

it('says which column is missing', async () => {
  await expect(read('EXCH_ID,SEGMENT\nNSE,E\n')).rejects.toThrow(
    /column for id: expected SECURITY_ID or SEM_SMST_SECURITY_ID/,
  );
});
