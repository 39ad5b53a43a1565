import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeDhan } from '../testing/fake-dhan.ts';
import { proves } from '../testing/proves.ts';
import { COMPACT_CSV, DOCUMENTED_DETAILED_CSV, LIVE_DETAILED_CSV } from '../testing/samples/scrip-masters.ts';
import { readScripMaster } from './scrip-master.ts';

async function read(source: { readonly rows: AsyncIterable<object> }): Promise<object[]> {
  const rows: object[] = [];
  for await (const row of source.rows) rows.push(row);
  return rows;
}
const readText = (csv: string) => read(readScripMaster(Readable.from([csv])));

const HDFC = {
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  isin: 'INE040A01034',
  symbol: 'HDFCBANK',
  lotSize: 1,
  tickSizePaise: 10,
};
const CALL = {
  exchangeSegment: 'NSE_FNO',
  securityId: '52345',
  expiryDate: '2026-09-24',
  strikePrice: 25_000,
  optionType: 'CALL',
  lotSize: 65,
};

it('reads the columns of the page', proves('CSV detailed', 'documented'), async () => {
  expect(await readText(DOCUMENTED_DETAILED_CSV)).toMatchObject([{ ...HDFC, freezeQty: null, expiryDate: null }]);
});

it(
  'reads the columns of the live file, whose last column has no name',
  proves('CSV detailed', 'observed'),
  async () => {
    expect(await readText(LIVE_DETAILED_CSV)).toMatchObject([
      { ...HDFC, freezeQty: null },
      { ...CALL, name: 'NIFTY 24 SEP 25000, CALL', freezeQty: 1_800, underlyingSecurityId: '26000', isin: null },
      { securityId: '53001', strikePrice: null, optionType: null, expiryDate: '2026-09-29' },
      { exchangeSegment: 'MCX_COMM', securityId: '464925', strikePrice: null, tickSizePaise: 100 },
      { exchangeSegment: 'IDX_I', securityId: '13', expiryDate: null },
    ]);
  },
);

it(
  'reads the compact columns of the page and of the live file',
  proves('CSV compact', 'documented', 'observed'),
  async () => {
    expect(await readText(COMPACT_CSV)).toMatchObject([
      { exchangeSegment: 'NSE_EQ', securityId: '2885', tradingSymbol: 'RELIANCE', expiryDate: null },
      { exchangeSegment: 'IDX_I', securityId: '13', expiryDate: null },
      { ...CALL, tradingSymbol: 'NIFTY-Sep2026-25000-CE' },
    ]);
  },
);

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());

it('reads the list of a segment', proves('GET /instrument/{segment}', 'documented'), async () => {
  dhan.says(200, LIVE_DETAILED_CSV);
  expect(await read(await dhan.client.instruments.getInstruments('NSE_EQ'))).toHaveLength(5);
});

it('reads the list of a segment behind a redirect', proves('GET /instrument/{segment}', 'observed'), async () => {
  dhan.says(200, LIVE_DETAILED_CSV);
  dhan.saysOnce(302, '', { location: '/files/nse_eq.csv' });
  expect(await read(await dhan.client.instruments.getInstruments('NSE_EQ'))).toMatchObject([HDFC, CALL, {}, {}, {}]);
});

it('requests the scrip masters by the file names of the broker', async () => {
  const client = dhan.open({ filesUrl: `${dhan.url}/api-data/` });
  dhan.says(200, COMPACT_CSV);
  dhan.asked.length = 0;
  await read(await client.instruments.getScripMaster());
  await read(await client.instruments.getScripMaster('compact'));
  expect(dhan.asked.map(({ url, headers }) => [url, headers['access-token']])).toEqual([
    ['/api-data/api-scrip-master-detailed.csv', undefined],
    ['/api-data/api-scrip-master.csv', undefined],
  ]);
  await client.close();
});
