import type { DepthPacket } from '@dhancopy/dhan/feed/depth-packet';
import type { DisconnectPacket, MarketPacket } from '@dhancopy/dhan/feed/market-packet';
import { readDepthFrame } from '@dhancopy/dhan/feed/read-depth';
import { readMarketFrame } from '@dhancopy/dhan/feed/read-market';
import { collect } from '@dhancopy/dhan/testing/collect';
import type { Chance } from '../chance.ts';
import { mutateBytes } from '../mutate.ts';
import { Finding, show } from '../oracle.ts';
import type { Target } from '../target.ts';

type Packet = MarketPacket | DepthPacket | DisconnectPacket;

const SEGMENTS = ['IDX_I', 'NSE_EQ', 'NSE_FNO', 'NSE_CURRENCY', 'BSE_EQ', 'MCX_COMM', '', 'BSE_CURRENCY', 'BSE_FNO'];
const LENGTHS: Readonly<Record<number, number>> = { 2: 16, 4: 50, 5: 12, 6: 16, 7: 8, 8: 162, 50: 10 };

/** Fields of each packet: their offset and format. Offsets of the broker's tables, counted from 0. */
type Field = readonly [name: string, at: number, kind: 'price' | 'u16' | 'u32' | 'time'];
const TRADING: readonly Field[] = [
  ['lastPrice', 8, 'price'],
  ['lastQuantity', 12, 'u16'],
  ['lastTradeTimeMs', 14, 'time'],
  ['averagePrice', 18, 'price'],
  ['volume', 22, 'u32'],
  ['sellQuantity', 26, 'u32'],
  ['buyQuantity', 30, 'u32'],
];
const prices = (at: number): readonly Field[] =>
  ['open', 'previousClose', 'high', 'low'].map((name, index) => [name, at + 4 * index, 'price']);
const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  ticker: [
    ['lastPrice', 8, 'price'],
    ['lastTradeTimeMs', 12, 'time'],
  ],
  previousClose: [
    ['previousClose', 8, 'price'],
    ['previousOi', 12, 'u32'],
  ],
  oi: [['oi', 8, 'u32']],
  quote: [...TRADING, ...prices(34)],
  full: [...TRADING, ['oi', 34, 'u32'], ['oiDayHigh', 38, 'u32'], ['oiDayLow', 42, 'u32'], ...prices(46)],
};

/** The number at the offset; prices to the nearest paisa, or hundredth of one for currencies. */
function numberAt(frame: DataView, at: number, kind: Field[2], isCurrency: boolean): number | null {
  if (kind === 'u16') return frame.getUint16(at, true);
  if (kind === 'u32') return frame.getUint32(at, true);
  if (kind === 'price') return toStep(frame.getFloat32(at, true), isCurrency);
  const seconds = frame.getUint32(at, true);
  return seconds < Date.UTC(1981, 0, 1) / 1_000 ? null : (seconds - 19_800) * 1_000;
}

function toStep(price: number, isCurrency: boolean): number {
  const steps = isCurrency ? 10_000 : 100;
  return Math.round(price * steps) / steps;
}

function sample(chance: Chance): Buffer {
  const packets = Array.from({ length: 1 + chance.below(3) }, () => {
    const code = chance.pick([0, 1, 2, 4, 5, 6, 7, 8, 50]);
    const packet = Buffer.alloc(LENGTHS[code] ?? 12);
    for (let at = 0; at < packet.length; at += 1) packet.writeUInt8(chance.percent(50) ? 0 : chance.below(256), at);
    packet.writeUInt8(code, 0);
    packet.writeUInt16LE(packet.length, 1);
    packet.writeUInt8(chance.pick([0, 1, 2, 3, 4, 5, 7, 8]), 3);
    const type = { 2: 'ticker', 4: 'quote', 6: 'previousClose', 8: 'full' }[code];
    for (const [, at, kind] of FIELDS[type ?? ''] ?? [])
      if (kind === 'price') packet.writeFloatLE(chance.below(200_000) / 100, at);
    for (let row = 62; code === 8 && row < 162; row += 20) {
      packet.writeFloatLE(chance.below(200_000) / 100, row + 12);
      packet.writeFloatLE(chance.below(200_000) / 100, row + 16);
    }
    return packet;
  });
  return Buffer.concat(packets);
}

function depthSample(chance: Chance, levels: 20 | 200): Buffer {
  const packets = Array.from({ length: 1 + chance.below(2) }, () => {
    const rows = levels === 20 ? 20 : chance.below(6);
    const packet = Buffer.alloc(12 + rows * 16);
    packet.writeUInt16LE(packet.length, 0);
    packet.writeUInt8(chance.pick([41, 51]), 2);
    packet.writeUInt8(chance.pick([1, 2]), 3);
    packet.writeUInt32LE(chance.below(2 ** 32), 4);
    packet.writeUInt32LE(rows, 8);
    for (let row = 0; row < rows; row += 1) {
      packet.writeDoubleLE(chance.percent(20) ? 0 : chance.below(200_000) / 100, 12 + row * 16);
      packet.writeUInt32LE(chance.percent(20) ? 0 : chance.below(2 ** 32), 20 + row * 16);
      packet.writeUInt32LE(chance.below(2 ** 32), 24 + row * 16);
    }
    return packet;
  });
  return Buffer.concat(packets);
}

