import { istFromAsIfUtc } from '@dhancopy/domain/indian-time';
import { readFrame } from './frame.ts';
import type { FrameSink, Layout } from './frame.ts';
import type { DepthLevel, DisconnectPacket, FullPacket, MarketPacket, QuotePacket } from './market-packet.ts';
import { rupees, stepsPerRupee } from './price.ts';
import { segmentOf } from './segment.ts';
import type { FeedSegment } from './segment.ts';

const HEARTBEAT = 0;
const INDEX = 1;
const TICKER = 2;
const QUOTE = 4;
const OI = 5;
const PREVIOUS_CLOSE = 6;
const MARKET_STATUS = 7;
const FULL = 8;
const DISCONNECT = 50;

/** Bytes of the whole packet. Source: https://dhanhq.co/docs/v2/live-market-feed/ */
const LENGTHS: Readonly<Record<number, number>> = {
  [TICKER]: 16,
  [QUOTE]: 50,
  [OI]: 12,
  [PREVIOUS_CLOSE]: 16,
  [MARKET_STATUS]: 8,
  [FULL]: 162,
  [DISCONNECT]: 10,
};

/** Five levels of 20 bytes from here. */
const DEPTH_AT = 62;
const DEPTH_END = 162;
const LEVEL_BYTES = 20;

const NO_NUMBER = 'expected prices, found what is not a number';

const LAYOUT: Layout<MarketPacket | DisconnectPacket> = {
  headerBytes: 8,
  codeAt: 0,
  lengthAt: 1,
  lengthFault(code, length) {
    const expected = LENGTHS[code];
    return expected === undefined || expected === length
      ? null
      : `code ${code}: expected ${expected} bytes, found a length of ${length}`;
  },
  read(code, frame, at, length) {
    if (code === HEARTBEAT) return null;
    if (code === DISCONNECT) return { type: 'disconnect', reason: frame.readUInt16LE(at + 8) };
    if (code !== INDEX && LENGTHS[code] === undefined) return `expected a known response code, found ${code}`;
    const segment = segmentOf(frame.readUInt8(at + 3));
    if (segment === undefined) return `code ${code}: expected a segment byte, found ${frame.readUInt8(at + 3)}`;
    return readPacket(code, frame, at, length, segment);
  },
};

/**
 * Splits a frame of the live market feed. Little endian. Whole numbers and security ids are read as unsigned, as in the official client
 * (a negative volume is impossible). Never throws.
 * Source: https://dhanhq.co/docs/v2/live-market-feed/
 */
export function readMarketFrame(frame: Buffer, sink: FrameSink<MarketPacket | DisconnectPacket>): void {
  readFrame(frame, LAYOUT, sink);
}

function readPacket(
  code: number,
  frame: Buffer,
  at: number,
  length: number,
  exchangeSegment: FeedSegment,
): MarketPacket | string {
  if (code === MARKET_STATUS) return { type: 'marketStatus', exchangeSegment };
  const securityId = String(frame.readUInt32LE(at + 4));
  const steps = stepsPerRupee(exchangeSegment);
  switch (code) {
    case INDEX:
      return { type: 'index', exchangeSegment, securityId, raw: frame.subarray(at, at + length) };
    case OI:
      return { type: 'oi', exchangeSegment, securityId, oi: frame.readUInt32LE(at + 8) };
    case TICKER: {
      const lastPrice = rupees(frame.readFloatLE(at + 8), steps);
      if (!Number.isFinite(lastPrice)) return NO_NUMBER;
      const lastTradeTimeMs = tradeTimeMs(frame.readUInt32LE(at + 12));
      return { type: 'ticker', exchangeSegment, securityId, lastPrice, lastTradeTimeMs };
    }
    case PREVIOUS_CLOSE: {
      const previousClose = rupees(frame.readFloatLE(at + 8), steps);
      if (!Number.isFinite(previousClose)) return NO_NUMBER;
      const previousOi = frame.readUInt32LE(at + 12);
      return { type: 'previousClose', exchangeSegment, securityId, previousClose, previousOi };
    }
    case QUOTE:
      return readQuote(frame, at, exchangeSegment, securityId, steps);
    default:
      return readFull(frame, at, exchangeSegment, securityId, steps);
  }
}

