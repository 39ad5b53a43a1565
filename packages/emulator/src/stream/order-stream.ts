import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { AccountRegistry } from '../accounts/account-registry.ts';
import type { Logins } from '../auth/logins.ts';
import type { Timers } from '../time/timers.ts';
import { FrameDelivery } from './frame-delivery.ts';
import { acceptLogin } from './login.ts';

/** Observed: a connection with a bad token is reset about ten milliseconds after its login, without a close frame. */
const badLoginResetMs = 10;

const noListeners: ReadonlySet<never> = new Set();

interface Connection {
  readonly socket: WebSocket;
  readonly reset: () => void;
}

/** The sockets and the delivery of one account. */
interface Channel {
  readonly connections: Set<Connection>;
  readonly delivery: FrameDelivery;
  refused: boolean;
}

/**
 * The order-update socket. It accepts an upgrade on any path, waits for one login message, and does not answer it. Pings of the
 * protocol are answered. The limit of sockets per account is not documented. All of them receive all frames.
 */
export class OrderStream {
  readonly #accounts: AccountRegistry;
  readonly #logins: Logins;
  readonly #timers: Timers;
  readonly #badLogin: 'reset' | 'binaryThenReset';
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #channels = new Map<string, Channel>();
  readonly #partners = new Map<string, Set<Connection>>();

  constructor(accounts: AccountRegistry, logins: Logins, timers: Timers, badLogin: 'reset' | 'binaryThenReset') {
    this.#accounts = accounts;
    this.#logins = logins;
    this.#timers = timers;
    this.#badLogin = badLogin;
  }

  upgrade(request: IncomingMessage, transport: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, transport, head, (socket) => {
      this.#connected(socket, transport);
    });
  }

  /** Whether a frame has a receiver. Without one it need not be made. */
  hasListeners(dhanClientId: string): boolean {
    return this.connectionCount(dhanClientId) > 0 || this.#partnersOf(dhanClientId).size > 0;
  }

  publish(dhanClientId: string, frame: string): void {
    this.#channels.get(dhanClientId)?.delivery.push(frame);
    // Frames of the partner mode are not known and are assumed to be the same. The faults of an account's stream do not apply to them.
    for (const { socket } of this.#partnersOf(dhanClientId)) socket.send(frame);
  }

  /** The faults of an account's stream. They can be set before a client connects. */
  delivery(dhanClientId: string): FrameDelivery {
    return this.#channel(dhanClientId).delivery;
  }

  connectionCount(dhanClientId: string): number {
    return this.#channels.get(dhanClientId)?.connections.size ?? 0;
  }

  /** Kills the sockets of an account without a close frame. */
  reset(dhanClientId: string): void {
    for (const connection of this.#channels.get(dhanClientId)?.connections ?? []) connection.reset();
  }

  /** While refused, a good login is treated like a bad one. */
  refuse(dhanClientId: string, on: boolean): void {
    this.#channel(dhanClientId).refused = on;
  }

  /** Sends straight to the sockets, without any fault. */
  sendRaw(dhanClientId: string, data: string | Uint8Array): void {
    for (const { socket } of this.#channels.get(dhanClientId)?.connections ?? []) socket.send(data);
  }

  clearFaults(): void {
    for (const channel of this.#channels.values()) {
      channel.refused = false;
      channel.delivery.clearFaults();
    }
  }

  /** Drops every connection. */
  resetAll(): void {
    for (const dhanClientId of this.#channels.keys()) this.reset(dhanClientId);
    for (const connections of this.#partners.values()) for (const connection of connections) connection.reset();
    this.#channels.clear();
    this.#partners.clear();
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #connected(socket: WebSocket, transport: Duplex): void {
    const reset = (): void => {
      if (transport instanceof Socket) transport.resetAndDestroy();
      else transport.destroy();
    };
    let isFirst = true;
    // A broken frame or a reset by the client. There is no one to report it to.
    socket.on('error', () => undefined);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!isFirst) return;
      isFirst = false;
      // With the default binary type of `ws` a message is one Buffer.
      const text = isBinary || !Buffer.isBuffer(data) ? '' : data.toString('utf8');
      this.#login(text, { socket, reset });
    });
  }

  #login(text: string, connection: Connection): void {
    const login = acceptLogin(text, this.#accounts, this.#logins);
    if (login !== null && 'partnerId' in login) {
      const connections = this.#partners.get(login.partnerId) ?? new Set();
      this.#partners.set(login.partnerId, connections.add(connection));
      connection.socket.on('close', () => connections.delete(connection));
      return;
    }
    const channel = login === null ? null : this.#channel(login.dhanClientId);
    if (channel === null || channel.refused) {
      if (this.#badLogin === 'binaryThenReset') connection.socket.send(Buffer.from([50, 0, 5, 0, 0]));
      this.#timers.after(badLoginResetMs, connection.reset);
      return;
    }
    channel.connections.add(connection);
    connection.socket.on('close', () => channel.connections.delete(connection));
  }

  /** A user belongs to the partner that the live token was made through. */
  #partnersOf(dhanClientId: string): ReadonlySet<Connection> {
    if (this.#partners.size === 0) return noListeners;
    const account = this.#accounts.find(dhanClientId);
    const session = account === undefined ? undefined : this.#accounts.live(account);
    return this.#partners.get(session?.partnerId ?? '') ?? noListeners;
  }

  #channel(dhanClientId: string): Channel {
    let channel = this.#channels.get(dhanClientId);
    if (channel === undefined) {
      const connections = new Set<Connection>();
      const delivery = new FrameDelivery(this.#timers, (frame) => {
        for (const { socket } of connections) socket.send(frame);
      });
      channel = { connections, delivery, refused: false };
      this.#channels.set(dhanClientId, channel);
    }
    return channel;
  }
}
