import { describe, expect, it } from 'vitest';
import { depthDisconnectPacket, depthPacket } from './depth-packets.ts';
import { disconnectPacket, fullPacket, oiPacket, previousClosePacket, quotePacket, tickerPacket } from './packets.ts';

/**
 * Bytes calculated by hand. 32-bit floats: 1612.5 = 44 c9 90 00, 1601 = 44 c8 20 00, 1 = 3f 80 00 00, 2 = 40 00 00 00, 0.5 = 3f 00 00
 * 00, 100 = 42 c8 00 00. Little endian reverses each. 1333 = 0x0535.
 */
const head = { segment: 1, securityId: 1333 };
const price = '0090c944';
const seconds = '00f15365'; // 0x6553f100

const quote = {
  ltp: 1612.5,
  tradedAt: 0x6553f100,
  lastQuantity: 0x0102,
  average: 1601,
  volume: 0x01020304,
  sellQuantity: 5,
  buyQuantity: 6,
  open: 1,
  close: 2,
  high: 0.5,
  low: 100,
};
const trading = `${price}0201${seconds}0020c844040302010500000006000000`;
const ohlc = `0000803f000000400000003f0000c842`;

describe('packets of the live feed', () => {
  it('ticker, 16 bytes', () => {
    expect(tickerPacket(head, quote).toString('hex')).toBe(`0210000135050000${price}${seconds}`);
  });

  it('previous close, 16 bytes', () => {
    expect(previousClosePacket(head, 1601, 7).toString('hex')).toBe(`06100001350500000020c84407000000`);
  });

  it('open interest, 12 bytes', () => {
    expect(oiPacket({ segment: 2, securityId: 52345 }, 65).toString('hex')).toBe('050c000279cc000041000000');
  });

  it('quote, 50 bytes', () => {
    const packet = quotePacket(head, quote);
    expect(packet.toString('hex')).toBe(`0432000135050000${trading}${ohlc}`);
    expect(packet).toHaveLength(50);
  });

  it('full, 162 bytes, with five levels', () => {
    const level = { bidQuantity: 1, askQuantity: 2, bidOrders: 3, askOrders: 4, bidPrice: 1612.5, askPrice: 1601 };
    const packet = fullPacket(head, {
      ...quote,
      oi: 8,
      oiHigh: 9,
      oiLow: 10,
      depth: Array.from({ length: 5 }, () => level),
    });
    const row = `0100000002000000030004000090c9440020c844`;
    const oi = '08000000090000000a000000';
    expect(packet.toString('hex')).toBe(`08a2000135050000${trading}${oi}${ohlc}${row.repeat(5)}`);
    expect(packet).toHaveLength(162);
  });

  it('disconnect, 10 bytes', () => {
    expect(disconnectPacket(805).toString('hex')).toBe('320a0000000000002503');
  });

  it('sends a trade that does not fit as the largest possible one', () => {
    expect(quotePacket(head, { ...quote, lastQuantity: 70_000 }).readUInt16LE(12)).toBe(65_535);
  });
});

describe('packets of the full depth', () => {
  it('has a 12-byte head and rows of 16 bytes with 64-bit prices', () => {
    // 1612.5 as a double is 40 99 32 00 00 00 00 00.
    const packet = depthPacket(41, head, 9, [{ price: 1612.5, quantity: 258, orders: 3 }]);
    expect(packet.toString('hex')).toBe('1c0029013505000009000000' + '0000000000329940' + '02010000' + '03000000');
    expect(
      depthPacket(
        51,
        head,
        20,
        Array.from({ length: 20 }, () => ({ price: 1, quantity: 1, orders: 1 })),
      ),
    ).toHaveLength(332);
  });

  it('disconnect has its reason at offset 12', () => {
    expect(depthDisconnectPacket(804).toString('hex')).toBe('0e00320000000000000000002403');
  });
});
