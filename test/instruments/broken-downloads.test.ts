import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListServer } from '../kit/list-server.ts';
import { COMPACT_HEADER, compact, detailed, DETAILED_HEADER, market, option, share } from '../kit/scrip-list.ts';
import { InstrumentSyncRig } from '../kit/instrument-sync-rig.ts';

const GOOD = market(200, 400);
const TEXT = detailed(GOOD);
/** The end of the 300th row. */
const ROW_END = TEXT.split('\n').slice(0, 301).join('\n').length + 1;

let rig: InstrumentSyncRig;
beforeEach(async () => {
  rig = await InstrumentSyncRig.create();
  rig.server.serves(TEXT);
  await rig.sync.run();
});
afterEach(() => rig.close());

/** The behaviour of the server, the code of the refusal, and text of the reason. */
const BROKEN: readonly [string, (server: ListServer) => void, string, RegExp][] = [
  ['cut off, the length was promised', (s) => s.cutsOff(TEXT, 50_000, 'length'), 'BROKEN', /breaks off after row \d+/],
  ['cut off in the middle of chunks', (s) => s.cutsOff(TEXT, 50_000, 'chunked'), 'BROKEN', /breaks off after row \d+/],
  ['cut off inside a row', (s) => s.cutsOff(TEXT, ROW_END + 40, 'close'), 'BROKEN', /middle of row 302/],
  [
    'cut off where a row ends',
    (s) => s.cutsOff(TEXT, ROW_END, 'close'),
    'FEWER',
    /100 rows of NSE_FNO, but the table has 400/,
  ],
  ['cut off inside a quoted name', (s) => s.serves(`${TEXT}NSE,E,9,NA,EQUITY,,X,"X LIM`), 'BROKEN', /breaks off/],
  [
    'a cut gzip stream',
    (s) => s.serves(gzipSync(TEXT).subarray(0, 3_000), { 'content-encoding': 'gzip' }),
    'BROKEN',
    /breaks off/,
  ],
  [
    'a web page',
    (s) => s.serves('<!DOCTYPE html><html><body>Service unavailable</body></html>'),
    'BROKEN',
    /web page: "<!DOCTYPE html>/,
  ],
  ['an error as JSON', (s) => s.serves('{"errorCode":"DH-908","errorMessage":"try later"}'), 'BROKEN', /JSON/],
  ['nothing', (s) => s.serves(''), 'BROKEN', /an empty file/],
  ['a header alone', (s) => s.serves(`${DETAILED_HEADER}\n`), 'BROKEN', /no usable row/],
  [
    'a header without the lot size',
    (s) => s.serves(TEXT.replace('LOT_SIZE', 'LOTS')),
    'BROKEN',
    /column for lot: expected LOT_SIZE/,
  ],
  ['a header without the ids', (s) => s.serves(TEXT.replace('SECURITY_ID', 'TOKEN')), 'BROKEN', /column for id/],
  ['no header', (s) => s.serves(TEXT.slice(TEXT.indexOf('\n') + 1)), 'BROKEN', /column for exchange/],
  [
    'a header without the expiries',
    (s) => s.serves(TEXT.replace('SM_EXPIRY_DATE', 'EXPIRES')),
    'BROKEN',
    /400 of its 600 rows/,
  ],
  ['much too short', (s) => s.serves(detailed(GOOD.slice(0, 5))), 'FEWER', /but the table has/],
  [
    'shorter by a third',
    (s) => s.serves(detailed([...GOOD.slice(0, 120), ...GOOD.slice(200, 480)])),
    'FEWER',
    /400 rows, but the table has 600; if that is right, run "dhancopy instruments sync --accept-fewer"/,
  ],
  ['without a segment', (s) => s.serves(detailed(market(599, 1))), 'FEWER', /1 rows of NSE_FNO/],
  ['UTF-16 with its mark', (s) => s.serves(Buffer.from(`\uFEFF${TEXT}`, 'utf16le')), 'BROKEN', /UTF-16/],
  ['UTF-16 without its mark', (s) => s.serves(Buffer.from(TEXT, 'utf16le')), 'BROKEN', /bytes of 0/],
  [
    'Latin-1',
    (s) => s.serves(Buffer.from(TEXT.replaceAll('LIMITED', 'SOCIÉTÉ'), 'latin1')),
    'BROKEN',
    /200 of its 600 rows.*not UTF-8/,
  ],
  ['an undeclared gzip file', (s) => s.serves(gzipSync(TEXT)), 'BROKEN', /a gzip file/],
  ['an unknown encoding', (s) => s.serves(TEXT, { 'content-encoding': 'lzw' }), 'UNREACHABLE', /content-encoding lzw/],
  ['a comma more in every row', (s) => s.serves(TEXT.replaceAll('NSE,', 'NSE,x,')), 'BROKEN', /too many fields/],
  ['texts for lots', (s) => s.serves(TEXT.replaceAll('65.0,', 'n/a,')), 'BROKEN', /lot size is not a number/],
  ['gone', (s) => s.status(404), 'UNREACHABLE', /expected HTTP 200 .* found 404/],
  ['a server in trouble', (s) => s.status(503), 'UNREACHABLE', /found 503/],
  ['no connection', (s) => s.answers((request) => request.socket.destroy()), 'UNREACHABLE', /no answer from/],
];

