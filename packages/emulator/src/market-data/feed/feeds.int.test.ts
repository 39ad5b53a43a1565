import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataSocketClient } from '../../testing/data-socket.ts';
import { openBench, quiet, until, type Bench } from '../../testing/bench.ts';

const now = Date.parse('2026-11-20T05:00:00Z');
let bench: Bench;
let clients: DataSocketClient[];
beforeEach(async () => {
  clients = [];
  bench = await openBench({ now: () => now });
});
afterEach(async () => {
  for (const client of clients) client.close();
  await bench.close();
});

const open = async (url: string, lengthAt: number, token = bench.token, id = bench.id): Promise<DataSocketClient> => {
  const client = await DataSocketClient.open(url, id, token, lengthAt);
  clients.push(client);
  return client;
};
const feed = (token?: string, id?: string) => open(bench.emulator.feedUrl, 1, token, id);
const hdfc = { ExchangeSegment: 'NSE_EQ', SecurityId: '1333' };
const option = { ExchangeSegment: 'NSE_FNO', SecurityId: '52345' };
const ask = (code: number, ...list: object[]) => ({
  RequestCode: code,
  InstrumentCount: list.length,
  InstrumentList: list,
});
const codes = (client: DataSocketClient): number[] => client.packets.map((packet) => packet.readUInt8(0));
const price = (rupees: number): void => bench.control.setPrice('NSE_EQ', '1333', rupees);

