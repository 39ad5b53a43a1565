import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Session } from '../../accounts/account-registry.ts';
import type { Broker } from '../../broker.ts';
import { Refusal, type DataFailureCode } from '../../orders/refusal.ts';

/** Source: https://dhanhq.co/docs/v2/live-market-feed/ : pings every 10 s, end after 40 s without an answer. */
const pingMs = 10_000;
const silenceMs = 40_000;

/** One accepted socket. */
export interface DataSocket {
  readonly session: Session;
  readonly socket: WebSocket;
  /** Sends the reason, in the packet of its kind, and closes. */
  end(reason: DataFailureCode): void;
}

export interface FeedServerParts {
  readonly broker: Broker;
  readonly disconnectPacket: (reason: number) => Buffer;
  /** A rule, in addition to token and plan, that refuses a session. */
  readonly refuses: (session: Session) => boolean;
  readonly entered: (connection: DataSocket) => void;
  readonly said: (connection: DataSocket, message: unknown) => void;
  readonly left: (connection: DataSocket) => void;
}

/** The common part of the market data sockets: login in the URL, keep-alive, JSON messages, and the packet at the end. */
export class FeedServer {
  readonly #parts: FeedServerParts;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #transports = new Map<DataSocket, Duplex>();
  readonly #refused = new Set<string>();

  constructor(parts: FeedServerParts) {
    this.#parts = parts;
  }

  upgrade(request: IncomingMessage, transport: Duplex, head: Buffer): void {
    const query = new URL(request.url ?? '/', 'ws://emulator').searchParams;
    if (this.#refused.has(query.get('clientId') ?? '')) {
      transport.end('HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, transport, head, (socket) => {
      // A broken frame or a reset by the client. There is no one to report it to.
      socket.on('error', () => undefined);
      const session = this.#login(query);
      if (typeof session === 'number') this.#turnAway(socket, session);
      else this.#enter(socket, session, transport);
    });
  }

  /**
   * While on, connections of the client are answered with HTTP 429, whatever their token is. Observed on 1 June 2026, for one client
   * id.
   */
  refuse(dhanClientId: string, on: boolean): void {
    if (on) this.#refused.add(dhanClientId);
    else this.#refused.delete(dhanClientId);
  }

  /** Kills the sockets of an account without a close frame. @returns how many */
  reset(dhanClientId: string): number {
    const struck = [...this.#transports].filter(([{ session }]) => session.account.dhanClientId === dhanClientId);
    for (const [, transport] of struck) {
      if (transport instanceof Socket) transport.resetAndDestroy();
      else transport.destroy();
    }
    return struck.length;
  }

  clearFaults(): void {
    this.#refused.clear();
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #login(query: URLSearchParams): Session | DataFailureCode {
    const { broker, refuses } = this.#parts;
    let session: Session;
    try {
      session = broker.accounts.authenticate(query.get('token') ?? undefined, 'DH-906');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error.detail.includes('expired') ? 807 : 809;
    }
    if (session.account.dhanClientId !== query.get('clientId')) return 810;
    if (query.get('authType') !== '2') return 808;
    if (!session.account.identity.dataPlan) return 806;
    return refuses(session) ? 808 : session;
  }

  /** Reported: accepted, then closed without a frame. The documentation has a packet for it, which a switch selects. */
  #turnAway(socket: WebSocket, reason: DataFailureCode): void {
    if (this.#parts.broker.settings.switches.badFeedLogin === 'packet') {
      socket.send(this.#parts.disconnectPacket(reason));
    }
    socket.close();
  }

  #enter(socket: WebSocket, session: Session, transport: Duplex): void {
    const { broker, disconnectPacket, entered, said, left } = this.#parts;
    const connection: DataSocket = {
      session,
      socket,
      end(reason) {
        socket.send(disconnectPacket(reason));
        socket.close();
      },
    };
    this.#transports.set(connection, transport);
    let heardMs = performance.now();
    socket.on('pong', () => {
      heardMs = performance.now();
    });
    const stop = broker.wireTimers.every(pingMs, () => {
      if (performance.now() - heardMs > silenceMs) socket.terminate();
      else socket.ping();
    });
    socket.on('close', () => {
      stop();
      this.#transports.delete(connection);
      left(connection);
    });
    socket.on('message', (data: RawData) => {
      said(connection, parsed(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
    });
    entered(connection);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
