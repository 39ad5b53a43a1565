import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** One end of a connection in memory, as a TCP socket looks to undici and ws. Who extends it says where its bytes go. */
export abstract class MemorySocket extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 1;
  /** As of a socket: what has arrived. */
  bytesRead = 0;

  constructor() {
    super({ allowHalfOpen: false });
  }

  /** For `Connect`, which gives sockets: it has what is used of one. */
  get socket(): Socket {
    return this as unknown as Socket;
  }

  /** Bytes from the other end; null for its end. */
  arrive(chunk: Buffer | null): void {
    if (this.destroyed) return;
    this.bytesRead += chunk?.length ?? 0;
    this.push(chunk);
  }

  override _read(): void {
    // What arrives is pushed.
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
