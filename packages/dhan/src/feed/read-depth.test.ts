import { describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.ts';
import { proves } from '../testing/proves.ts';
import type { DepthPacket } from './depth-packet.ts';
import type { DisconnectPacket } from './market-packet.ts';
import { readDepthFrame } from './read-depth.ts';
import type { DepthLevels } from './read-depth.ts';

/**
 * Calculated by hand. Header, 12 bytes: length (2), code, segment, security id (4), sequence or number of rows (4); then rows of price
 * (8), quantity (4), orders (4).
 *
 * 1612.45 as a 64-bit float: exponent 10 (1023 + 10 = 0x409), and 42 bits for the fraction: .45 = 0.0111 0011 0011 0011 …b. Mantissa
 * 1001 0011 00|01 1100 1100 … = 0x40 99 31 cc cc cc cc cd (rounded up) → cd cc cc cc cc 31 99 40. 1612.5 = 0x4099320000000000.
 */
const price = 'cdcccccccc319940';
const better = '0000000000329940';
const empty = '00'.repeat(16);
const read = (levels: DepthLevels, hex: string) =>
  collect<DepthPacket | DisconnectPacket>((sink) => readDepthFrame(levels, Buffer.from(hex, 'hex'), sink));

/** 332 = 0x14c bytes; quantities 258 = 0x102 and 70,000 = 0x11170; orders 3 and 1. */
const rows = `${better}0201000003000000` + `${price}7011010001000000`;
const twenty = (code: '29' | '33', segment = '01') =>
  `4c01${code}${segment}35050000` + '09000000' + rows + empty.repeat(18);

const levels = [
  { price: 1612.5, quantity: 258, orders: 3 },
  { price: 1612.45, quantity: 70_000, orders: 1 },
];
const hdfc = { type: 'depth', exchangeSegment: 'NSE_EQ', securityId: '1333' };

describe('a packet of the 20-level depth', () => {
  it(
    'bids: code 41 = 0x29, then asks: code 51 = 0x33, in one frame; empty rows are left out',
    proves('WS twentydepth', 'documented'),
    () => {
      expect(read(20, twenty('29') + twenty('33', '02'))).toEqual([
        { packet: { ...hdfc, side: 'bid', levels } },
        { packet: { ...hdfc, exchangeSegment: 'NSE_FNO', side: 'ask', levels } },
      ]);
    },
  );

  it('disconnect: code 50 = 0x32, 14 bytes, the reason after the header', () => {
    // 806 = 0x326.
    expect(read(20, '0e0032' + '00' + '00000000' + '00000000' + '2603')).toEqual([
      { packet: { type: 'disconnect', reason: 806 } },
    ]);
  });

  it('ignores code 0', () => {
    expect(read(20, '0c0000' + '00' + '00000000' + '00000000' + twenty('29'))).toMatchObject([
      { packet: { side: 'bid' } },
    ]);
  });

  it.each([
    ['another segment', twenty('29', '04'), /segment byte of NSE_EQ or NSE_FNO, found 4/],
    ['an unknown code', '0c0007' + '01' + '35050000' + '00000000', /known response code, found 7/],
    // 7f f8 00 00 00 00 00 00 is not a number.
    ['a price that is not a number', twenty('33').replace(better, '000000000000f87f'), /row 1: expected a price/],
  ])('reports %s with its bytes, and reads the rest', (_what, hex, why) => {
    const found = read(20, hex + twenty('29'));
    expect(found).toMatchObject([{ unreadable: { raw: Buffer.from(hex, 'hex') } }, { packet: { side: 'bid' } }]);
    expect(found[0]).toHaveProperty('unreadable.why', expect.stringMatching(why));
  });

  it.each([
    // 28 = 0x1c bytes: one row.
    ['fewer rows than twenty', '1c0029' + '01' + '35050000' + '01000000' + empty, /expected 332 bytes/],
    ['half a header', '4c0129', /header of 12 bytes, found 3/],
    [
      'a long goodbye',
      '100032' + '00' + '00000000' + '00000000' + '26030000',
      /expected 14 bytes, found a length of 16/,
    ],
  ])('after %s reports the rest of the frame as unreadable', (_what, hex, why) => {
    const rest = hex.length < 24 ? hex : hex + twenty('29');
    const found = read(20, twenty('29') + rest);
    expect(found).toMatchObject([{ packet: { side: 'bid' } }, { unreadable: { raw: Buffer.from(rest, 'hex') } }]);
    expect(found[1]).toHaveProperty('unreadable.why', expect.stringMatching(why));
  });
});

describe('a packet of the 200-level depth', () => {
  it('has as many rows as its header says: 2, in 44 = 0x2c bytes', proves('WS twohundreddepth', 'documented'), () => {
    const side = (code: string) => `2c00${code}` + '01' + '35050000' + '02000000' + rows;
    expect(read(200, side('29') + side('33'))).toEqual([
      { packet: { ...hdfc, side: 'bid', levels } },
      { packet: { ...hdfc, side: 'ask', levels } },
    ]);
  });

  it('may have no rows', () => {
    expect(read(200, '0c0033' + '01' + '35050000' + '00000000')).toEqual([
      { packet: { ...hdfc, side: 'ask', levels: [] } },
    ]);
  });

  it('may be filled up to 200 rows, 3,212 = 0xc8c bytes; only the first ones count', () => {
    const hex = '8c0c29' + '01' + '35050000' + '02000000' + rows + 'ff'.repeat(16 * 198);
    expect(read(200, hex)).toEqual([{ packet: { ...hdfc, side: 'bid', levels } }]);
  });

  it.each([
    ['more rows than bytes', '2c0029' + '01' + '35050000' + '03000000' + rows, /expected 60 bytes of 3 rows/],
    ['fewer rows than bytes', '2c0029' + '01' + '35050000' + '01000000' + rows, /expected 28 bytes of 1 rows/],
    [
      'more rows than there can be',
      '8c0c29' + '01' + '35050000' + 'c9000000' + empty.repeat(200),
      /201 rows \(200 at most\)/,
    ],
  ])('with %s is unreadable', (_what, hex, why) => {
    const found = read(200, hex);
    expect(found).toMatchObject([{ unreadable: { raw: Buffer.from(hex, 'hex') } }]);
    expect(found[0]).toHaveProperty('unreadable.why', expect.stringMatching(why));
  });
});
