import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, quiet, until, type Bench } from '../testing/bench.ts';
import { StreamClient } from '../testing/stream-client.ts';

describe('the order stream', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const login = (id = bench.id, token = bench.token, url = bench.emulator.orderStreamUrl) =>
    StreamClient.login(url, id, token);

  it('sends no answer to a good login, and answers a protocol ping with a pong', async () => {
    await bench.stream.pong();
    await quiet();
    expect(bench.stream.texts).toEqual([]);
    expect(bench.stream.closeCode).toBeNull();
  });

  it('resets the connection after a bad login, without a close frame', async () => {
    const bad = [await login(bench.id, 'garbage'), await login('999', bench.token)];
    await until(() => bad.every((client) => client.closeCode !== null));
    // 1006: the connection ended without a close frame.
    expect(bad.map((client) => client.closeCode)).toEqual([1006, 1006]);
  });

  it('ends a bad login with a TCP reset about ten milliseconds later, and sends nothing before it', async () => {
    const { port } = new URL(bench.emulator.orderStreamUrl);
    const socket = connect(Number(port), '127.0.0.1');
    const ended = new Promise<{ code: unknown; afterMs: number; received: string }>((resolve) => {
      let received = '';
      let sentAt = 0;
      socket.on('data', (bytes: Buffer) => {
        received += bytes.toString('latin1');
        if (!received.endsWith('\r\n\r\n')) return;
        sentAt = performance.now();
        // A text frame of two bytes, masked with zeros.
        socket.write(Buffer.concat([Buffer.from([0x81, 0x82, 0, 0, 0, 0]), Buffer.from('{}')]));
      });
      socket.on('error', (error) => {
        resolve({ code: 'code' in error ? error.code : null, afterMs: performance.now() - sentAt, received });
      });
    });
    const headers = 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13';
    socket.write(`GET / HTTP/1.1\r\n${headers}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    const { code, afterMs, received } = await ended;
    expect(code).toBe('ECONNRESET');
    expect(afterMs).toBeGreaterThan(8);
    expect(received).toMatch(/^HTTP\/1\.1 101 [\s\S]*\r\n\r\n$/);
  });

  it.each(['not json', '{"LoginReq":{"MsgCode":41}}', '{"UserType":"PARTNER"}'])('resets after %s', async (text) => {
    const client = await StreamClient.login(bench.emulator.orderStreamUrl, '1', '1');
    client.send(text);
    await until(() => client.closeCode === 1006);
  });

  it('resets sockets whose token is replaced, and refuses an expired token', async () => {
    const { accessToken } = bench.control.mintToken(bench.id);
    await until(() => bench.stream.closeCode === 1006);
    bench.control.expireToken(bench.id);
    const late = await login(bench.id, accessToken);
    await until(() => late.closeCode === 1006);
  });

  it('uses camelCase and Title-case status, leaves out zero, and wraps in Data and Type', async () => {
    const orderId = await bench.place({ correlationId: 'ct-1' });
    await until(() => bench.stream.frames.length === 1);
    expect(JSON.parse(bench.stream.texts[0] ?? '')).toHaveProperty('Type', 'order_alert');
    const [frame] = bench.stream.frames;
    expect(frame).toMatchObject({
      exchange: 'NSE',
      segment: 'E',
      source: 'P',
      securityId: '1333',
      clientId: bench.id,
      orderNo: orderId,
      product: 'I',
      productName: 'INTRADAY',
      txnType: 'B',
      orderType: 'LMT',
      validity: 'DAY',
      quantity: 10,
      remainingQuantity: 10,
      price: 1610,
      status: 'Pending',
      reasonDescription: 'CONFIRMED',
      offMktFlag: '0',
      tickSize: 0.1,
      optType: 'XX',
      expiryDate: '0001-01-01 00:00:00',
      correlationId: 'ct-1',
      orderPlatform: 'API',
      strategyId: 'NA',
    });
    for (const absent of [
      'tradedQty',
      'tradedPrice',
      'avgTradedPrice',
      'triggerPrice',
      'discQuantity',
      'strikePrice',
    ]) {
      expect(frame).not.toHaveProperty(absent);
    }
  });

  it('reports fills with running totals', async () => {
    bench.control.setLiquidity('NSE_EQ', '1333', 4);
    const orderId = await bench.place({ price: 1615 });
    await until(() => bench.stream.frames.length === 2);
    bench.control.setPrice('NSE_EQ', '1333', 1614);
    bench.control.setLiquidity('NSE_EQ', '1333', null);
    bench.control.setPrice('NSE_EQ', '1333', 1610);
    await until(() => bench.stream.frames.length === 4);
    expect(bench.stream.statuses(orderId)).toEqual(['Pending', 'Part-Traded', 'Part-Traded', 'Traded']);
    expect(bench.stream.frames.map((frame) => frame['tradedQty'])).toEqual([undefined, 4, 8, 10]);
    expect(bench.stream.frames.map((frame) => frame['tradedPrice'])).toEqual([undefined, 1612.6, 1614.1, 1610.1]);
    expect(bench.stream.frames.at(-1)).toMatchObject({ avgTradedPrice: 1612.7, reasonDescription: 'TRADE CONFIRMED' });
    expect(bench.stream.frames.at(-1)).not.toHaveProperty('remainingQuantity');
  });

  it('cuts contract symbols and includes contract fields', async () => {
    const option = { exchangeSegment: 'NSE_FNO', securityId: '52346', productType: 'MARGIN', quantity: 65, price: 90 };
    await bench.place(option);
    await until(() => bench.stream.frames.length === 1);
    expect(bench.stream.frames[0]).toMatchObject({
      segment: 'D',
      product: 'M',
      instrument: 'OPTIDX',
      symbol: expect.stringMatching(/^NIFTY-[A-Z][a-z]{2}\d{4}-2$/) as string,
      strikePrice: 25_000,
      optType: 'PE',
      lotSize: 65,
      isin: 'NA',
      expiryDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
    });
  });

  it("shows orders of the broker's app with their native types and no correlation id", async () => {
    const app = { exchangeSegment: 'NSE_EQ', productType: 'INTRADAY', securityId: '1333', quantity: 10 } as const;
    const place = bench.control.placeAppOrder.bind(bench.control);
    const market = place(bench.id, { ...app, transactionType: 'BUY', orderType: 'MARKET' });
    const stop = place(bench.id, {
      ...app,
      transactionType: 'SELL',
      orderType: 'STOP_LOSS_MARKET',
      triggerPrice: 1600,
    });
    const stopLimit = place(bench.id, {
      ...app,
      transactionType: 'SELL',
      orderType: 'STOP_LOSS',
      triggerPrice: 1590,
      price: 1585,
      source: 'N',
    });
    await until(() => bench.stream.frames.length === 4);
    const frame = (orderNo: string) => bench.stream.frames.findLast((found) => found['orderNo'] === orderNo);
    const fast = { orderPlatform: 'FAST', correlationId: 'NA', algoId: '0' };
    expect(frame(market)).toMatchObject({ ...fast, orderType: 'MKT', source: 'W', status: 'Traded' });
    expect(frame(market)).not.toHaveProperty('price');
    expect(frame(stop)).toMatchObject({ ...fast, orderType: 'SLM', triggerPrice: 1600, status: 'Pending' });
    expect(frame(stopLimit)).toMatchObject({ ...fast, orderType: 'SL', triggerPrice: 1590, price: 1585, source: 'N' });
    bench.control.setPrice('NSE_EQ', '1333', 1595);
    await until(() => frame(stop)?.['status'] === 'Traded');
    expect(frame(stop)).toMatchObject({ tradedPrice: 1594.9, orderType: 'SLM' });
    expect(frame(stopLimit)).toMatchObject({ status: 'Pending' });
    expect(await bench.row(stop)).toMatchObject({ orderType: 'STOP_LOSS_MARKET', correlationId: 'NA', price: 0 });
  });

  it('sends the same frames to every socket of an account, and none to other accounts', async () => {
    const other = bench.control.addAccount({ dhanClientId: '2200' });
    const second = await login(bench.id, bench.token, bench.emulator.orderStreamUrl.replace('/order-update', '/'));
    const stranger = await login('2200', other.accessToken);
    await until(() => bench.control.streamCount(bench.id) === 2 && bench.control.streamCount('2200') === 1);
    await bench.place();
    await until(() => bench.stream.frames.length === 1 && second.frames.length === 1);
    await quiet();
    expect(stranger.frames).toEqual([]);
    second.close();
    stranger.close();
    await until(() => bench.control.streamCount(bench.id) === 1);
  });
});

describe('faults of the stream', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('mutes an account while its socket stays open', async () => {
    bench.control.muteStream(bench.id, true);
    await bench.row(await bench.place());
    await bench.stream.pong();
    bench.control.muteStream(bench.id, false);
    const heard = await bench.place();
    await until(() => bench.stream.frames.length === 1);
    expect(bench.stream.frames[0]).toMatchObject({ orderNo: heard });
  });

  it('resets the sockets of an account', async () => {
    expect(bench.control.resetStream(bench.id)).toBe(1);
    await until(() => bench.stream.closeCode === 1006);
    expect(bench.control.streamCount(bench.id)).toBe(0);
  });

  it('refuses logins of an account until the fault is cleared', async () => {
    bench.control.refuseStreams(bench.id, true);
    const refused = await StreamClient.login(bench.emulator.orderStreamUrl, bench.id, bench.token);
    await until(() => refused.closeCode === 1006);
    bench.control.clearFaults();
    const taken = await StreamClient.login(bench.emulator.orderStreamUrl, bench.id, bench.token);
    await until(() => bench.control.streamCount(bench.id) === 2);
    taken.close();
  });

  it('sends frames twice', async () => {
    bench.control.duplicateFrames(bench.id, true);
    await bench.place();
    await until(() => bench.stream.frames.length === 2);
    expect(bench.stream.texts[0]).toBe(bench.stream.texts[1]);
  });

  it('delays frames', async () => {
    bench.control.delayFrames(bench.id, 80);
    await bench.row(await bench.place());
    await quiet(30);
    expect(bench.stream.frames).toEqual([]);
    await until(() => bench.stream.frames.length === 1);
  });

  it('reorders frames inside a window, and sends a window that does not fill', async () => {
    bench.control.reorderFrames(bench.id, 2);
    const orderId = await bench.place({ price: 1615 });
    await until(() => bench.stream.frames.length === 2);
    expect(bench.stream.statuses(orderId)).toEqual(['Traded', 'Pending']);
    const lone = await bench.place();
    await until(() => bench.stream.statuses(lone).length === 1);
  });

  it('loses the next frames, and only those', async () => {
    bench.control.dropFrames(bench.id, 1);
    const orderId = await bench.place({ price: 1615 });
    await until(() => bench.stream.frames.length === 1);
    expect(bench.stream.statuses(orderId)).toEqual(['Traded']);
  });

  it('sends malformed, binary and foreign frames unchanged', async () => {
    bench.control.sendRaw(bench.id, '{"Data":{');
    bench.control.sendRaw(bench.id, '{"Type":"market_status"}');
    bench.control.sendRaw(bench.id, Uint8Array.of(50, 0, 5, 0, 0));
    await until(() => bench.stream.binaries.length === 1);
    expect(bench.stream.texts).toEqual(['{"Data":{', '{"Type":"market_status"}']);
    expect([...(bench.stream.binaries[0] ?? [])]).toEqual([50, 0, 5, 0, 0]);
  });
});

describe('switches of the stream', () => {
  it('uses the documented casing, with zero fields present', async () => {
    const bench = await openBench({ switches: { documentedCasing: true } });
    const orderId = await bench.place();
    await until(() => bench.stream.frames.length === 1);
    expect(bench.stream.frames[0]).toMatchObject({ OrderNo: orderId, Status: 'PENDING', TradedQty: 0, TxnType: 'B' });
    expect(bench.stream.frames[0]).not.toHaveProperty('orderNo');
    await bench.close();
  });

  it('labels partial fills PART_TRADED', async () => {
    const bench = await openBench({ switches: { partialFillLabel: 'PART_TRADED' } });
    const orderId = await bench.place();
    await bench.row(orderId);
    bench.control.fill(bench.id, orderId, 1);
    await until(() => bench.stream.statuses(orderId).at(-1) === 'PART_TRADED');
    await bench.close();
  });

  it('sends five bytes before the reset of a bad login', async () => {
    const bench = await openBench({ switches: { badLogin: 'binaryThenReset' } });
    const client = await StreamClient.login(bench.emulator.orderStreamUrl, bench.id, 'garbage');
    await until(() => client.closeCode === 1006);
    expect(client.binaries.map((bytes) => bytes.length)).toEqual([5]);
    await bench.close();
  });

  it('keeps sockets open when their token is replaced', async () => {
    const bench = await openBench({ switches: { replacedTokenDropsStream: false } });
    bench.control.mintToken(bench.id);
    await bench.stream.pong();
    expect(bench.control.streamCount(bench.id)).toBe(1);
    await bench.close();
  });
});
