import type { PacketHead } from './packets.ts';

/** One row of the full depth; price in rupees. */
export interface DepthRow {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

/**
 * Code 41 (bids) or 51 (offers): a 12-byte header, then rows of 16 bytes. Little endian.
 *
 * @param tail - the last field of the header: a sequence number on the 20-level socket, the number of rows on the other
 * Source: https://dhanhq.co/docs/v2/full-market-depth/
 */
export function depthPacket(code: 41 | 51, head: PacketHead, tail: number, rows: readonly DepthRow[]): Buffer {
  const packet = depthHead(code, 12 + rows.length * 16, head, tail);
  rows.forEach(({ price, quantity, orders }, row) => {
    const at = 12 + row * 16;
    packet.writeDoubleLE(price, at);
    packet.writeUInt32LE(quantity, at + 8);
    packet.writeUInt32LE(orders, at + 12);
  });
  return packet;
}

/** Code 50, 14 bytes. */
export function depthDisconnectPacket(reason: number): Buffer {
  const packet = depthHead(50, 14, { segment: 0, securityId: 0 }, 0);
  packet.writeInt16LE(reason, 12);
  return packet;
}

function depthHead(code: number, length: number, { segment, securityId }: PacketHead, tail: number): Buffer {
  const packet = Buffer.alloc(length);
  packet.writeInt16LE(length, 0);
  packet.writeUInt8(code, 2);
  packet.writeUInt8(segment, 3);
  packet.writeInt32LE(securityId, 4);
  packet.writeUInt32LE(tail, 8);
  return packet;
}
