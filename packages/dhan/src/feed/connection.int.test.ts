import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DhanError } from '../errors.ts';
import { CLIENT_ID, TOKEN } from '../testing/fake-dhan.ts';
import { FakeFeed } from '../testing/fake-feed.ts';
import { moment, until } from '../testing/until.ts';
import { DepthFeed } from './depth-feed.ts';
import type { Unreadable } from './frame.ts';
import { MarketFeed } from './market-feed.ts';
import type { MarketFeedOptions } from './market-feed.ts';
import type { MarketPacket } from './market-packet.ts';
import { FEED_WAITS } from './retry.ts';
import type { FeedWaits } from './retry.ts';
import type { FeedInstrument } from './subscriptions.ts';

/** Waits that take a minute in production take a moment here. */
const SHORT: FeedWaits = { ...FEED_WAITS, refused: 30 };

let server: FakeFeed;
let feeds: { close(): void }[];
let packets: MarketPacket[];
let unreadable: Unreadable[];
let downs: { error: DhanError; retryInMs: number | null }[];
let opens: number;
beforeEach(async () => {
  server = await FakeFeed.start();
  feeds = [];
  packets = [];
  unreadable = [];
  downs = [];
  opens = 0;
});
afterEach(async () => {
  for (const feed of feeds) feed.close();
  await server.close();
});

function open(options: Partial<MarketFeedOptions> = {}, waits: FeedWaits = SHORT): MarketFeed {
  const feed = new MarketFeed(
    {
      dhanClientId: CLIENT_ID,
      accessToken: TOKEN,
      url: server.url,
      random: () => 0,
      onPacket: (packet) => packets.push(packet),
      onUnreadable: (found) => unreadable.push(found),
      onOpen: () => (opens += 1),
      onDown: (error, retryInMs) => downs.push({ error, retryInMs }),
      ...options,
    },
    waits,
  );
  feeds.push(feed);
  feed.connect();
  return feed;
}

const hdfc: FeedInstrument = { exchangeSegment: 'NSE_EQ', securityId: '1333' };
const nifty: FeedInstrument = { exchangeSegment: 'IDX_I', securityId: '13' };
/** 1612.5 without a time. See read-market.test.ts for the construction of packets by hand. */
const ticker = Buffer.from('0210000135050000' + '0090c944' + '00000000', 'hex');
const goodbye = (reason: number): Buffer => {
  const packet = Buffer.from('320a0000000000000000', 'hex');
  packet.writeUInt16LE(reason, 8);
  return packet;
};
const ask = (code: number, ...list: FeedInstrument[]) => ({
  RequestCode: code,
  InstrumentCount: list.length,
  InstrumentList: list.map((one) => ({ ExchangeSegment: one.exchangeSegment, SecurityId: one.securityId })),
});

describe('connecting', () => {
  it('logs in by the URL, from the given address', async () => {
    const feed = open({ localAddress: '127.0.0.7' });
    await until(() => feed.isOpen);
    expect(server.asked).toEqual([
      { url: `/?version=2&token=${TOKEN}&clientId=${CLIENT_ID}&authType=2`, from: '127.0.0.7' },
    ]);
  });

  it('uses the given path, in place of any query', async () => {
    open({ url: `${server.url}/feed?token=of-another-day&x=1` });
    await until(() => server.asked.length === 1);
    expect(server.asked[0]?.url).toBe(`/feed?version=2&token=${TOKEN}&clientId=${CLIENT_ID}&authType=2`);
  });

  it('connects once, however often it is asked', async () => {
    const feed = open();
    feed.connect();
    await until(() => feed.isOpen);
    feed.connect();
    await moment();
    expect(server.asked).toHaveLength(1);
  });

  it('asks for the token each time, and tries again after the connection broke', async () => {
    const tokens = ['first-token', 'second-token'];
    open({ accessToken: () => tokens.shift() ?? 'none-left' });
    await until(() => opens === 1);
    server.sockets[0]?.terminate();
    await until(() => opens === 2);
    expect(server.asked.map(({ url }) => /token=([^&]*)/.exec(url)?.[1])).toEqual(['first-token', 'second-token']);
    expect(downs).toMatchObject([{ error: { code: 'SOCKET_CLOSED', class: 'unavailable' }, retryInMs: 250 }]);
  });

  it('stops without a token, and does not repeat the error of the token function', async () => {
    open({ accessToken: '' });
    open({
      accessToken: () => {
        throw new Error(`vault: could not write ${TOKEN}`);
      },
    });
    const expected = { error: { code: 'NO_TOKEN', class: 'auth', authFault: 'TOKEN' }, retryInMs: null };
    expect(downs).toMatchObject([expected, expected]);
    expect(inspect(downs, { depth: 9, showHidden: true })).not.toContain(TOKEN);
    await moment();
    expect(server.asked).toEqual([]);
  });

  it('refuses an address that would carry the token unprotected, and an invalid one, without repeating a query', () => {
    expect(() => open({ url: 'ws://api-feed.dhan.co' })).toThrow(/url: plain ws: is accepted for loopback|plain ws/);
    expect(() => open({ url: `api-feed.dhan.co?token=${TOKEN}` })).toThrow(/found "api-feed.dhan.co\?…"/);
    expect(() => open({ dhanClientId: 'no body' })).toThrow(/dhanClientId: expected/);
    const depth = { dhanClientId: CLIENT_ID, accessToken: TOKEN, onPacket: () => undefined, onDown: () => undefined };
    expect(() => new DepthFeed({ ...depth, levels: 50 as 20 })).toThrow(/levels: expected 20 or 200/);
  });
});