async function staysAsItWas([, breaks, code, words]: (typeof BROKEN)[number]): Promise<void> {
  const before = rig.fingerprint();
  breaks(rig.server);
  const error: unknown = await rig.sync.run().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'InstrumentSyncError', code: `INSTRUMENTS_${code}` });
  expect((error as Error).message).toMatch(words);
  expect((error as Error).message).toMatch(/the table is unchanged/);
  expect(rig.fingerprint()).toBe(before);
  expect(rig.hasLeftovers).toBe(false);
  expect(rig.store.instrumentSyncs.list(9)).toHaveLength(1);
}

describe('a broken download does not change the table', () => {
  it.each(BROKEN)('%s', (...broken) => staysAsItWas(broken));

  it.each(BROKEN.filter((_, n) => n % 6 === 0))('while an engine trades: %s', (...broken) => {
    rig.isTrading = true;
    return staysAsItWas(broken);
  });
});

it('imports the next good one, also compressed, and one that the operator accepts', async () => {
  rig.server.status(503);
  await expect(rig.sync.run()).rejects.toThrow();
  rig.server.servesGzip(detailed([...GOOD, share('7', 'NEW')]));
  expect(await rig.sync.run()).toMatchObject({ added: 1, removed: 0, rows_after: 601 });
  rig.server.serves(detailed(GOOD.slice(0, 5)));
  expect(await rig.sync.run({ acceptFewer: true })).toMatchObject({ added: 0, removed: 596, rows_after: 5 });
  expect(rig.rows()).toHaveLength(5);
});

it('leaves out unreadable rows, counts them by reason and keeps the first few', async () => {
  const odd = [
    share('a b', 'BADID'),
    share('801', 'NOLOT', { lot: '0.0' }),
    share('802', 'HALF', { lot: '12.5' }),
    share('803', 'FINE', { tick: '0.2500' }),
    option('804', 25_000, 'CE', { expiry: '0001-01-01' }),
    option('805', 25_000, 'CE', { strike: '-0.01000' }),
    ...Array.from({ length: 6 }, (_, n) => share(`90${n}`, 'ELSE', { exchange: 'NCDEX', segment: 'M' })),
  ];
  rig.server.serves(detailed([...GOOD, ...odd, GOOD[0] ?? share('0', '')]));
  const { left_out, rows_after } = await rig.sync.run();
  expect(rows_after).toBe(600);
  expect(left_out.reasons).toEqual({
    'no security id': 1,
    'lot size is not a whole number above 0': 2,
    'tick size is not a whole number of paise': 1,
    'a contract without an expiry date that can be read': 1,
    'an option without strike or type': 1,
    'unknown segment NCDEX/M': 6,
    'repeated in the file': 1,
  });
  expect(left_out.samples).toHaveLength(9);
  expect(left_out.samples[0]).toMatchObject({ row: 602, why: 'no security id' });
  expect(left_out.samples[0]?.text).toContain('NSE,E,a b,');
});

it('keeps the known columns of the same contract when a file lacks them', async () => {
  const [first, second, ...rest] = GOOD.slice(200);
  if (!first || !second) throw new Error('no options');
  // The id of the second names another contract now. No value of the old one may stay.
  const other = option(second.id, 30_000, 'PE');
  rig.server.serves(compact([...GOOD.slice(0, 200), { ...first, lot: '75.0' }, other, ...rest]));
  await rig.sync.run();
  const of = (id: string) => rig.store.instruments.get('NSE_FNO', id);
  expect(of(first.id)).toMatchObject({ lot_size: 75, symbol: 'NIFTY', underlying_security_id: '26000' });
  expect(of(first.id)?.meta).toContain('"freeze_qty":1800');
  expect(of(second.id)).toMatchObject({ strike_price: 30_000, underlying_security_id: null });
  expect(of(second.id)?.meta).not.toContain('freeze_qty');
  expect(rig.store.instruments.get('NSE_EQ', '1000')).toMatchObject({
    isin: 'INE000001000',
    trading_symbol: 'SHARE0',
  });
  expect(COMPACT_HEADER).not.toContain('FREEZE');
});

it('imports one segment from its own list, and keeps the others', async () => {
  rig.server.serves(detailed([...GOOD.slice(0, 10), share('1', 'OTHER', { exchange: 'BSE' })]));
  await expect(rig.sync.run({ segment: 'NSE_EQ' })).rejects.toMatchObject({ code: 'INSTRUMENTS_FEWER' });
  rig.server.serves(detailed([...GOOD.slice(0, 190), share('1', 'OTHER', { exchange: 'BSE' })]));
  expect(await rig.sync.run({ segment: 'NSE_EQ' })).toMatchObject({
    exchange_segment: 'NSE_EQ',
    removed: 10,
    rows_before: 200,
    rows_after: 190,
    left_out: { reasons: { 'another segment': 1 } },
  });
  expect(rig.server.asked.at(-1)).toBe('/v2/instrument/NSE_EQ');
  expect(rig.rows()).toHaveLength(590);
  // A segment alone does not date the list to today.
  expect(rig.store.instrumentSyncs.lastWhole()?.id).toBe(1);
});
