/**
 * Packets of the live market feed: little endian, an 8-byte header of response code (u8), length of the whole packet
 * (i16), segment (u8) and security id (i32). The broker's tables count bytes from one; these offsets count from zero.
 * Source: https://dhanhq.co/docs/v2/live-market-feed/
 */
export interface PacketHead {
  readonly segment: number;
  readonly securityId: number;
}

/** Prices in rupees. `tradedAt` is Indian wall time in seconds since 1970, as the feed sends it. */
export interface TickerFields {
  readonly ltp: number;
  readonly tradedAt: number;
}

export interface QuoteFields extends TickerFields {
  readonly lastQuantity: number;
  readonly average: number;
  readonly volume: number;
  readonly sellQuantity: number;
  readonly buyQuantity: number;
  readonly open: number;
  /** Of the day before, during the session. */
  readonly close: number;
  readonly high: number;
  readonly low: number;
}

export interface FullFields extends QuoteFields {
  readonly oi: number;
  readonly oiHigh: number;
  readonly oiLow: number;
  /** Five levels, best first. */
  readonly depth: readonly BookLevel[];
}

export interface BookLevel {
  readonly bidQuantity: number;
  readonly askQuantity: number;
  readonly bidOrders: number;
  readonly askOrders: number;
  readonly bidPrice: number;
  readonly askPrice: number;
}

/** Code 2, 16 bytes. */
export function tickerPacket(head: PacketHead, { ltp, tradedAt }: TickerFields): Buffer {
  const packet = withHead(2, 16, head);
  packet.writeFloatLE(ltp, 8);
  packet.writeInt32LE(tradedAt, 12);
  return packet;
}

/** Code 6, 16 bytes. */
export function previousClosePacket(head: PacketHead, previousClose: number, previousOi: number): Buffer {
  const packet = withHead(6, 16, head);
  packet.writeFloatLE(previousClose, 8);
  packet.writeInt32LE(previousOi, 12);
  return packet;
}

/** Code 5, 12 bytes. */
export function oiPacket(head: PacketHead, oi: number): Buffer {
  const packet = withHead(5, 12, head);
  packet.writeInt32LE(oi, 8);
  return packet;
}

/** Code 4, 50 bytes. */
export function quotePacket(head: PacketHead, fields: QuoteFields): Buffer {
  const packet = withHead(4, 50, head);
  writeTrading(packet, fields);
  writeOhlc(packet, 34, fields);
  return packet;
}

/** Code 8, 162 bytes: the quote with open interest before its four prices and five levels of 20 bytes after them. */
export function fullPacket(head: PacketHead, fields: FullFields): Buffer {
  const packet = withHead(8, 162, head);
  writeTrading(packet, fields);
  packet.writeInt32LE(fields.oi, 34);
  packet.writeInt32LE(fields.oiHigh, 38);
  packet.writeInt32LE(fields.oiLow, 42);
  writeOhlc(packet, 46, fields);
  fields.depth.slice(0, 5).forEach((level, row) => {
    const at = 62 + row * 20;
    packet.writeInt32LE(level.bidQuantity, at);
    packet.writeInt32LE(level.askQuantity, at + 4);
    packet.writeInt16LE(level.bidOrders, at + 8);
    packet.writeInt16LE(level.askOrders, at + 10);
    packet.writeFloatLE(level.bidPrice, at + 12);
    packet.writeFloatLE(level.askPrice, at + 16);
  });
  return packet;
}

/** Code 50, 10 bytes: the reason why the server ends the connection, as a code of the data API. */
export function disconnectPacket(reason: number): Buffer {
  const packet = withHead(50, 10, { segment: 0, securityId: 0 });
  packet.writeInt16LE(reason, 8);
  return packet;
}

function withHead(code: number, length: number, { segment, securityId }: PacketHead): Buffer {
  const packet = Buffer.alloc(length);
  packet.writeUInt8(code, 0);
  packet.writeInt16LE(length, 1);
  packet.writeUInt8(segment, 3);
  packet.writeInt32LE(securityId, 4);
  return packet;
}

function writeTrading(packet: Buffer, fields: QuoteFields): void {
  packet.writeFloatLE(fields.ltp, 8);
  // Sixteen bits: a larger trade cannot be sent. The official client reads them as unsigned.
  packet.writeUInt16LE(Math.min(fields.lastQuantity, 65_535), 12);
  packet.writeInt32LE(fields.tradedAt, 14);
  packet.writeFloatLE(fields.average, 18);
  packet.writeUInt32LE(fields.volume, 22);
  packet.writeUInt32LE(fields.sellQuantity, 26);
  packet.writeUInt32LE(fields.buyQuantity, 30);
}

function writeOhlc(packet: Buffer, at: number, { open, close, high, low }: QuoteFields): void {
  packet.writeFloatLE(open, at);
  packet.writeFloatLE(close, at + 4);
  packet.writeFloatLE(high, at + 8);
  packet.writeFloatLE(low, at + 12);
}
