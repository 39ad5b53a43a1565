import { describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.ts';
import { proves } from '../testing/proves.ts';
import type { DisconnectPacket, MarketPacket } from './market-packet.ts';
import { readMarketFrame } from './read-market.ts';

/**
 * Every byte here was calculated by hand from the broker's tables (which count bytes from one). Little endian reverses each number.
 *
 * Header, 8 bytes: code, length (2), segment, security id (4). 1333 = 0x535 → 35 05 00 00. 52345 = 0xcc79 → 79 cc 00 00.
 *
 * 1612.45 as a 32-bit float: 1612 = 110 0100 1100b, so the exponent is 10 (127 + 10 = 0x89) and 13 bits are left for the
 * fraction: .45 × 8192 = 3686.4, cut to 3686 = 0 1110 0110 0110b. Sign 0, exponent 1000 1001, mantissa 100 1001 100|0 1110 0110 0110
 * = 0x44c98e66 → 66 8e c9 44. It reads as 1612 + 3686/8192 = 1612.449951171875.
 * In the same way: 1599.95 = 0x44c7fe66, 1620 = 0x44ca8000, 1590.05 = 0x44c6c19a, 1601 = 0x44c82000, 1612.5 = 0x44c99000.
 *
 * 15:29:59 of 20 Nov 2026 on an Indian clock, counted as if it were UTC: 20,777 days × 86,400 + 55,799 s = 1,795,188,599
 * = 0x6b006777 → 77 67 00 6b. The true time is 19,800 s earlier: 1,795,168,799.
 *
 */
const price = '668ec944';
const time = '7767006b';
const lastTradeTimeMs = 1_795_168_799_000;
const hdfc = '01' + '35050000';
const option = '02' + '79cc0000';

const readBytes = (frame: Buffer) => collect<MarketPacket | DisconnectPacket>((sink) => readMarketFrame(frame, sink));
const read = (hex: string) => readBytes(Buffer.from(hex, 'hex'));

describe('a packet of the live market feed', () => {
  it('ticker: code 2, 16 bytes', proves('WS feed', 'documented'), () => {
    expect(read(`021000${hdfc}${price}${time}`)).toEqual([
      {
        packet: {
          type: 'ticker',
          exchangeSegment: 'NSE_EQ',
          securityId: '1333',
          lastPrice: 1612.45,
          lastTradeTimeMs,
        },
      },
    ]);
    expect(new Date(lastTradeTimeMs).toISOString()).toBe('2026-11-20T09:59:59.000Z');
  });

  it('quote: code 4, 50 = 0x32 bytes; its close is that of the day before', proves('WS feed', 'observed'), () => {
    // Last quantity 65,000 = 0xfde8, volume 3,000,000,000 = 0xb2d05e00 (both above the signed maximum), sell 70,000 = 0x11170, buy 5.
    const trading = `${price}e8fd${time}0020c844005ed0b27011010005000000`;
    // Open, close, high, low.
    const prices = '0020c844' + '66fec744' + '0080ca44' + '9ac1c644';
    expect(read(`043200${hdfc}${trading}${prices}`)).toEqual([
      {
        packet: {
          type: 'quote',
          exchangeSegment: 'NSE_EQ',
          securityId: '1333',
          lastPrice: 1612.45,
          lastQuantity: 65_000,
          lastTradeTimeMs,
          averagePrice: 1601,
          volume: 3_000_000_000,
          sellQuantity: 70_000,
          buyQuantity: 5,
          open: 1601,
          previousClose: 1599.95,
          high: 1620,
          low: 1590.05,
        },
      },
    ]);
  });

  it(
    'full: code 8, 162 = 0xa2 bytes, open interest before the prices and five levels after them',
    proves('WS feed', 'documented'),
    () => {
      const trading = `${price}0100${time}0020c844020000000300000004000000`;
      const oi = '41000000' + '64000000' + '0a000000'; // 65, 100, 10
      const prices = '0020c844' + '66fec744' + '0080ca44' + '9ac1c644';
      // Bid quantity 258 = 0x102, ask quantity 2, 40,000 = 0x9c40 bid orders, 4 ask orders, bid 1612.45, ask 1612.5.
      const both = '02010000' + '02000000' + '409c' + '0400' + price + '0090c944';
      // Only an offer of 7 in 1 order at 1620.
      const offer = '00000000' + '07000000' + '0000' + '0100' + '00000000' + '0080ca44';
      const none = '00'.repeat(20);
      const hex = `08a200${option}${trading}${oi}${prices}${both}${offer}${none.repeat(3)}`;
      expect(hex).toHaveLength(2 * 162);
      expect(read(hex)).toEqual([
        {
          packet: {
            type: 'full',
            exchangeSegment: 'NSE_FNO',
            securityId: '52345',
            lastPrice: 1612.45,
            lastQuantity: 1,
            lastTradeTimeMs,
            averagePrice: 1601,
            volume: 2,
            sellQuantity: 3,
            buyQuantity: 4,
            oi: 65,
            oiDayHigh: 100,
            oiDayLow: 10,
            open: 1601,
            previousClose: 1599.95,
            high: 1620,
            low: 1590.05,
            depth: {
              buy: [{ price: 1612.45, quantity: 258, orders: 40_000 }],
              sell: [
                { price: 1612.5, quantity: 2, orders: 4 },
                { price: 1620, quantity: 7, orders: 1 },
              ],
            },
          },
        },
      ]);
    },
  );

  it('open interest: code 5, 12 bytes', proves('WS feed', 'documented'), () => {
    expect(read(`050c00${option}41000000`)).toEqual([
      { packet: { type: 'oi', exchangeSegment: 'NSE_FNO', securityId: '52345', oi: 65 } },
    ]);
  });

  it('previous close: code 6, 16 bytes', proves('WS feed', 'documented'), () => {
    // NIFTY: segment 0, id 13 = 0x0d; 25000.35 = 0x46c350b3 (25000 has 15 bits, 9 are left: .35 × 512 = 179.2 → 179).
    expect(read('061000' + '00' + '0d000000' + 'b350c346' + '00000000')).toEqual([
      {
        packet: {
          type: 'previousClose',
          exchangeSegment: 'IDX_I',
          securityId: '13',
          previousClose: 25_000.35,
          previousOi: 0,
        },
      },
    ]);
  });

  it('market status: code 7, the header alone', proves('WS feed', 'documented'), () => {
    expect(read('070800' + '05' + '00000000')).toEqual([
      { packet: { type: 'marketStatus', exchangeSegment: 'MCX_COMM' } },
    ]);
  });

  it('index: code 1, without a documented layout, is returned unchanged', () => {
    const hex = '010c00' + '00' + '0d000000' + '01020304';
    expect(read(hex)).toEqual([
      { packet: { type: 'index', exchangeSegment: 'IDX_I', securityId: '13', raw: Buffer.from(hex, 'hex') } },
    ]);
  });

  it('disconnect: code 50 = 0x32, 10 bytes, whatever its segment', proves('WS feed', 'documented'), () => {
    // 805 = 0x325.
    expect(read('320a00' + 'ff' + '00000000' + '2503')).toEqual([{ packet: { type: 'disconnect', reason: 805 } }]);
  });

  it('ignores code 0, and reads the packets after it', proves('WS feed', 'observed'), () => {
    expect(read('000a00' + '00' + '00000000' + '0000' + `021000${hdfc}${price}${time}`)).toMatchObject([
      { packet: { type: 'ticker', lastPrice: 1612.45 } },
    ]);
  });

  it.each([
    ['00', 'IDX_I'],
    ['01', 'NSE_EQ'],
    ['02', 'NSE_FNO'],
    ['03', 'NSE_CURRENCY'],
    ['04', 'BSE_EQ'],
    ['05', 'MCX_COMM'],
    ['07', 'BSE_CURRENCY'],
    ['08', 'BSE_FNO'],
  ])('segment byte %s is %s', (byte, exchangeSegment) => {
    expect(read(`050c00${byte}3505000001000000`)).toMatchObject([{ packet: { exchangeSegment } }]);
  });

  it('has no trade time before the first trade', () => {
    // 0, and midnight of 1 Jan 1980: 3,652 days = 315,532,800 s = 0x12cea600.
    for (const none of ['00000000', '00a6ce12']) {
      expect(read(`021000${hdfc}${price}${none}`)).toMatchObject([{ packet: { lastTradeTimeMs: null } }]);
    }
  });
});

describe('prices', () => {
  it('are paise, except of currencies, whose ticks are finer', () => {
    // 83.2525: 83 has 7 bits, 17 are left: .2525 × 131,072 = 33,095.68 → 33,096; 0x42a68148.
    expect(read('021000' + '03' + '01000000' + '4881a642' + time)).toMatchObject([{ packet: { lastPrice: 83.2525 } }]);
    expect(read(`021000${hdfc}4881a642${time}`)).toMatchObject([{ packet: { lastPrice: 83.25 } }]);
  });

  it('below 1,31,072 rupees equal the sent price to the paisa', () => {
    const packet = Buffer.from(`021000${hdfc}${price}${time}`, 'hex');
    const wrong: number[] = [];
    // Every paisa of 1,000 rupees where the floats are coarsest, and samples elsewhere.
    for (let paise = 1; paise < 13_107_200; paise += paise < 13_007_200 ? 997 : 1) {
      packet.writeFloatLE(paise / 100, 8);
      const [found] = readBytes(packet);
      if (!found || !('packet' in found) || found.packet.type !== 'ticker' || found.packet.lastPrice !== paise / 100) {
        wrong.push(paise);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('above that are one paisa off at most, and exact after rounding to the tick', () => {
    // 150000.15 has 18 bits before the point, 6 are left: .15 × 64 = 9.6 → 10; 150000.15625, 0x48127c0a.
    expect(read(`021000${hdfc}0a7c1248${time}`)).toMatchObject([{ packet: { lastPrice: 150_000.16 } }]);
    expect(Math.round(150_000.16 / 0.05) * 5).toBe(15_000_015);
  });
});

describe('unreadable data', () => {
  const ticker = `021000${hdfc}${price}${time}`;

  it.each([
    ['an unknown segment byte', '021000' + '06' + '35050000' + price + time, /segment byte, found 6/],
    ['an unknown code', '090a00' + '01' + '35050000' + '0102', /known response code, found 9/],
    ['the depth packet of version 1', '030a00' + '01' + '35050000' + '0102', /known response code, found 3/],
    // 7f c0 00 00 is not a number, 7f 80 00 00 is infinite.
    ['a price that is not a number', `021000${hdfc}0000c07f${time}`, /not a number/],
    ['a price without end', `061000${hdfc}0000807f${time}`, /not a number/],
  ])('reports %s with its bytes, and reads the rest', (_what, hex, why) => {
    const found = read(hex + ticker);
    expect(found).toMatchObject([{ unreadable: { raw: Buffer.from(hex, 'hex') } }, { packet: { type: 'ticker' } }]);
    expect(found[0]).toHaveProperty('unreadable.why', expect.stringMatching(why));
  });

  it('a quote or a full packet with one price that is not a number is unreadable as a whole', () => {
    const nan = '0000c07f';
    const trading = `${price}0100${time}0020c844020000000300000004000000`;
    expect(read(`043200${hdfc}${trading}${price}${price}${nan}${price}`)).toMatchObject([{ unreadable: {} }]);
    const level = `010000000100000001000100${price}${nan}`;
    expect(read(`08a200${hdfc}${trading}${'00'.repeat(12)}${price.repeat(4)}${level.repeat(5)}`)).toMatchObject([
      { unreadable: {} },
    ]);
  });

  it.each([
    [
      'a length that its code does not have',
      `021100${hdfc}${price}${time}00`,
      /code 2: expected 16 bytes, found a length of 17/,
    ],
    ['a length beyond the frame', `08a200${hdfc}${price}`, /expected a length of 8 to 12 bytes, found 162/],
    ['a length below the header', `020000${hdfc}${price}${time}`, /expected a length of 8 to 32 bytes, found 0/],
    ['too little for a header', '02100001', /header of 8 bytes, found 4/],
  ])('after %s reports the rest of the frame as unreadable', (_what, hex, why) => {
    const rest = hex.length < 32 ? hex : hex + ticker;
    const found = read(ticker + rest);
    expect(found).toMatchObject([{ packet: { type: 'ticker' } }, { unreadable: { raw: Buffer.from(rest, 'hex') } }]);
    expect(found[1]).toHaveProperty('unreadable.why', expect.stringMatching(why));
  });
});