// The two packets are written out, field by field as in the broker's tables. A shared part would cost half the speed.
function readQuote(
  frame: Buffer,
  at: number,
  exchangeSegment: FeedSegment,
  securityId: string,
  steps: number,
): QuotePacket | string {
  const packet: QuotePacket = {
    type: 'quote',
    exchangeSegment,
    securityId,
    lastPrice: rupees(frame.readFloatLE(at + 8), steps),
    lastQuantity: frame.readUInt16LE(at + 12),
    lastTradeTimeMs: tradeTimeMs(frame.readUInt32LE(at + 14)),
    averagePrice: rupees(frame.readFloatLE(at + 18), steps),
    volume: frame.readUInt32LE(at + 22),
    sellQuantity: frame.readUInt32LE(at + 26),
    buyQuantity: frame.readUInt32LE(at + 30),
    open: rupees(frame.readFloatLE(at + 34), steps),
    previousClose: rupees(frame.readFloatLE(at + 38), steps),
    high: rupees(frame.readFloatLE(at + 42), steps),
    low: rupees(frame.readFloatLE(at + 46), steps),
  };
  return arePrices(packet) ? packet : NO_NUMBER;
}

function readFull(
  frame: Buffer,
  at: number,
  exchangeSegment: FeedSegment,
  securityId: string,
  steps: number,
): FullPacket | string {
  const depth = readDepth(frame, at, steps);
  if (depth === null) return NO_NUMBER;
  const packet: FullPacket = {
    type: 'full',
    exchangeSegment,
    securityId,
    lastPrice: rupees(frame.readFloatLE(at + 8), steps),
    lastQuantity: frame.readUInt16LE(at + 12),
    lastTradeTimeMs: tradeTimeMs(frame.readUInt32LE(at + 14)),
    averagePrice: rupees(frame.readFloatLE(at + 18), steps),
    volume: frame.readUInt32LE(at + 22),
    sellQuantity: frame.readUInt32LE(at + 26),
    buyQuantity: frame.readUInt32LE(at + 30),
    oi: frame.readUInt32LE(at + 34),
    oiDayHigh: frame.readUInt32LE(at + 38),
    oiDayLow: frame.readUInt32LE(at + 42),
    open: rupees(frame.readFloatLE(at + 46), steps),
    previousClose: rupees(frame.readFloatLE(at + 50), steps),
    high: rupees(frame.readFloatLE(at + 54), steps),
    low: rupees(frame.readFloatLE(at + 58), steps),
    depth,
  };
  return arePrices(packet) ? packet : NO_NUMBER;
}

/** The sum of 32-bit floats cannot exceed the range of a double, so it is a number when all of them are. */
function arePrices({ lastPrice, averagePrice, open, previousClose, high, low }: QuotePacket | FullPacket): boolean {
  return Number.isFinite(lastPrice + averagePrice + open + previousClose + high + low);
}

function readDepth(frame: Buffer, at: number, steps: number): { buy: DepthLevel[]; sell: DepthLevel[] } | null {
  const buy: DepthLevel[] = [];
  const sell: DepthLevel[] = [];
  let sum = 0;
  for (let row = at + DEPTH_AT; row < at + DEPTH_END; row += LEVEL_BYTES) {
    const bid = rupees(frame.readFloatLE(row + 12), steps);
    const ask = rupees(frame.readFloatLE(row + 16), steps);
    const bidQuantity = frame.readUInt32LE(row);
    const askQuantity = frame.readUInt32LE(row + 4);
    sum += bid + ask;
    if (bid !== 0 || bidQuantity !== 0) {
      buy.push({ price: bid, quantity: bidQuantity, orders: frame.readUInt16LE(row + 8) });
    }
    if (ask !== 0 || askQuantity !== 0) {
      sell.push({ price: ask, quantity: askQuantity, orders: frame.readUInt16LE(row + 10) });
    }
  }
  return Number.isFinite(sum) ? { buy, sell } : null;
}

/** 1981 in Indian wall time. The broker's "none" is 0, or a time in 1980 as in its REST quotes. */
const FIRST_TRADE_S = 347_155_200;

/** Seconds of Indian wall time, counted as if it were UTC, to epoch ms. Users found this. The times of the charts are different. */
function tradeTimeMs(seconds: number): number | null {
  return seconds < FIRST_TRADE_S ? null : istFromAsIfUtc(seconds * 1_000);
}
