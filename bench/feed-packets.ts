/**
 * Packets of the market data sockets a second through our decoder, stacked in frames as on the wire. The floor reads the same fields of
 * the same bytes by bare `Buffer` calls, without making packets. See README.md.
 *
 *   node bench/feed-packets.ts
 */
import type { FrameSink } from '@dhancopy/dhan/feed/frame';
import { readDepthFrame } from '@dhancopy/dhan/feed/read-depth';
import { readMarketFrame } from '@dhancopy/dhan/feed/read-market';
import { bareDepth20, bareFull, bareQuote, bareTicker } from './kit/bare-packets.ts';
import type { BareRead } from './kit/bare-packets.ts';
import { machine } from './kit/machine.ts';
import { median } from './kit/spread.ts';

/** The maximum of one subscribe message. */
const STACKED = 100;
const FRAMES = 4_000;
const RUNS = 7;

type Reader = (frame: Buffer, sink: FrameSink<object>) => void;

interface Kind {
  readonly name: string;
  readonly bytes: number;
  readonly fill: (packet: Buffer, index: number) => void;
  readonly read: Reader;
  readonly bare: BareRead;
}

const depth20: Reader = (frame, sink) => readDepthFrame(20, frame, sink);

const KINDS: readonly Kind[] = [
  { name: 'ticker', bytes: 16, fill: market(2, [8]), read: readMarketFrame, bare: bareTicker },
  { name: 'quote', bytes: 50, fill: market(4, [8, 18, 34, 38, 42, 46]), read: readMarketFrame, bare: bareQuote },
  {
    name: 'full',
    bytes: 162,
    fill: market(8, [8, 18, 46, 50, 54, 58, ...rowsOf(62, 5, 20).flatMap((row) => [row + 12, row + 16])]),
    read: readMarketFrame,
    bare: bareFull,
  },
  { name: '20-level depth', bytes: 332, fill: depth, read: depth20, bare: bareDepth20 },
];

console.log(
  `${machine()}\npackets a second, median of ${RUNS} runs of ${FRAMES * STACKED} packets, ${STACKED} a frame\n`,
);
for (const kind of KINDS) compare(kind);

function compare({ name, bytes, fill, read, bare }: Kind): void {
  const frame = Buffer.alloc(bytes * STACKED, 1);
  for (let index = 0; index < STACKED; index += 1) fill(frame.subarray(index * bytes, (index + 1) * bytes), index);
  const ours: number[] = [];
  const floor: number[] = [];
  // The first run of each is the warm-up.
  for (let run = 0; run <= RUNS; run += 1) {
    const mine = perSecond(() => decode(frame, read));
    const theirs = perSecond(() => bareReads(frame, bytes, bare));
    if (run === 0) continue;
    ours.push(mine);
    floor.push(theirs);
  }
  const [a, b] = [median(ours), median(floor)];
  const number = (value: number): string => Math.round(value).toLocaleString('en-US').padStart(11);
  console.log(`${name.padEnd(16)} dhancopy ${number(a)}   floor ${number(b)}   ratio ${(b / a).toFixed(2)}`);
}

/** @throws when the work is incomplete: a benchmark without work looks fast. */
function perSecond(work: () => number): number {
  const started = performance.now();
  const done = work();
  const seconds = (performance.now() - started) / 1_000;
  if (done !== FRAMES * STACKED) throw new Error(`expected ${FRAMES * STACKED} packets, found ${done}`);
  return done / seconds;
}

function decode(frame: Buffer, read: Reader): number {
  const found: object[] = [];
  let packets = 0;
  const sink: FrameSink<object> = {
    packet: (packet) => {
      packets += 1;
      // Kept for a moment, so that the compiler cannot remove it.
      found[packets % STACKED] = packet;
    },
    unreadable: ({ why }) => {
      throw new Error(why);
    },
  };
  for (let count = 0; count < FRAMES; count += 1) read(frame, sink);
  return packets;
}

function bareReads(frame: Buffer, bytes: number, bare: BareRead): number {
  let packets = 0;
  let sum = 0;
  for (let count = 0; count < FRAMES; count += 1) {
    for (let at = 0; at < frame.length; at += bytes) {
      sum += bare(frame, at);
      packets += 1;
    }
  }
  return Number.isFinite(sum) ? packets : 0;
}

function rowsOf(from: number, count: number, bytes: number): number[] {
  return Array.from({ length: count }, (_, row) => from + row * bytes);
}

/** Prices like those of shares. All other fields are random bytes. */
function market(code: number, prices: readonly number[]): Kind['fill'] {
  return (packet, index) => {
    packet.writeUInt8(code, 0);
    packet.writeUInt16LE(packet.length, 1);
    packet.writeUInt8(1, 3);
    packet.writeUInt32LE(1_000 + index, 4);
    prices.forEach((at, place) => packet.writeFloatLE(1_612.45 + index + place / 20, at));
  };
}

function depth(packet: Buffer, index: number): void {
  packet.writeUInt16LE(packet.length, 0);
  packet.writeUInt8(index % 2 === 0 ? 41 : 51, 2);
  packet.writeUInt8(1, 3);
  packet.writeUInt32LE(1_000 + index, 4);
  rowsOf(12, 20, 16).forEach((at, row) => packet.writeDoubleLE(1_612.45 + index + row / 20, at));
}
