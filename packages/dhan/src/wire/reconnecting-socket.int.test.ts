import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { moment, until } from '../testing/until.ts';
import { ReconnectingSocket } from './reconnecting-socket.ts';
import type { Ending, SocketPolicy } from './reconnecting-socket.ts';
import { openSocket } from './socket.ts';

let server: WebSocketServer;
let connections: number;
let endings: Ending<string>[];
let over: AbortSignal[];
let made: ReconnectingSocket<string>[];
beforeEach(async () => {
  connections = 0;
  endings = [];
  over = [];
  made = [];
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', () => (connections += 1));
  await until(() => server.address() !== null);
});
afterEach(() => {
  for (const one of made) one.close();
  server.close();
});

function open(ended?: (socket: ReconnectingSocket<string>) => void, changes: Partial<SocketPolicy<string>> = {}) {
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const socket: ReconnectingSocket<string> = new ReconnectingSocket<string>({
    open: () => openSocket(url, undefined),
    opened: (_socket, signal) => over.push(signal),
    message: () => undefined,
    ended: (ending, again) => {
      endings.push(ending);
      again(10);
      ended?.(socket);
    },
    ...changes,
  });
  made.push(socket);
  socket.connect();
  return socket;
}

it('connects again after an end, and reports the course of the previous connection', async () => {
  const socket = open();
  await until(() => connections === 1 && socket.isOpen);
  for (const client of server.clients) {
    client.send('hello');
    client.close(4_001, 'enough');
  }
  await until(() => connections === 2 && socket.isOpen);
  expect(endings).toMatchObject([{ why: null, error: null, code: 4_001, reason: 'enough', heard: true }]);
  expect(over.map(({ aborted }) => aborted)).toEqual([true, false]);
});

it('reports its own end at once and only once, and delivers nothing more', async () => {
  const heard: string[] = [];
  const socket = open(undefined, {
    message: (data) => {
      heard.push(data.toString());
      socket.end('heard enough');
    },
  });
  await until(() => socket.isOpen);
  expect(socket.end('no reason')).toBe(true);
  expect(endings).toMatchObject([{ why: 'no reason', code: 1_006, heard: false }]);
  expect(socket.end('twice')).toBe(false);
  await until(() => connections === 2 && socket.isOpen);
  for (const client of server.clients) for (const text of ['one', 'two']) client.send(text);
  await until(() => endings.length === 2);
  await moment();
  expect([heard, endings[1]?.why]).toEqual([['one'], 'heard enough']);
});

it.each([
  ['closes', (socket: ReconnectingSocket<string>) => socket.close()],
  ['rests', (socket: ReconnectingSocket<string>) => socket.rest()],
])('makes no other attempt when the receiver of the end %s', async (_what, ended) => {
  const socket = open(ended);
  await until(() => socket.isOpen);
  for (const client of server.clients) client.terminate();
  await until(() => endings.length === 1);
  await moment(60);
  expect([connections, socket.isOpen]).toEqual([1, false]);
});

it('makes no attempt while it cannot begin, or after it was closed', async () => {
  const socket = open(undefined, { open: () => null });
  socket.close();
  socket.connect();
  await moment();
  expect([connections, endings]).toEqual([0, []]);
});