describe('subscribing', () => {
  it('sends each subscription once, before and after it is open, in messages of a hundred', async () => {
    const many = Array.from({ length: 150 }, (_, index) => ({ ...hdfc, securityId: String(index + 1) }));
    const feed = open();
    feed.subscribe('ticker', many);
    feed.subscribe('ticker', many.slice(0, 20));
    await until(() => opens === 1);
    feed.subscribe('full', [hdfc]);
    feed.subscribe('full', [hdfc]);
    feed.subscribe('quote', [nifty]);
    feed.unsubscribe('full', [hdfc, nifty]);
    feed.unsubscribe('ticker', many.slice(100));
    await until(() => server.said.length === 6);
    expect(server.said).toEqual([
      ask(15, ...many.slice(0, 100)),
      ask(15, ...many.slice(100)),
      ask(21, hdfc),
      ask(17, nifty),
      ask(22, hdfc),
      ask(16, ...many.slice(100)),
    ]);
  });

  it('sends the remaining subscriptions again after each reconnect', async () => {
    const feed = open();
    feed.subscribe('ticker', [hdfc, nifty]);
    feed.subscribe('full', [hdfc]);
    await until(() => server.said.length === 2);
    feed.unsubscribe('ticker', [hdfc]);
    await until(() => server.said.length === 3);
    server.said.length = 0;
    server.sockets[0]?.terminate();
    await until(() => downs.length === 1);
    // Sent while there is no connection.
    feed.subscribe('quote', [hdfc]);
    feed.unsubscribe('full', [hdfc]);
    await until(() => opens === 2);
    await until(() => server.said.length === 2);
    expect(server.said).toEqual([ask(15, nifty), ask(17, hdfc)]);
  });
});

describe('frames', () => {
  it('are split into packets, and unreadable ones are reported while the connection goes on', async () => {
    open();
    await until(() => opens === 1);
    server.send(Buffer.concat([ticker, Buffer.from('0908000100000000', 'hex'), ticker]));
    server.send('{"hello":1}');
    server.send(ticker.subarray(0, 9));
    server.send(ticker);
    await until(() => packets.length === 3);
    expect(packets.every((packet) => packet.type === 'ticker' && packet.lastPrice === 1612.5)).toBe(true);
    expect(unreadable.map(({ raw }) => raw.toString('latin1'))).toEqual([
      Buffer.from('0908000100000000', 'hex').toString('latin1'),
      '{"hello":1}',
      ticker.subarray(0, 9).toString('latin1'),
    ]);
    expect(downs).toEqual([]);
  });
});

describe('keeping alive', () => {
  it('answers pings, and stays open on pings alone', async () => {
    let pongs = 0;
    server.onSocket = (socket) => {
      socket.on('pong', () => (pongs += 1));
      const timer = setInterval(() => socket.ping(), 60);
      socket.on('close', () => clearInterval(timer));
    };
    open({}, { ...SHORT, silence: 800 });
    await until(() => pongs > 20);
    expect(downs).toEqual([]);
  });

  it('ends a silent connection and connects again', async () => {
    open({}, { ...SHORT, silence: 80 });
    await until(() => opens === 2);
    expect(downs).toMatchObject([{ error: { code: 'SOCKET_SILENT', class: 'unavailable' }, retryInMs: 250 }]);
    expect(downs[0]?.error.message).toMatch(/neither data nor a ping/);
  });
});