describe('the live feed', () => {
  it('sends the previous close and a ticker at once, in one frame, and a ticker with every price', async () => {
    const client = await feed();
    client.say(ask(15, hdfc, { ExchangeSegment: 'NSE_EQ', SecurityId: '999999' }));
    await until(() => client.packets.length === 2);
    expect(codes(client)).toEqual([6, 2]);
    expect(client.frames).toBe(1);
    price(1620);
    await until(() => client.packets.length === 3);
    const ticker = client.packets[2] ?? Buffer.alloc(0);
    expect(ticker).toHaveLength(16);
    expect([ticker.readUInt8(3), ticker.readInt32LE(4), ticker.readFloatLE(8)]).toEqual([1, 1333, 1620]);
    // Indian wall time, as if it were UTC.
    expect(ticker.readInt32LE(12)).toBe(now / 1000 + 19_800);
  });

  it('sends quotes that match the REST quote, with the open interest of a contract', async () => {
    const client = await feed();
    client.say(ask(17, option));
    await until(() => client.packets.length === 3);
    bench.control.setPrice('NSE_FNO', '52345', 105);
    bench.control.setPrice('NSE_FNO', '52345', 103);
    await until(() => client.packets.length >= 7);
    expect(codes(client)).toEqual([6, 4, 5, 4, 5, 4, 5]);
    const quote = client.packets[5] ?? Buffer.alloc(0);
    const { body } = await bench.rest.post('/marketfeed/quote', { NSE_FNO: [52345] });
    const row = (
      body as { data: { NSE_FNO: Record<string, Record<string, number> & { ohlc: Record<string, number> }> } }
    ).data.NSE_FNO['52345'];
    expect(quote.readFloatLE(8)).toBe(103);
    expect(quote.readUInt16LE(12)).toBe(row?.['last_quantity']);
    expect(quote.readUInt32LE(22)).toBe(row?.['volume']);
    expect(quote.readUInt32LE(26)).toBe(row?.['sell_quantity']);
    expect(quote.readUInt32LE(30)).toBe(row?.['buy_quantity']);
    expect([34, 38, 42, 46].map((at) => Number(quote.readFloatLE(at).toFixed(2)))).toEqual(
      ['open', 'close', 'high', 'low'].map((name) => row?.ohlc[name]),
    );
    expect(client.packets[6]?.readInt32LE(8)).toBe(row?.['oi']);
  });

  it('sends full packets with five levels around the price', async () => {
    const client = await feed();
    client.say(ask(21, hdfc));
    await until(() => client.packets.length === 2);
    const full = client.packets[1] ?? Buffer.alloc(0);
    expect([full.readUInt8(0), full.length]).toEqual([8, 162]);
    const bids = [0, 1, 2, 3, 4].map((row) => Number(full.readFloatLE(62 + row * 20 + 12).toFixed(2)));
    const asks = [0, 1, 2, 3, 4].map((row) => Number(full.readFloatLE(62 + row * 20 + 16).toFixed(2)));
    expect(bids).toEqual([1612.4, 1612.3, 1612.2, 1612.1, 1612]);
    expect(asks).toEqual([1612.6, 1612.7, 1612.8, 1612.9, 1613]);
  });

  it('stops after unsubscribing and closes when asked', async () => {
    const client = await feed();
    client.say(ask(15, hdfc));
    await until(() => client.packets.length === 2);
    client.say(ask(16, hdfc));
    await quiet();
    price(1620);
    await quiet();
    expect(client.packets).toHaveLength(2);
    client.say({ RequestCode: 12 });
    await until(() => client.closeCode !== null);
  });

  it.each<[string, unknown, number]>([
    ['101 instruments in one message', ask(15, ...Array.from({ length: 101 }, () => hdfc)), 804],
    ['an unknown request', ask(99, hdfc), 814],
    ['a message that is not JSON', 'hello', 814],
  ])('ends the connection after %s with its reason', async (_what, message, reason) => {
    const client = await feed();
    client.say(message);
    await until(() => client.closeCode !== null);
    const last = client.packets.at(-1) ?? Buffer.alloc(0);
    expect([last.readUInt8(0), last.length, last.readInt16LE(8)]).toEqual([50, 10, reason]);
  });

  it('drops the oldest of six sockets with 805', async () => {
    const sockets = [await feed()];
    for (let count = 1; count < 5; count += 1) sockets.push(await feed());
    await quiet();
    expect(sockets.map((one) => one.closeCode)).toEqual([null, null, null, null, null]);
    await feed();
    await until(() => sockets[0]?.closeCode !== null);
    expect(sockets[0]?.packets[0]?.readInt16LE(8)).toBe(805);
    expect(sockets[1]?.closeCode).toBeNull();
  });

  it('accepts a client with a bad token, another id or no plan, and closes without a frame', async () => {
    const { accessToken } = bench.control.addAccount({ dhanClientId: '22', dataPlan: false });
    for (const [token, id] of [
      ['garbage', bench.id],
      [bench.token, '22'],
      [accessToken, '22'],
    ] as const) {
      const client = await feed(token, id);
      await until(() => client.closeCode !== null);
      expect(client.packets).toEqual([]);
    }
  });

  it('sends the reason of a bad login, by switch', async () => {
    await bench.close();
    bench = await openBench({ switches: { badFeedLogin: 'packet' } }, { dataPlan: false });
    const client = await feed();
    await until(() => client.closeCode !== null);
    expect(client.packets.map((packet) => packet.readInt16LE(8))).toEqual([806]);
  });
});

describe('the broker has a host for each socket, the emulator one for all', () => {
  const root = () => bench.emulator.feedUrl.replace('/feed', '/');

  it('takes a socket with a version in its query for the live feed, and a number as security id', async () => {
    const client = await open(root(), 1);
    client.say(ask(15, { ...hdfc, SecurityId: 1333 }));
    await until(() => client.packets.length === 2);
    expect(codes(client)).toEqual([6, 2]);
  });

  it('takes a socket with a token alone for the 200-level depth, as the official Python client connects', async () => {
    const query = new URLSearchParams({ token: bench.token, clientId: bench.id, authType: '2' });
    const client = await DataSocketClient.connect(`${root()}?${query.toString()}`, 0);
    clients.push(client);
    client.say({ RequestCode: 23, ...hdfc });
    await until(() => client.packets.length === 2);
    expect(client.packets.map((packet) => packet.readUInt8(2))).toEqual([41, 51]);
  });
});

