import { expect, it } from 'vitest';
import { downloadCsv } from '@dhancopy/dhan/instruments/download';
import { readScripMaster } from '@dhancopy/dhan/instruments/scrip-master';
import type { ScripSource } from '@dhancopy/dhan/instruments/scrip-master';
import type { ScripRow } from '@dhancopy/dhan/instruments/scrip-row';
import { proves } from '@dhancopy/dhan/testing/proves';
import { openRig } from './kit/rig.ts';
import type { Rig } from './kit/rig.ts';
import { roundTrips } from './kit/rows.ts';

async function read({ rows, skipped }: ScripSource): Promise<ScripRow[]> {
  const all: ScripRow[] = [];
  for await (const row of rows) all.push(row);
  expect([...skipped]).toEqual([]);
  return all;
}
const find = (rows: readonly ScripRow[], segment: string, id: string): ScripRow | undefined =>
  rows.find(({ exchangeSegment, securityId }) => exchangeSegment === segment && securityId === id);

const CALL = {
  tradingSymbol: 'NIFTY-Nov2026-25000-CE',
  name: 'NIFTY 24 NOV 25000 CALL',
  instrument: 'OPTIDX',
  expiryDate: '2026-11-24',
  strikePrice: 25_000,
  optionType: 'CALL',
  lotSize: 65,
  tickSizePaise: 5,
};

const files = (rig: Rig): Rig['client'] => rig.open({ filesUrl: `${rig.emulator.authUrl}/api-data` });

roundTrips([
  {
    endpoint: 'CSV detailed',
    says: 'has every instrument with its underlying, its ISIN and its freeze quantity',
    emulator: { extraInstruments: 1_000 },
    async run(rig) {
      const rows = await read(await files(rig).instruments.getScripMaster());
      expect(rows.length).toBeGreaterThan(1_020);
      expect(find(rows, 'NSE_FNO', '52345')).toMatchObject({
        ...CALL,
        freezeQty: 1_800,
        underlyingSecurityId: '26000',
        symbol: 'NIFTY',
        isin: null,
      });
      expect(find(rows, 'NSE_EQ', '1333')).toMatchObject({
        symbol: 'HDFCBANK',
        isin: 'INE040A01034',
        lotSize: 1,
        tickSizePaise: 10,
        freezeQty: null,
      });
      expect(find(rows, 'IDX_I', '13')).toMatchObject({ instrument: 'INDEX' });
      expect(find(rows, 'MCX_COMM', '464925')).toMatchObject({ instrument: 'FUTCOM', lotSize: 1, tickSizePaise: 100 });
    },
  },
  {
    endpoint: 'CSV compact',
    says: 'has the same instruments without those columns',
    async run(rig) {
      const compact = await read(await files(rig).instruments.getScripMaster('compact'));
      const detailed = await read(await files(rig).instruments.getScripMaster());
      expect(find(compact, 'NSE_FNO', '52345')).toMatchObject({
        ...CALL,
        freezeQty: null,
        underlyingSecurityId: null,
        isin: null,
      });
      const keys = ({
        exchangeSegment,
        securityId,
        expiryDate,
        strikePrice,
        optionType,
        lotSize,
        tickSizePaise,
      }: ScripRow): unknown[] => [
        exchangeSegment,
        securityId,
        expiryDate,
        strikePrice,
        optionType,
        lotSize,
        tickSizePaise,
      ];
      expect(compact.map(keys)).toEqual(detailed.map(keys));
    },
  },
  {
    endpoint: 'GET /instrument/{segment}',
    says: 'has the instruments of one segment, through a redirect',
    async run(rig) {
      const all = await read(await files(rig).instruments.getScripMaster());
      const rows = await read(await rig.client.instruments.getInstruments('BSE_FNO'));
      expect(rows).toEqual(all.filter(({ exchangeSegment }) => exchangeSegment === 'BSE_FNO'));
      expect(rows).toHaveLength(2);
    },
  },
]);

/** The broker's front sends an unknown path to the API, which does not have it either. */
for (const [endpoint, path, missing, code] of [
  ['CSV detailed', '/api-data/api-scrip-master-detailed.csv', '/elsewhere/api-scrip-master-detailed.csv', 'HTTP-404'],
  ['CSV compact', '/api-data/api-scrip-master.csv', '/elsewhere/api-scrip-master.csv', 'HTTP-404'],
  ['GET /instrument/{segment}', '/v2/instrument/BSE_FNO', '/v2/instrument/NYSE', 'HTTP-400'],
] as const) {
  it(`${endpoint} is refused with ${code} where it does not exist`, proves(endpoint, 'error'), async () => {
    const rig = await openRig();
    await read(readScripMaster(await downloadCsv(rig.emulator.authUrl + path, 'test')));
    await expect(downloadCsv(rig.emulator.authUrl + missing, 'filesUrl')).rejects.toMatchObject({
      code,
      class: 'refused',
      message: expect.stringContaining('check filesUrl') as string,
    });
    await rig.close();
  });
}
