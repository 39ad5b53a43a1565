import { WebSocket } from 'ws';
import { bytesOf } from './socket.ts';

/** How long a polite end may take, ms. */
const CLOSE_WITHIN_MS = 1_000;

/** How one connection, or the attempt to make it, ended. */
export interface Ending<Why> {
  /** What `end` gave; null when the server or the network ended it. */
  readonly why: Why | null;
  /** What the socket reported before it closed; the text may repeat parts of the address. */
  readonly error: Error | null;
  /** Close code of the WebSocket protocol; 1006 without a close frame. */
  readonly code: number;
  readonly reason: string;
  /** ms from open to the end, null when it was never open. */
  readonly livedMs: number | null;
  /** Whether any message came. */
  readonly heard: boolean;
}

/** What one kind of socket does in its own way. `over` is aborted when the connection has ended, whoever ended it. */
export interface SocketPolicy<Why> {
  /** Begins a connection. null: it cannot, and nothing is tried until the next `connect`. */
  readonly open: (over: AbortSignal) => WebSocket | null;
  /** Says what has to be said first, and finds out from now on whether the connection lives. */
  readonly opened: (socket: WebSocket, over: AbortSignal) => void;
  readonly message: (data: Buffer, isBinary: boolean, over: AbortSignal) => void;
  /** Nothing is heard until `opened`. Where it does not call `again`, with ms, nothing is tried until the next `connect`. */
  readonly ended: (ending: Ending<Why>, again: (ms: number) => void) => void;
  /** What `close` says to the server before it ends the connection; without it the connection is cut off. */
  readonly goodbye?: object;
}

/** One connection from its attempt to its end. */
interface Connection<Why> {
  readonly socket: WebSocket;
  readonly over: AbortController;
  readonly ended: (why: Why | null, code: number, reason: string) => void;
}

/** A WebSocket that connects again after an end, when and as often as its policy says. At most one connection at a time. */
export class ReconnectingSocket<Why> {
  readonly #policy: SocketPolicy<Why>;
  #connection: Connection<Why> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(policy: SocketPolicy<Why>) {
    this.#policy = policy;
  }

  get isOpen(): boolean {
    return this.#connection?.socket.readyState === WebSocket.OPEN;
  }

  /** At once also where it waits for its next attempt. Nothing when there is a connection, or after `close`. */
  connect(): void {
    if (this.#closed || this.#connection) return;
    clearTimeout(this.#timer);
    const over = new AbortController();
    const socket = this.#policy.open(over.signal);
    if (socket) this.#connection = this.#follow(socket, over);
  }

  /** Nothing where it is not open. */
  send(message: object): void {
    if (this.isOpen) this.#connection?.socket.send(JSON.stringify(message));
  }

  /** Cuts the connection off, and reports the end now. @returns whether there was one */
  end(why: Why): boolean {
    const connection = this.#connection;
    if (!connection) return false;
    this.#detach()?.terminate();
    connection.ended(why, 1006, '');
    return true;
  }

  /** Cuts the connection off without a report, and makes no other one before `connect`. */
  rest(): void {
    this.#detach()?.terminate();
  }

  /** For good; with a goodbye it waits a second for the server at most. */
  close(): void {
    this.#closed = true;
    const { goodbye } = this.#policy;
    if (!goodbye || !this.isOpen) {
      this.rest();
      return;
    }
    this.send(goodbye);
    const socket = this.#detach();
    const cut = setTimeout(() => socket?.terminate(), CLOSE_WITHIN_MS);
    socket?.on('close', () => clearTimeout(cut));
    socket?.close();
  }

  #follow(socket: WebSocket, over: AbortController): Connection<Why> {
    const { opened, message, ended } = this.#policy;
    let openedAt: number | null = null;
    let heard = false;
    let error: Error | null = null;
    const connection: Connection<Why> = {
      socket,
      over,
      ended: (why, code, reason) => {
        this.#detach();
        const livedMs = openedAt === null ? null : performance.now() - openedAt;
        ended({ why, error, code, reason, livedMs, heard }, (ms) => {
          this.#timer = setTimeout(() => this.connect(), ms);
        });
      },
    };
    socket.on('open', () => {
      openedAt = performance.now();
      opened(socket, over.signal);
    });
    socket.on('message', (data, isBinary) => {
      heard = true;
      message(bytesOf(data), isBinary, over.signal);
    });
    socket.on('error', (reported) => (error = reported));
    socket.on('close', (code, reason) => connection.ended(null, code, reason.toString('utf8')));
    return connection;
  }

  /** From now on there is no connection and no wait for one, and nothing is heard of the socket that there was. */
  #detach(): WebSocket | undefined {
    clearTimeout(this.#timer);
    const { socket, over } = this.#connection ?? {};
    this.#connection = null;
    over?.abort();
    return socket?.removeAllListeners().on('error', () => undefined);
  }
}
