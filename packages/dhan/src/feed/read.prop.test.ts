import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.ts';
import type { Found } from '../testing/collect.ts';
import type { DepthPacket } from './depth-packet.ts';
import type { FrameSink } from './frame.ts';
import type { DisconnectPacket, MarketPacket } from './market-packet.ts';
import { readDepthFrame } from './read-depth.ts';
import { readMarketFrame } from './read-market.ts';

/*
 * Properties for any input from the wire:
 * - nothing throws;
 * - stacked packets come out as they do alone, in their order;
 * - a frame cut anywhere gives the packets before the cut, and the rest unchanged;
 * - a packet with one wrong byte gives one item or none. Packets before it are unchanged. Packets after it are all unchanged or all
 *   unreadable. No new packet appears.
 */

type Packet = MarketPacket | DepthPacket | DisconnectPacket;
type Reader = (frame: Buffer, sink: FrameSink<Packet>) => void;

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const segment = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8);
/** Any number that a float of the wire can hold, below the overflow of rounding to paise. */
const float = fc.float({ noNaN: true, noDefaultInfinity: true });

/** Packets of the live feed: length, code, and the offsets of their prices. */
const MARKET: readonly (readonly [code: number, length: number, prices: readonly number[]])[] = [
  [2, 16, [8]],
  [4, 50, [8, 18, 34, 38, 42, 46]],
  [5, 12, []],
  [6, 16, [8]],
  [7, 8, []],
  [8, 162, [8, 18, 46, 50, 54, 58, ...[0, 1, 2, 3, 4].flatMap((row) => [62 + row * 20 + 12, 62 + row * 20 + 16])]],
];

const marketPacket = fc.constantFrom(...MARKET).chain(([code, length, prices]) =>
  fc
    .tuple(bytes(length), segment, fc.array(float, { minLength: prices.length, maxLength: prices.length }))
    .map(([noise, segmentByte, values]) => {
      const packet = Buffer.from(noise);
      packet.writeUInt8(code, 0);
      packet.writeUInt16LE(length, 1);
      packet.writeUInt8(segmentByte, 3);
      prices.forEach((at, index) => packet.writeFloatLE(values[index] ?? 0, at));
      return packet;
    }),
);

const depthPacket = (rows: fc.Arbitrary<number>) =>
  fc.tuple(fc.constantFrom(41, 51), fc.constantFrom(1, 2), rows).chain(([code, segmentByte, count]) =>
    fc.tuple(bytes(12 + count * 16), fc.array(float, { minLength: count, maxLength: count })).map(([noise, prices]) => {
      const packet = Buffer.from(noise);
      packet.writeUInt16LE(packet.length, 0);
      packet.writeUInt8(code, 2);
      packet.writeUInt8(segmentByte, 3);
      packet.writeUInt32LE(count, 8);
      prices.forEach((price, row) => packet.writeDoubleLE(price, 12 + row * 16));
      return packet;
    }),
  );

const kinds: readonly (readonly [string, Reader, fc.Arbitrary<Buffer>])[] = [
  ['the live feed', readMarketFrame, marketPacket],
  ['the 20-level depth', (frame, sink) => readDepthFrame(20, frame, sink), depthPacket(fc.constant(20))],
  [
    'the 200-level depth',
    (frame, sink) => readDepthFrame(200, frame, sink),
    depthPacket(fc.integer({ min: 0, max: 12 })),
  ],
];

const isPacket = (found: Found<Packet>): boolean => 'packet' in found;

describe.each(kinds)('a frame of %s', (_name, reader, packet) => {
  const read = (frame: Buffer) => collect<Packet>((sink) => reader(frame, sink));
  const alone = (packets: readonly Buffer[]) => packets.flatMap((one) => read(one));
  const packets = fc.array(packet, { minLength: 1, maxLength: 6 });

  it('with any bytes is read without an error, and unreadable bytes are returned', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const frame = Buffer.from(noise);
        for (const found of read(frame)) {
          if ('unreadable' in found) expect(frame.includes(found.unreadable.raw)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('with several packets gives each of them as it does alone', () => {
    fc.assert(
      fc.property(packets, (stack) => {
        const found = read(Buffer.concat(stack));
        expect(found).toHaveLength(stack.length);
        expect(found.every(isPacket)).toBe(true);
        expect(found).toEqual(alone(stack));
      }),
      { numRuns: 200 },
    );
  });

  it('that is cut gives the whole packets, and the rest of it', () => {
    fc.assert(
      fc.property(packets, fc.nat(), (stack, random) => {
        const frame = Buffer.concat(stack);
        const cut = random % frame.length;
        const whole: Buffer[] = [];
        let end = 0;
        for (const one of stack) {
          if (end + one.length > cut) break;
          whole.push(one);
          end += one.length;
        }
        const rest = frame.subarray(end, cut);
        const expected = rest.length === 0 ? [] : [{ unreadable: { why: expect.any(String) as string, raw: rest } }];
        expect(read(frame.subarray(0, cut))).toEqual([...alone(whole), ...expected]);
      }),
      { numRuns: 300 },
    );
  });

  it('with additional bytes gives the same packets as before', () => {
    fc.assert(
      fc.property(packets, fc.uint8Array({ maxLength: 40 }), (stack, noise) => {
        const expected = alone(stack);
        expect(read(Buffer.concat([...stack, noise])).slice(0, expected.length)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('with one wrong byte never gives a packet that was not sent', () => {
    fc.assert(
      fc.property(packets, fc.nat(), fc.integer({ min: 1, max: 255 }), (stack, random, change) => {
        const frame = Buffer.concat(stack);
        const at = random % frame.length;
        let hit = 0;
        for (let end = 0; hit < stack.length; hit += 1) {
          end += stack[hit]?.length ?? 0;
          if (at < end) break;
        }
        frame.writeUInt8(frame.readUInt8(at) ^ change, at);
        const found = read(frame);
        const before = alone(stack.slice(0, hit));
        const behind = alone(stack.slice(hit + 1));
        expect(found.slice(0, hit)).toEqual(before);
        const rest = found.slice(hit);
        const isGivenUp = rest.length === 1 && !rest.some(isPacket);
        if (isGivenUp) return;
        // The packet itself may be anything, or nothing. Those after it must be unchanged.
        const isNothing = rest.length === behind.length;
        expect(rest.slice(isNothing ? 0 : 1)).toEqual(behind);
      }),
      { numRuns: 500 },
    );
  });
});
