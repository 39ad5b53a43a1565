/** The client's market data sockets against the emulated broker, over real sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DepthFeed } from '@dhancopy/dhan/feed/depth-feed';
import type { DepthFeedOptions } from '@dhancopy/dhan/feed/depth-feed';
import type { DepthPacket } from '@dhancopy/dhan/feed/depth-packet';
import { MarketFeed } from '@dhancopy/dhan/feed/market-feed';
import type { MarketFeedOptions } from '@dhancopy/dhan/feed/market-feed';
import type { MarketPacket } from '@dhancopy/dhan/feed/market-packet';
import { DhanClient } from '@dhancopy/dhan/client';
import type { DhanError } from '@dhancopy/dhan/errors';
import { proves, provesAll } from '@dhancopy/dhan/testing/proves';
import { moment, until } from '@dhancopy/dhan/testing/until';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import type { EmulatorOptions } from '@dhancopy/emulator/options';

const ID = '1100012345';
const hdfc = { exchangeSegment: 'NSE_EQ', securityId: '1333' } as const;
const mrf = { exchangeSegment: 'NSE_EQ', securityId: '2277' } as const;
const option = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;
const crude = { exchangeSegment: 'MCX_COMM', securityId: '464925' } as const;
/** 10:30 in India, a Friday. */
const now = Date.parse('2026-11-20T05:00:00Z');

let emulator: Emulator;
let token: string;
let closing: { close(): void }[];
const start = async (options: EmulatorOptions = {}, account: { dataPlan?: boolean } = {}): Promise<void> => {
  emulator = await startEmulator({ now: () => now, ...options });
  token = emulator.control.addAccount({ dhanClientId: ID, ...account }).accessToken;
};
beforeEach(async () => {
  closing = [];
  await start();
});
const restart = async (...settings: Parameters<typeof start>): Promise<void> => {
  await emulator.close();
  await start(...settings);
};
afterEach(async () => {
  for (const one of closing) one.close();
  await emulator.close();
});

/** A feed, and its events. */
interface Seen<Feed, Packet> {
  readonly feed: Feed;
  readonly packets: Packet[];
  readonly unreadable: unknown[];
  readonly downs: { error: DhanError; retryInMs: number | null }[];
  readonly opens: { count: number };
}

function recorder<Packet>() {
  const packets: Packet[] = [];
  const unreadable: unknown[] = [];
  const downs: { error: DhanError; retryInMs: number | null }[] = [];
  const opens = { count: 0 };
  const options = {
    dhanClientId: ID,
    accessToken: () => token,
    random: () => 0,
    onPacket: (packet: Packet) => packets.push(packet),
    onUnreadable: (found: unknown) => unreadable.push(found),
    onOpen: () => (opens.count += 1),
    onDown: (error: DhanError, retryInMs: number | null) => downs.push({ error, retryInMs }),
  };
  return { packets, unreadable, downs, opens, options };
}

function openFeed(changes: Partial<MarketFeedOptions> = {}): Seen<MarketFeed, MarketPacket> {
  const { options, ...seen } = recorder<MarketPacket>();
  const feed = new MarketFeed({ ...options, url: emulator.feedUrl, ...changes });
  closing.push(feed);
  feed.connect();
  return { feed, ...seen };
}

function openDepth(levels: 20 | 200, changes: Partial<DepthFeedOptions> = {}): Seen<DepthFeed, DepthPacket> {
  const { options, ...seen } = recorder<DepthPacket>();
  const url = levels === 20 ? emulator.depth20Url : emulator.depth200Url;
  const feed = new DepthFeed({ ...options, levels, url, ...changes });
  closing.push(feed);
  feed.connect();
  return { feed, ...seen };
}

const types = (packets: readonly { type: string }[]): string[] => packets.map(({ type }) => type);
const setPrice = ({ exchangeSegment, securityId }: { exchangeSegment: string; securityId: string }, rupees: number) =>
  emulator.control.setPrice(exchangeSegment, securityId, rupees);

