import { partialDeepStrictEqual as contains } from 'node:assert/strict';
import { until } from '@dhancopy/dhan/testing/until';
import { ID, type Rig } from '../../kit/rig.ts';
import type { SocketCall } from '../row.ts';

const HDFC = 1333;
const RELIANCE = 2885;
const ticker = 15;
const quote = 17;
const full = 21;
const NSE = 1;
const price = ({ control }: Rig): void => control.setPrice('NSE_EQ', '1333', 1620);

/** The client reads the first packet of a frame only. A subscription's first frame begins with the previous close. */
const reads =
  (type: string, field: string, value: unknown): SocketCall['script'] =>
  async (socket, act) => {
    await socket.call('run_forever');
    contains(await socket.call('get_data'), { type: 'Previous Close', security_id: HDFC });
    await act();
    contains(await socket.call('get_data'), { type, security_id: HDFC, [field]: value });
    await socket.call('close_connection');
  };
const feed = { of: 'MarketFeed', call: 'get_data', act: price } as const;

const FEED_CALLS: readonly SocketCall[] = [
  {
    ...feed,
    with: 'ticker',
    args: { instruments: [[NSE, '1333', ticker]] },
    script: reads('Ticker Data', 'LTP', '1620.00'),
    hears: [6, 2],
  },
  {
    ...feed,
    with: 'quote',
    args: { instruments: [[NSE, '1333', quote]] },
    script: reads('Quote Data', 'LTP', '1620.00'),
    hears: [6, 4],
  },
  {
    ...feed,
    with: 'full',
    args: { instruments: [[NSE, '1333', full]] },
    script: reads('Full Data', 'LTP', '1620.00'),
    hears: [6, 8],
  },
  {
    ...feed,
    with: 'number as security id',
    args: { instruments: [[NSE, HDFC, ticker]] },
    script: reads('Ticker Data', 'LTP', '1620.00'),
    hears: [6, 2],
  },
  {
    of: 'MarketFeed',
    call: 'subscribe_symbols',
    args: { instruments: [[NSE, '1333', ticker]] },
    async script(socket) {
      await socket.call('run_forever');
      await socket.call('get_data');
      await socket.call('subscribe_symbols', { symbols: [[NSE, '2885', ticker]] });
      contains(await socket.call('get_data'), { type: 'Previous Close', security_id: RELIANCE });
      await socket.call('close_connection');
    },
    hears: [6, 2, 6, 2],
  },
  {
    of: 'MarketFeed',
    call: 'unsubscribe_symbols',
    args: { instruments: [[NSE, '1333', ticker]] },
    async script(socket) {
      await socket.call('run_forever');
      await socket.call('get_data');
      await socket.call('unsubscribe_symbols', { symbols: [[NSE, '1333', ticker]] });
      await socket.call('close_connection');
    },
    hears: [6, 2],
  },
  {
    of: 'MarketFeed',
    call: 'start',
    args: { instruments: [[NSE, '1333', ticker]] },
    act: price,
    async script(socket, act) {
      await socket.call('start');
      contains(await socket.hear(), { type: 'Previous Close', security_id: HDFC });
      await act();
      contains(await socket.hear(), { type: 'Ticker Data', LTP: '1620.00' });
      await socket.call('close_connection');
    },
    hears: [6, 2],
  },
];

const readsDepth: SocketCall['script'] = async (socket) => {
  await socket.call('run_forever');
  contains(await socket.call('get_data'), [{ exchange_segment: NSE, security_id: HDFC }]);
  await socket.call('close_connection');
};
const depth = { of: 'FullDepth', call: 'get_data', hears: [41, 51], script: readsDepth } as const;
const ownError = 'the client asks its socket for a field that websockets no longer has since version 14';
const more =
  (call: string): SocketCall['script'] =>
  async (socket) => {
    await socket.call('run_forever');
    await socket.call('get_data');
    await socket.call(call, { symbols: [[NSE, '2885']] });
  };

const DEPTH_CALLS: readonly SocketCall[] = [
  { ...depth, with: '20 levels', args: { instruments: [[NSE, '1333']], depth_level: 20 } },
  { ...depth, with: '200 levels', args: { instruments: [[NSE, '1333']], depth_level: 200 } },
  {
    ...depth,
    with: '200 levels, number as security id',
    args: { instruments: [[NSE, HDFC]], depth_level: 200 },
  },
  ...['subscribe_symbols', 'unsubscribe_symbols'].map((call): SocketCall => ({
    ...depth,
    call,
    args: { instruments: [[NSE, '1333']], depth_level: 20 },
    script: more(call),
    outcome: 'fails',
    note: ownError,
  })),
];

const ORDER_UPDATE: SocketCall = {
  of: 'OrderUpdate',
  call: 'connect_to_dhan_websocket_sync',
  args: {},
  async act({ control }) {
    await until(() => control.streamCount(ID) > 0);
    control.placeAppOrder(ID, {
      transactionType: 'BUY',
      exchangeSegment: 'NSE_EQ',
      productType: 'INTRADAY',
      orderType: 'LIMIT',
      securityId: '1333',
      quantity: 10,
      price: 1610,
    });
  },
  async script(socket, act) {
    await socket.start('connect_to_dhan_websocket_sync');
    await act();
    contains(await socket.hear(), { Type: 'order_alert', Data: { securityId: '1333', quantity: 10 } });
  },
  hears: [{ Type: 'order_alert', Data: { securityId: '1333', quantity: 10 } }],
};

export const SOCKET_CALLS: readonly SocketCall[] = [...FEED_CALLS, ...DEPTH_CALLS, ORDER_UPDATE];
