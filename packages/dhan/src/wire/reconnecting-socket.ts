import { WebSocket } from 'ws';
import { bytesOf } from './socket.ts';

/** Maximum time of a polite end, ms. */
const CLOSE_WITHIN_MS = 1_000;

/** The end of one connection, or of the attempt to make it. */
export interface Ending<Why> {
  /** The argument of `end`; null when the server or the network ended it. */
  readonly why: Why | null;
  /** The socket's error before it closed. The text may repeat parts of the address. */
  readonly error: Error | null;
  /** Close code of the WebSocket protocol; 1006 without a close frame. */
  readonly code: number;
  readonly reason: string;
  /** ms from open to the end, null when it was never open. */
  readonly livedMs: number | null;
  /** Whether any message arrived. */
  readonly heard: boolean;
}

/** The behaviour of one kind of socket. `over` is aborted when the connection has ended, from either side. */
export interface SocketPolicy<Why> {
  /** Begins a connection. null: it cannot, and no attempt follows until the next `connect`. */
  readonly open: (over: AbortSignal) => WebSocket | null;
  /** Sends the first messages, and monitors the connection from now on. */
  readonly opened: (socket: WebSocket, over: AbortSignal) => void;
  readonly message: (data: Buffer, isBinary: boolean, over: AbortSignal) => void;
  /** Nothing arrives until `opened`. If it does not call `again`, with ms, no attempt follows until the next `connect`. */
  readonly ended: (ending: Ending<Why>, again: (ms: number) => void) => void;
  /** The message of `close` to the server before the end of the connection. Without it the connection is cut off. */
  readonly goodbye?: object;
}

/** One connection from its attempt to its end. */
interface Connection<Why> {
  readonly socket: WebSocket;
  readonly over: AbortController;
  readonly ended: (why: Why | null, code: number, reason: string) => void;
}

/** A WebSocket that connects again after an end, as its policy decides. At most one connection at a time. */
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

  /** Connects at once, also during a wait for the next attempt. Does nothing when there is a connection, or after `close`. */
  connect(): void {
    if (this.#closed || this.#connection) return;
    clearTimeout(this.#timer);
    const over = new AbortController();
    const socket = this.#policy.open(over.signal);
    if (socket) this.#connection = this.#follow(socket, over);
  }

  /** Does nothing when the connection is not open. */
  send(message: object): void {
    if (this.isOpen) this.#connection?.socket.send(JSON.stringify(message));
  }

  /** Cuts the connection off, and reports the end now. @returns whether there was a connection */
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

  /** Closes for good. With a goodbye, it waits for the server for at most a second. */
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

  /** From now on there is no connection and no wait for one. Events of the old socket are ignored. */
  #detach(): WebSocket | undefined {
    clearTimeout(this.#timer);
    const { socket, over } = this.#connection ?? {};
    this.#connection = null;
    over?.abort();
    return socket?.removeAllListeners().on('error', () => undefined);
  }
}