describe('the live feed', () => {
  it('ticker: the previous close at once, and every price with its time', proves('WS feed', 'emulator'), async () => {
    const { feed, packets, unreadable } = openFeed();
    feed.subscribe('ticker', [hdfc]);
    await until(() => packets.length === 2);
    expect(packets[1]).toEqual({ type: 'ticker', ...hdfc, lastPrice: 1612.5, lastTradeTimeMs: now });
    setPrice(hdfc, 1612.45);
    setPrice(hdfc, 1612.35);
    await until(() => packets.length === 4);
    expect(packets.slice(2)).toEqual([
      { type: 'ticker', ...hdfc, lastPrice: 1612.45, lastTradeTimeMs: now },
      { type: 'ticker', ...hdfc, lastPrice: 1612.35, lastTradeTimeMs: now },
    ]);
    expect(unreadable).toEqual([]);
  });

  it('quote and full match the quote over REST', proves('WS feed', 'emulator'), async () => {
    const { feed, packets } = openFeed();
    feed.subscribe('quote', [option]);
    await until(() => packets.length === 3);
    expect(types(packets)).toEqual(['previousClose', 'quote', 'oi']);
    feed.subscribe('full', [option]);
    await until(() => packets.length === 5);
    setPrice(option, 105.35);
    setPrice(option, 103.05);
    await until(() => types(packets).filter((type) => type === 'full').length === 3);
    const client = new DhanClient({ dhanClientId: ID, accessToken: token, apiUrl: emulator.restUrl });
    const [quote] = await client.marketQuote.getQuote({ NSE_FNO: ['52345'] });
    await client.close();
    if (!quote) throw new Error('no quote');
    const { open, close, high, low } = quote.ohlc;
    const trading = {
      ...option,
      lastPrice: 103.05,
      lastQuantity: quote.lastQuantity,
      lastTradeTimeMs: quote.lastTradeTimeMs,
      averagePrice: quote.averagePrice,
      volume: quote.volume,
      sellQuantity: quote.sellQuantity,
      buyQuantity: quote.buyQuantity,
      open,
      previousClose: close,
      high,
      low,
    };
    expect(packets.findLast(({ type }) => type === 'quote')).toEqual({ type: 'quote', ...trading });
    expect(packets.findLast(({ type }) => type === 'oi')).toEqual({ type: 'oi', ...option, oi: quote.oi });
    expect(packets.findLast(({ type }) => type === 'full')).toEqual({
      type: 'full',
      ...trading,
      oi: quote.oi,
      oiDayHigh: quote.oiDayHigh,
      oiDayLow: quote.oiDayLow,
      depth: quote.depth,
    });
  });

  it('rounds prices above 1,31,072 rupees to their tick', async () => {
    const { feed, packets } = openFeed();
    feed.subscribe('ticker', [mrf]);
    await until(() => packets.length === 2);
    setPrice(mrf, 151_005);
    await until(() => packets.length === 3);
    expect(packets[2]).toMatchObject({ lastPrice: 151_005 });
  });

  it('reads stacked packets of many instruments, in their order', async () => {
    const { feed, packets } = openFeed();
    feed.subscribe('full', [hdfc, option, crude]);
    await until(() => packets.length === 6);
    expect(packets.map((packet) => [packet.type, packet.exchangeSegment])).toEqual([
      ['previousClose', 'NSE_EQ'],
      ['full', 'NSE_EQ'],
      ['previousClose', 'NSE_FNO'],
      ['full', 'NSE_FNO'],
      ['previousClose', 'MCX_COMM'],
      ['full', 'MCX_COMM'],
    ]);
  });

  it('stops after unsubscribing, in that mode only', async () => {
    const { feed, packets } = openFeed();
    feed.subscribe('ticker', [hdfc]);
    feed.subscribe('full', [hdfc]);
    await until(() => packets.length === 4);
    feed.unsubscribe('full', [hdfc]);
    await moment();
    setPrice(hdfc, 1620);
    await until(() => packets.length === 5);
    await moment();
    expect(types(packets.slice(4))).toEqual(['ticker']);
  });

  it('returns after a reset with all its subscriptions', proves('WS feed', 'emulator'), async () => {
    const { feed, packets, downs, opens } = openFeed();
    feed.subscribe('ticker', [hdfc, option]);
    await until(() => packets.length === 4);
    feed.unsubscribe('ticker', [option]);
    feed.subscribe('full', [crude]);
    await until(() => packets.length === 6);
    packets.length = 0;
    expect(emulator.control.resetFeeds(ID)).toBe(1);
    await until(() => opens.count === 2);
    await until(() => packets.length === 4);
    expect(packets.map((packet) => [packet.type, packet.exchangeSegment])).toEqual([
      ['previousClose', 'NSE_EQ'],
      ['ticker', 'NSE_EQ'],
      ['previousClose', 'MCX_COMM'],
      ['full', 'MCX_COMM'],
    ]);
    expect(downs).toMatchObject([{ error: { code: 'SOCKET_CLOSED', class: 'unavailable' }, retryInMs: 250 }]);
    setPrice(hdfc, 1620);
    await until(() => packets.length === 5);
  });

  it('holds 5,000 instruments, and refuses one more without a message to the broker', async () => {
    await restart({ extraInstruments: 5_001 });
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...hdfc, securityId: String(1_000_001 + index) }));
    const { feed, packets, downs } = openFeed();
    feed.subscribe('ticker', many);
    await until(() => packets.length === 10_000, 60_000);
    expect(() => feed.subscribe('ticker', [hdfc])).toThrow(/expected at most 5,000 a socket, found 5,001/);
    feed.subscribe('ticker', many);
    feed.unsubscribe('ticker', many.slice(0, 1));
    feed.subscribe('ticker', [hdfc]);
    await until(() => packets.length === 10_002);
    expect(packets.at(-1)).toMatchObject(hdfc);
    expect(downs).toEqual([]);
  });

  it('the sixth socket closes the first: 805, and a wait of a minute', proves('WS feed', 'error'), async () => {
    const first = openFeed();
    await until(() => first.opens.count === 1);
    const others = [1, 2, 3, 4].map(() => openFeed());
    await until(() => others.every(({ opens }) => opens.count === 1));
    await moment();
    expect(first.downs).toEqual([]);
    openFeed();
    await until(() => first.downs.length === 1);
    expect(first.downs).toMatchObject([{ error: { code: '805', class: 'rate' }, retryInMs: 60_000 }]);
    expect(others.flatMap(({ downs }) => downs)).toEqual([]);
  });

  it('waits a minute after HTTP 429', proves('WS feed', 'error'), async () => {
    emulator.control.refuseFeeds(ID, true);
    const { downs } = openFeed();
    await until(() => downs.length === 1);
    expect(downs).toMatchObject([{ error: { code: 'HTTP-429', class: 'rate', httpStatus: 429 }, retryInMs: 60_000 }]);
  });

  it('stops with 806 without the plan, where the broker sends it', proves('WS feed', 'error'), async () => {
    await restart({ switches: { badFeedLogin: 'packet' } }, { dataPlan: false });
    const { downs } = openFeed();
    await until(() => downs.length === 1);
    expect(downs).toMatchObject([{ error: { code: '806', class: 'auth', authFault: 'PLAN' }, retryInMs: null }]);
  });

  it('reports a suspected missing plan where the broker sends nothing', async () => {
    await restart({}, { dataPlan: false });
    const { downs } = openFeed();
    await until(() => downs.length === 3);
    expect(downs.map(({ error, retryInMs }) => [error.code, error.class, retryInMs])).toEqual([
      ['SOCKET_CLOSED', 'unavailable', 250],
      ['SOCKET_CLOSED', 'unavailable', 500],
      ['CLOSED_UNHEARD', 'unknown', 60_000],
    ]);
  });

  it(
    'stops with an expired token, and continues with a new one after connect',
    proves('WS feed', 'error'),
    async () => {
      await restart({ switches: { badFeedLogin: 'packet' } });
      emulator.control.expireToken(ID);
      const { feed, packets, downs } = openFeed();
      feed.subscribe('ticker', [hdfc]);
      await until(() => downs.length === 1);
      expect(downs).toMatchObject([{ error: { code: '807', class: 'auth', authFault: 'TOKEN' }, retryInMs: null }]);
      token = emulator.control.mintToken(ID).accessToken;
      feed.connect();
      await until(() => packets.length === 2);
    },
  );

  it('reports 809 for an invalid token, and 810 for the token of another account', async () => {
    await restart({ switches: { badFeedLogin: 'packet' } });
    emulator.control.addAccount({ dhanClientId: '1100000099' });
    const bad = openFeed({ accessToken: 'not-a-token' });
    const other = openFeed({ dhanClientId: '1100000099' });
    await until(() => bad.downs.length === 1 && other.downs.length === 1);
    expect(bad.downs).toMatchObject([{ error: { code: '809', authFault: 'TOKEN' }, retryInMs: null }]);
    expect(other.downs).toMatchObject([{ error: { code: '810', authFault: 'TOKEN' }, retryInMs: null }]);
  });
});

