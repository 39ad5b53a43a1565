import type { DepthPacket } from './depth-packet.ts';
import { readFrame } from './frame.ts';
import type { FrameSink, Layout } from './frame.ts';
import type { DepthLevel, DisconnectPacket } from './market-packet.ts';
import { rupees, stepsPerRupee } from './price.ts';
import { segmentOf } from './segment.ts';

/** Rows a side. */
export type DepthLevels = 20 | 200;

const HEARTBEAT = 0;
const BID = 41;
const ASK = 51;
const DISCONNECT = 50;

const HEADER_BYTES = 12;
const ROW_BYTES = 16;
const DISCONNECT_BYTES = 14;

/** 20 levels: always twenty rows. The last field of the header is a sequence number without a use. */
const TWENTY = layoutOf(
  (length) =>
    length === HEADER_BYTES + 20 * ROW_BYTES ? null : `expected 332 bytes of 20 rows, found a length of ${length}`,
  () => 20,
);

/** 200 levels: that field is the number of rows. Packets with exactly these rows, and packets with always 200, are both accepted. */
const TWO_HUNDRED = layoutOf((length, rows) => {
  const exact = HEADER_BYTES + rows * ROW_BYTES;
  return rows <= 200 && (length === exact || length === HEADER_BYTES + 200 * ROW_BYTES)
    ? null
    : `expected ${exact} bytes of ${rows} rows (200 at most), found a length of ${length}`;
}, rowsAt);

/** Splits a frame of the 20- or 200-level depth. Never throws. Source: https://dhanhq.co/docs/v2/full-market-depth/ */
export function readDepthFrame(
  levels: DepthLevels,
  frame: Buffer,
  sink: FrameSink<DepthPacket | DisconnectPacket>,
): void {
  readFrame(frame, levels === 20 ? TWENTY : TWO_HUNDRED, sink);
}

function rowsAt(frame: Buffer, at: number): number {
  return frame.readUInt32LE(at + 8);
}

function layoutOf(
  sideFault: (length: number, rows: number) => string | null,
  rowsOf: (frame: Buffer, at: number) => number,
): Layout<DepthPacket | DisconnectPacket> {
  return {
    headerBytes: HEADER_BYTES,
    codeAt: 2,
    lengthAt: 0,
    lengthFault(code, length, frame, at) {
      if (code === BID || code === ASK) return sideFault(length, rowsAt(frame, at));
      if (code !== DISCONNECT || length === DISCONNECT_BYTES) return null;
      return `code ${code}: expected ${DISCONNECT_BYTES} bytes, found a length of ${length}`;
    },
    read(code, frame, at) {
      if (code === HEARTBEAT) return null;
      if (code === DISCONNECT) return { type: 'disconnect', reason: frame.readUInt16LE(at + HEADER_BYTES) };
      if (code !== BID && code !== ASK) return `expected a known response code, found ${code}`;
      return readSide(code, frame, at, rowsOf(frame, at));
    },
  };
}

function readSide(code: number, frame: Buffer, at: number, rows: number): DepthPacket | string {
  const exchangeSegment = segmentOf(frame.readUInt8(at + 3));
  if (exchangeSegment !== 'NSE_EQ' && exchangeSegment !== 'NSE_FNO') {
    return `code ${code}: expected the segment byte of NSE_EQ or NSE_FNO, found ${frame.readUInt8(at + 3)}`;
  }
  const steps = stepsPerRupee(exchangeSegment);
  const levels: DepthLevel[] = [];
  for (let row = 0; row < rows; row += 1) {
    const start = at + HEADER_BYTES + row * ROW_BYTES;
    const price = rupees(frame.readDoubleLE(start), steps);
    const quantity = frame.readUInt32LE(start + 8);
    if (!Number.isFinite(price)) return `code ${code}: row ${row + 1}: expected a price, found what is not a number`;
    if (price !== 0 || quantity !== 0) levels.push({ price, quantity, orders: frame.readUInt32LE(start + 12) });
  }
  const securityId = String(frame.readUInt32LE(at + 4));
  return { type: 'depth', side: code === BID ? 'bid' : 'ask', exchangeSegment, securityId, levels };
}