/** Walks through the frame by its own lengths and compares each packet with its bytes. @throws {Finding} */
function follow(
  frame: Buffer,
  found: readonly ({ packet: Packet } | { unreadable: { raw: Buffer } })[],
  headerBytes: number,
  lengthAt: number,
  codeAt: number,
  compare: (packet: Packet, view: DataView) => void,
): void {
  let at = 0;
  // A packet without content and with a possible length is skipped.
  const isSilent = (): boolean => {
    if (at + headerBytes > frame.length || frame.readUInt8(at + codeAt) !== 0) return false;
    const length = frame.readUInt16LE(at + lengthAt);
    return length >= headerBytes && length <= frame.length - at;
  };
  for (const one of found) {
    while (isSilent()) at += frame.readUInt16LE(at + lengthAt);
    if ('unreadable' in one) {
      const { raw } = one.unreadable;
      if (!frame.subarray(at, at + raw.length).equals(raw)) throw new Finding(`unreadable bytes that are not at ${at}`);
      at += raw.length;
      continue;
    }
    const length = frame.readUInt16LE(at + lengthAt);
    const bytes = frame.subarray(at, at + length);
    compare(one.packet, new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
    at += length;
  }
  while (isSilent()) at += frame.readUInt16LE(at + lengthAt);
  if (at !== frame.length) throw new Finding(`${frame.length - at} bytes without a report`);
}

function fail(packet: Packet, what: string): never {
  throw new Finding(`${packet.type}: ${what}; ${show(packet)}`);
}

function compareMarket(packet: Packet, view: DataView): void {
  if (packet.type === 'disconnect') {
    if (packet.reason !== view.getUint16(8, true)) fail(packet, 'reason');
    return;
  }
  if (packet.exchangeSegment !== SEGMENTS[view.getUint8(3)]) fail(packet, 'segment');
  if (packet.type === 'marketStatus' || packet.type === 'depth') return;
  if (packet.securityId !== String(view.getUint32(4, true))) fail(packet, 'securityId');
  const isCurrency = packet.exchangeSegment.endsWith('CURRENCY');
  for (const [name, at, kind] of FIELDS[packet.type] ?? []) {
    const value = (packet as unknown as Record<string, unknown>)[name];
    if (value !== null && !Number.isFinite(value)) fail(packet, `${name} is no number`);
    if (!Object.is(value, numberAt(view, at, kind, isCurrency))) fail(packet, name);
  }
  if (packet.type !== 'full') return;
  const level = (row: number, quantity: number, orders: number, price: number): unknown => ({
    price: toStep(view.getFloat32(row + price, true), isCurrency),
    quantity: view.getUint32(row + quantity, true),
    orders: view.getUint16(row + orders, true),
  });
  const all = [62, 82, 102, 122, 142];
  const some = (levels: unknown[]): unknown[] =>
    levels.filter(
      (each) =>
        (each as { price: number; quantity: number }).price !== 0 || (each as { quantity: number }).quantity !== 0,
    );
  const expected = {
    buy: some(all.map((row) => level(row, 0, 8, 12))),
    sell: some(all.map((row) => level(row, 4, 10, 16))),
  };
  if (JSON.stringify(packet.depth) !== JSON.stringify(expected)) fail(packet, 'depth');
}

const compareDepth =
  (levels: 20 | 200) =>
  (packet: Packet, view: DataView): void => {
    if (packet.type === 'disconnect') {
      if (packet.reason !== view.getUint16(12, true)) fail(packet, 'reason');
      return;
    }
    if (packet.type !== 'depth') fail(packet, 'type');
    if (packet.exchangeSegment !== SEGMENTS[view.getUint8(3)]) fail(packet, 'segment');
    if (packet.securityId !== String(view.getUint32(4, true))) fail(packet, 'securityId');
    if ((packet.side === 'bid') !== (view.getUint8(2) === 41)) fail(packet, 'side');
    const rows = levels === 20 ? 20 : view.getUint32(8, true);
    const expected = [];
    for (let row = 12; row < 12 + rows * 16; row += 16) {
      const price = toStep(view.getFloat64(row, true), false);
      const quantity = view.getUint32(row + 8, true);
      if (price !== 0 || quantity !== 0) expected.push({ price, quantity, orders: view.getUint32(row + 12, true) });
    }
    if (JSON.stringify(packet.levels) !== JSON.stringify(expected)) fail(packet, 'levels');
    if (packet.levels.some(({ price }) => !Number.isFinite(price))) fail(packet, 'a price that is no number');
  };

export const FEED_TARGET: Target = {
  name: 'market feed frames',
  weight: 12,
  run(chance, note) {
    const frame = mutateBytes(sample(chance), chance);
    note(frame);
    follow(
      frame,
      collect<Packet>((sink) => readMarketFrame(frame, sink)),
      8,
      1,
      0,
      compareMarket,
    );
  },
};

export const DEPTH_TARGET: Target = {
  name: 'depth frames',
  weight: 6,
  run(chance, note) {
    const levels = chance.pick([20, 200] as const);
    const frame = mutateBytes(depthSample(chance, levels), chance);
    note(frame);
    follow(
      frame,
      collect<Packet>((sink) => readDepthFrame(levels, frame, sink)),
      12,
      0,
      2,
      compareDepth(levels),
    );
  },
};