describe('failures of the network and limits of the broker', () => {
  const all = () => [bench.emulator.feedUrl, bench.emulator.depth20Url, bench.emulator.depth200Url];

  it('answers one client with HTTP 429 in place of a connection, until the fault is cleared', async () => {
    bench.control.addAccount({ dhanClientId: '22' });
    bench.control.refuseFeeds('22', true);
    for (const url of all()) await expect(open(url, 1, 'any', '22')).rejects.toThrow('429');
    expect((await feed()).closeCode).toBeNull();
    bench.control.refuseFeeds('22', false);
    await open(bench.emulator.feedUrl, 1, 'any', '22');
    bench.control.refuseFeeds('22', true);
    bench.control.clearFaults();
    await open(bench.emulator.feedUrl, 1, 'any', '22');
    expect(() => bench.control.refuseFeeds('33', true)).toThrow(/no account 33/);
  });

  it('resets every socket of one account without a close frame', async () => {
    const { accessToken } = bench.control.addAccount({ dhanClientId: '22' });
    const mine = await Promise.all(all().map((url) => open(url, 1)));
    const other = await feed(accessToken, '22');
    expect(bench.control.resetFeeds(bench.id)).toBe(3);
    await until(() => mine.every((client) => client.closeCode === 1006));
    expect(bench.control.resetFeeds(bench.id)).toBe(0);
    expect(other.closeCode).toBeNull();
  });
});

describe('the full depth', () => {
  const depth20 = () => open(bench.emulator.depth20Url, 0);
  const depth200 = (token?: string) => open(bench.emulator.depth200Url, 0, token);

  it('sends twenty bids and twenty offers in one frame, with a sequence number', async () => {
    const client = await depth20();
    client.say(ask(23, hdfc, option));
    await until(() => client.packets.length === 4);
    expect(client.frames).toBe(1);
    expect(client.packets.map((packet) => [packet.readUInt8(2), packet.length])).toEqual([
      [41, 332],
      [51, 332],
      [41, 332],
      [51, 332],
    ]);
    expect(client.packets.map((packet) => packet.readUInt32LE(8))).toEqual([1, 2, 3, 4]);
    const [bids, offers] = client.packets;
    expect([bids?.readDoubleLE(12), bids?.readDoubleLE(12 + 19 * 16)]).toEqual([1612.4, 1610.5]);
    expect(offers?.readDoubleLE(12)).toBe(1612.6);
    price(1620);
    await until(() => client.packets.length === 6);
    expect(client.packets[4]?.readDoubleLE(12)).toBe(1619.9);
  });

  it('sends up to 200 rows of one instrument, with their number', async () => {
    const client = await depth200();
    client.say({ RequestCode: 23, ...hdfc });
    await until(() => client.packets.length === 2);
    expect(client.packets.map((packet) => [packet.length, packet.readUInt32LE(8)])).toEqual([
      [12 + 3200, 200],
      [12 + 3200, 200],
    ]);
    client.say({ RequestCode: 23, ...option });
    await until(() => client.closeCode !== null);
    expect(client.packets.at(-1)?.readInt16LE(12)).toBe(804);
  });

  it('has fewer rows where the price reaches its minimum', async () => {
    const client = await depth200();
    bench.control.setPrice('NSE_EQ', '14366', 0.5);
    client.say({ RequestCode: 23, ExchangeSegment: 'NSE_EQ', SecurityId: '14366' });
    await until(() => client.packets.length === 2);
    expect(client.packets.map((packet) => packet.readUInt32LE(8))).toEqual([49, 200]);
  });

  it('accepts only fifty instruments, and only NSE', async () => {
    const client = await depth20();
    client.say(ask(23, { ExchangeSegment: 'MCX_COMM', SecurityId: '464925' }));
    await quiet();
    expect(client.packets).toEqual([]);
    client.say({ RequestCode: 23, ...hdfc });
    await until(() => client.closeCode !== null);
    expect(client.packets[0]?.readInt16LE(12)).toBe(814);
  });

  it('accepts only tokens of the web site at 200 levels', async () => {
    const path = `/app/generateAccessToken?dhanClientId=${bench.id}&pin=123456&totp=${bench.control.totp(bench.id)}`;
    const answer = await fetch(`${bench.emulator.authUrl}${path}`, { method: 'POST' });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    const client = await depth200(accessToken);
    await until(() => client.closeCode !== null);
  });
});
