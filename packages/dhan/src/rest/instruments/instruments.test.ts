import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ScripRow } from '../../instruments/scrip-row.ts';
import { FakeDhan } from '../../testing/fake-dhan.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

async function all(rows: AsyncIterable<ScripRow>): Promise<ScripRow[]> {
  const read: ScripRow[] = [];
  for await (const row of rows) read.push(row);
  return read;
}

const CSV = `EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SYMBOL,SYMBOL_NAME,LOT_SIZE,TICK_SIZE,SM_FREEZE_QTY,
NSE,E,1333,INE040A01034,EQUITY,HDFCBANK,HDFC BANK LTD,1.0,10.0000,-1.0,
`;

it('reads the contracts of a segment through a redirect, without the token', async () => {
  dhan.says(200, CSV);
  dhan.saysOnce(302, '', { location: '/files/nse_eq.csv' });
  const { rows } = await dhan.client.instruments.getInstruments('NSE_EQ');
  const read = await all(rows);
  expect(read).toMatchObject([{ securityId: '1333', exchangeSegment: 'NSE_EQ', tickSizePaise: 10, lotSize: 1 }]);
  expect(dhan.asked.map(({ url }) => url)).toEqual(['/v2/instrument/NSE_EQ', '/files/nse_eq.csv']);
  expect(dhan.asked.map(({ headers }) => headers['access-token'])).toEqual([undefined, undefined]);
});

it.each([
  [404, '', { class: 'refused', code: 'HTTP-404', request: 'GET /v2/instrument/NSE_EQ' }],
  [503, '', { class: 'unknown', code: 'HTTP-503' }],
])('explains HTTP %i', async (status, body, expected) => {
  dhan.says(status, body);
  await expect(dhan.client.instruments.getInstruments('NSE_EQ')).rejects.toMatchObject(expected);
});

it('ends a loop of redirects, and follows none that leaves this machine unprotected', async () => {
  dhan.says(302, '', { location: '/v2/instrument/NSE_EQ' });
  await expect(dhan.client.instruments.getInstruments('NSE_EQ')).rejects.toMatchObject({ code: 'HTTP-302' });
  expect(dhan.asked).toHaveLength(4);
  dhan.says(302, '', { location: 'http://images.example/x.csv' });
  await expect(dhan.client.instruments.getInstruments('NSE_EQ')).rejects.toThrow(/redirected: plain http/);
});

it('names the missing column', async () => {
  dhan.says(200, 'A,B\n1,2\n');
  const { rows } = await dhan.client.instruments.getInstruments('NSE_EQ');
  await expect(all(rows)).rejects.toThrow(/scrip master: column for exchange: expected EXCH_ID/);
  const wrong = 'NYSE' as unknown as 'NSE_EQ';
  await expect(dhan.client.instruments.getInstruments(wrong)).rejects.toThrow(/GET \/instrument: .*found "NYSE"/);
});