describe('the full depth', () => {
  it(
    'of 20 levels: bids and asks of each instrument, and again with every price',
    proves('WS twentydepth', 'emulator'),
    async () => {
      const { feed, packets, unreadable } = openDepth(20);
      feed.subscribe([hdfc, option]);
      await until(() => packets.length === 4);
      expect(packets.map(({ side, securityId, levels }) => [side, securityId, levels.length])).toEqual([
        ['bid', '1333', 20],
        ['ask', '1333', 20],
        ['bid', '52345', 20],
        ['ask', '52345', 20],
      ]);
      expect(packets[0]?.levels.map(({ price }) => price).slice(0, 3)).toEqual([1612.4, 1612.3, 1612.2]);
      setPrice(hdfc, 1620.05);
      await until(() => packets.length === 6);
      expect(packets[4]).toMatchObject({ side: 'bid', ...hdfc });
      expect(packets[5]?.levels[0]?.price).toBeGreaterThan(1620);
      expect(unreadable).toEqual([]);
    },
  );

  it('of 20 levels has fewer where the book is shallow, and at most fifty instruments', async () => {
    const { feed, packets } = openDepth(20);
    setPrice({ exchangeSegment: 'NSE_EQ', securityId: '14366' }, 0.05);
    feed.subscribe([{ ...hdfc, securityId: '14366' }]);
    await until(() => packets.length === 2);
    expect(packets[0]?.levels.length).toBeLessThan(20);
    const fifty = Array.from({ length: 50 }, (_, index) => ({ ...hdfc, securityId: String(index + 1) }));
    expect(() => feed.subscribe(fifty)).toThrow(/expected at most 50 a socket, found 51/);
    expect(() => feed.subscribe([crude as unknown as typeof hdfc])).toThrow(/exchangeSegment: .*found "MCX_COMM"/);
  });

  it('of 200 levels: all rows of one instrument', proves('WS twohundreddepth', 'emulator'), async () => {
    const { feed, packets, unreadable } = openDepth(200);
    feed.subscribe([hdfc]);
    await until(() => packets.length === 2);
    expect(packets.map(({ side, levels }) => [side, levels.length])).toEqual([
      ['bid', 200],
      ['ask', 200],
    ]);
    expect(() => feed.subscribe([option])).toThrow(/expected at most 1 a socket, found 2/);
    feed.unsubscribe([hdfc]);
    feed.subscribe([option]);
    await until(() => packets.length === 4);
    setPrice(hdfc, 1620);
    setPrice(option, 110);
    await until(() => packets.length === 6);
    expect(packets.slice(2).every(({ securityId }) => securityId === '52345')).toBe(true);
    expect(unreadable).toEqual([]);
  });

  it(
    'returns after a reset with its subscriptions',
    provesAll(['WS twentydepth', 'WS twohundreddepth'], 'emulator'),
    async () => {
      const seen = [openDepth(20), openDepth(200)];
      for (const { feed } of seen) feed.subscribe([hdfc]);
      await until(() => seen.every(({ packets }) => packets.length === 2));
      expect(emulator.control.resetFeeds(ID)).toBe(2);
      await until(() => seen.every(({ packets }) => packets.length === 4));
    },
  );

  it(
    'reports a missing plan like the live feed',
    provesAll(['WS twentydepth', 'WS twohundreddepth'], 'error'),
    async () => {
      await restart({ switches: { badFeedLogin: 'packet' } }, { dataPlan: false });
      const seen = [openDepth(20), openDepth(200)];
      await until(() => seen.every(({ downs }) => downs.length === 1));
      for (const { downs } of seen) {
        expect(downs).toMatchObject([{ error: { code: '806', class: 'auth', authFault: 'PLAN' }, retryInMs: null }]);
      }
    },
  );
});
