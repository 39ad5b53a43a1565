import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLIENT_ID, TOKEN } from '../testing/fake-dhan.ts';
import { FakeFeed } from '../testing/fake-feed.ts';
import { until } from '../testing/until.ts';
import { DepthFeed } from './depth-feed.ts';
import type { DepthInstrument } from './depth-feed.ts';
import type { DepthPacket } from './depth-packet.ts';
import type { DepthLevels } from './read-depth.ts';

let server: FakeFeed;
let packets: DepthPacket[];
let reasons: string[];
let feed: DepthFeed | null;
beforeEach(async () => {
  server = await FakeFeed.start();
  packets = [];
  reasons = [];
  feed = null;
});
afterEach(async () => {
  feed?.close();
  await server.close();
});

async function open(levels: DepthLevels): Promise<DepthFeed> {
  const opened = Promise.withResolvers<undefined>();
  feed = new DepthFeed({
    levels,
    dhanClientId: CLIENT_ID,
    accessToken: TOKEN,
    url: `${server.url}/depth`,
    onPacket: (packet) => packets.push(packet),
    onOpen: () => opened.resolve(undefined),
    onDown: (error, retryInMs) => reasons.push(`${error.request} ${error.code} ${String(retryInMs)}`),
  });
  feed.connect();
  await opened.promise;
  return feed;
}

const hdfc: DepthInstrument = { exchangeSegment: 'NSE_EQ', securityId: '1333' };
const option: DepthInstrument = { exchangeSegment: 'NSE_FNO', securityId: '52345' };
const wire = ({ exchangeSegment, securityId }: DepthInstrument) => ({
  ExchangeSegment: exchangeSegment,
  SecurityId: securityId,
});
/** An ask without rows, 12 bytes. See read-depth.test.ts for the construction of packets by hand. */
const asks = (instrument: DepthInstrument) =>
  Buffer.from('0c0033' + (instrument === hdfc ? '01' + '35050000' : '02' + '79cc0000') + '00000000', 'hex');

describe('the depth over a socket', () => {
  it('logs in without a version', async () => {
    await open(20);
    expect(server.asked[0]?.url).toBe(`/depth?token=${TOKEN}&clientId=${CLIENT_ID}&authType=2`);
  });

  it('subscribes 20 levels with a list', async () => {
    const depth = await open(20);
    depth.subscribe([hdfc, option, hdfc]);
    depth.unsubscribe([option]);
    await until(() => server.said.length === 2);
    expect(server.said).toEqual([
      { RequestCode: 23, InstrumentCount: 2, InstrumentList: [wire(hdfc), wire(option)] },
      { RequestCode: 24, InstrumentCount: 1, InstrumentList: [wire(option)] },
    ]);
  });

  it('subscribes 200 levels for one instrument in the message itself, and can change it', async () => {
    const depth = await open(200);
    depth.subscribe([hdfc]);
    depth.unsubscribe([hdfc]);
    depth.subscribe([option]);
    await until(() => server.said.length === 3);
    expect(server.said).toEqual([
      { RequestCode: 23, ...wire(hdfc) },
      { RequestCode: 24, ...wire(hdfc) },
      { RequestCode: 23, ...wire(option) },
    ]);
  });

  it('does not deliver packets that still arrive after an unsubscription', async () => {
    const depth = await open(200);
    depth.subscribe([hdfc]);
    await until(() => server.said.length === 1);
    server.send(asks(hdfc));
    await until(() => packets.length === 1);
    depth.unsubscribe([hdfc]);
    depth.subscribe([option]);
    server.send(Buffer.concat([asks(hdfc), asks(option), asks(hdfc)]));
    await until(() => packets.length === 2);
    expect(packets.map(({ securityId }) => securityId)).toEqual(['1333', '52345']);
  });

  it('stops when the broker reports a missing plan', async () => {
    await open(20);
    // 806 = 0x326, after a header of 12 bytes.
    server.send(Buffer.from('0e0032' + '00' + '00000000' + '00000000' + '2603', 'hex'));
    await until(() => reasons.length === 1);
    expect(reasons).toEqual(['20-level depth 806 null']);
  });
});