describe('a refusal', () => {
  it('with HTTP 429 causes a wait of a minute or more', async () => {
    server.turnAway.push({ status: 429, body: 'client id is blocked' });
    open({}, FEED_WAITS);
    await until(() => downs.length === 1);
    expect(downs).toMatchObject([
      { error: { class: 'rate', code: 'HTTP-429', httpStatus: 429, body: 'client id is blocked' }, retryInMs: 60_000 },
    ]);
  });

  it('with HTTP 429 ends the attempts at the fourth time, until the next connect', async () => {
    for (let count = 0; count < 4; count += 1) server.turnAway.push({ status: 429 });
    const feed = open();
    await until(() => downs.length === 4);
    expect(downs.map(({ retryInMs }) => retryInMs)).toEqual([30, 30, 30, null]);
    await moment(120);
    expect(server.asked).toHaveLength(4);
    feed.connect();
    await until(() => feed.isOpen);
  });

  it('with a redirect is not followed', async () => {
    server.turnAway.push({ status: 302, headers: { location: `${server.url}/elsewhere` } });
    open();
    await until(() => opens === 1);
    expect(server.asked.map(({ url }) => url.split('?')[0])).toEqual(['/', '/']);
    expect(downs).toMatchObject([{ error: { code: 'HTTP-302', class: 'unknown' } }]);
  });

  it.each([
    [806, 'PLAN'],
    [807, 'TOKEN'],
    [809, 'TOKEN'],
  ])('by a packet with %i is final, and comes after the packets before it', async (reason, authFault) => {
    server.onSocket = (socket) => socket.send(Buffer.concat([ticker, goodbye(reason)]));
    const feed = open();
    await until(() => downs.length === 1);
    expect(packets).toHaveLength(1);
    expect(downs).toMatchObject([{ error: { code: String(reason), class: 'auth', authFault }, retryInMs: null }]);
    await moment(400);
    expect(server.asked).toHaveLength(1);
    server.onSocket = () => undefined;
    feed.connect();
    await until(() => feed.isOpen);
  });

  it('by a packet with 805 is tried again later', async () => {
    server.onSocket = (socket) => {
      if (server.sockets.length === 1) socket.send(goodbye(805));
    };
    open();
    await until(() => opens === 2);
    expect(downs).toMatchObject([{ error: { code: '805', class: 'rate' }, retryInMs: 30 }]);
  });

  it('without a message is reported as suspect at the third time', async () => {
    server.onSocket = (socket) => socket.close();
    open({}, { ...SHORT, refused: 60_000 });
    await until(() => downs.length === 3);
    expect(downs.map(({ error, retryInMs }) => [error.code, retryInMs])).toEqual([
      ['SOCKET_CLOSED', 250],
      ['SOCKET_CLOSED', 500],
      ['CLOSED_UNHEARD', 60_000],
    ]);
  });
});

describe('the token', () => {
  it('is in no error, whatever the server repeats', async () => {
    server.turnAway.push(
      { status: 429, body: `{"errorCode":"DH-904","errorMessage":"token ${TOKEN}"}` },
      { status: 500, body: TOKEN },
      { status: 302, headers: { location: `wss://elsewhere/?token=${TOKEN}` } },
    );
    server.onSocket = (socket) => socket.close(4001, TOKEN);
    const feed = open();
    await until(() => downs.length === 4);
    feed.close();
    await server.close();
    open();
    await until(() => downs.length === 5);
    expect(downs.map(({ error }) => error.code)).toEqual([
      'DH-904',
      'HTTP-500',
      'HTTP-302',
      'SOCKET_CLOSED',
      'NOT_SENT',
    ]);
    for (const { error } of downs) {
      expect(`${inspect(error, { depth: 9, showHidden: true })} ${error.stack ?? ''}`).not.toContain('canary-token');
    }
    expect(inspect(feed, { depth: 9 })).not.toContain('canary-token');
  });
});

describe('closing', () => {
  it('notifies the server, and delivers nothing more, not even the rest of a frame', async () => {
    const feed = open({
      onPacket: (packet) => {
        packets.push(packet);
        feed.close();
      },
    });
    await until(() => opens === 1);
    server.send(Buffer.concat([ticker, ticker, Buffer.from('ff')]));
    await until(() => server.closed.length === 1);
    expect(server.said).toEqual([{ RequestCode: 12 }]);
    expect([packets.length, unreadable.length, downs.length]).toEqual([1, 0, 0]);
    feed.connect();
    await moment();
    expect(server.asked).toHaveLength(1);
  });

  it('ends an attempt, and the wait for one', async () => {
    const early = open();
    early.close();
    server.turnAway.push({ status: 503 });
    const waiting = open();
    await until(() => downs.length === 1);
    waiting.close();
    await moment(400);
    expect(downs).toHaveLength(1);
    expect([early.isOpen, waiting.isOpen, opens]).toEqual([false, false, 0]);
  });
});
