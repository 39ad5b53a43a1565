import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/** A refusal instead of a socket. */
interface TurnAway {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A market data server on this machine that a test controls. */
export class FakeFeed {
  readonly url: string;
  /** Requests for a socket: path with query, and the source address. */
  readonly asked: { url: string; from: string }[] = [];
  /** Every message on any socket. */
  readonly said: unknown[] = [];
  readonly sockets: WebSocket[] = [];
  /** The close codes of the clients. */
  readonly closed: number[] = [];
  /** The answers to the next requests for a socket, one each. After them, all are accepted. */
  readonly turnAway: TurnAway[] = [];
  /** Called with each accepted socket. */
  onSocket: (socket: WebSocket) => void = () => undefined;
  /** Called with each message. */
  onSaid: (socket: WebSocket, message: unknown) => void = () => undefined;
  readonly #http: Server;
  readonly #server = new WebSocketServer({ noServer: true });

  private constructor(http: Server) {
    this.#http = http;
    this.url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  static async start(): Promise<FakeFeed> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const fake = new FakeFeed(http);
    http.on('upgrade', (request: IncomingMessage, transport, head) => {
      fake.asked.push({ url: request.url ?? '', from: request.socket.remoteAddress ?? '' });
      const refusal = fake.turnAway.shift();
      if (refusal) {
        const { status, headers = {}, body = '' } = refusal;
        const lines = Object.entries({ ...headers, 'content-length': String(body.length) }).map(
          ([name, value]) => `${name}: ${value}\r\n`,
        );
        transport.end(`HTTP/1.1 ${status} Whatever\r\n${lines.join('')}connection: close\r\n\r\n${body}`);
        return;
      }
      fake.#server.handleUpgrade(request, transport, head, (socket) => fake.#enter(socket));
    });
    return fake;
  }

  /** Sends to every open socket: text as text, anything else as bytes. */
  send(data: string | Buffer): void {
    for (const socket of this.sockets) socket.send(data);
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => {
      this.#http.close(resolve);
      this.#http.closeAllConnections();
    });
  }

  #enter(socket: WebSocket): void {
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('close', (code) => this.closed.push(code));
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString('utf8')) as unknown;
      this.said.push(message);
      this.onSaid(socket, message);
    });
    this.onSocket(socket);
  }
}
