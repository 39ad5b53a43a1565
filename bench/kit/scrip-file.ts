import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

export type Form = 'detailed' | 'compact';

export interface ScripFile {
  readonly path: string;
  readonly form: Form;
  readonly rows: number;
  /** One row in this many has another lot size, and as many contracts are replaced. */
  readonly changedEvery?: number;
}

const DETAILED =
  'EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,BRACKET_FLAG,COVER_FLAG,ASM_GSM_FLAG,ASM_GSM_CATEGORY,BUY_SELL_INDICATOR,BUY_CO_MIN_MARGIN_PER,BUY_CO_SL_RANGE_MAX_PERC,BUY_CO_SL_RANGE_MIN_PERC,BUY_BO_MIN_MARGIN_PER,BUY_BO_PROFIT_RANGE_MAX_PERC,BUY_BO_PROFIT_RANGE_MIN_PERC,MTF_LEVERAGE,SM_UPPER_LIMIT,SM_LOWER_LIMIT,SM_FREEZE_QTY,';
const COMPACT =
  'SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME';

const UNDERLYINGS = 210;
const MONTHS = [
  ['Nov', '2026-11-24'],
  ['Dec', '2026-12-29'],
  ['Jan', '2027-01-26'],
] as const;

/** A market like the live one: a quarter shares of two exchanges, the rest options on 210 underlyings in three months. */
export async function writeScripFile({ path, form, rows, changedEvery = 0 }: ScripFile): Promise<void> {
  const file = createWriteStream(path);
  let chunk = `${form === 'detailed' ? DETAILED : COMPACT}\n`;
  for (let n = 0; n < rows; n += 1) {
    const isChanged = changedEvery > 0 && n % changedEvery === 0;
    const id = isChanged && n % 2 === 0 ? 900_000 + n : 40_000 + n;
    chunk += n % 4 === 0 ? share(n, id, form) : option(n, id, form, isChanged);
    if (chunk.length < 262_144) continue;
    if (!file.write(chunk)) await new Promise((resolve) => file.once('drain', resolve));
    chunk = '';
  }
  file.end(chunk);
  await finished(file);
}

function share(n: number, id: number, form: Form): string {
  const exchange = n % 8 === 0 ? 'NSE' : 'BSE';
  const symbol = `SHR${n}`;
  if (form === 'compact')
    return `${exchange},E,${id},EQUITY,0,${symbol},1.0,Share ${n},,,,5.0000,NA,ES,EQ,SHARE ${n} LTD\n`;
  return `${exchange},E,${id},INE${String(n).padStart(9, '0')},EQUITY,,${symbol},SHARE ${n} LTD,Share ${n},ES,EQ,1.0,,,,5.0000,NA,N,N,N,NA,A,0.0,0.0,0.0,0.0,0.0,0.0,4.00,120.5000,80.3000,-1.0,\n`;
}

function option(n: number, id: number, form: Form, isChanged: boolean): string {
  const underlying = n % UNDERLYINGS;
  const [month, expiry] = MONTHS[n % 3] ?? MONTHS[0];
  const strike = 100 + 5 * Math.floor(n / (2 * UNDERLYINGS));
  const [type, word] = n % 2 === 0 ? ['CE', 'CALL'] : ['PE', 'PUT'];
  const year = expiry.slice(0, 4);
  const symbol = `STK${underlying}-${month}${year}-${strike}-${type}`;
  const name = `STK${underlying} ${expiry.slice(8)} ${month.toUpperCase()} ${strike} ${word}`;
  const lot = isChanged ? '600.0' : '550.0';
  if (form === 'compact') {
    return `NSE,D,${id},OPTSTK,0,${symbol},${lot},${name},${expiry} 14:30:00,${strike}.00000,${type},5.0000,M,OP,,\n`;
  }
  return `NSE,D,${id},NA,OPTSTK,${1000 + underlying},STK${underlying},${symbol},${name},OP,NA,${lot},${expiry},${strike}.00000,${type},5.0000,M,N,N,N,NA,A,0.0,0.0,0.0,0.0,0.0,0.0,0.0,120.5000,0.0500,27500.0,\n`;
}
