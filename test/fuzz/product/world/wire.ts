import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** The copier's end of a connection in memory, as a TCP socket looks to those who use it. */
export class Wire extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 1;
  /** As of a socket: what has arrived. */
  bytesRead = 0;
  readonly #onBytes: (bytes: Buffer) => void;

  /** @param onBytes - receives what the copier writes */
  constructor(onBytes: (bytes: Buffer) => void) {
    super({ allowHalfOpen: false });
    this.#onBytes = onBytes;
  }

  /** For `Connect`, which gives sockets. */
  get socket(): Socket {
    return this as unknown as Socket;
  }

  /** Bytes from the broker. */
  arrive(bytes: Buffer): void {
    if (this.destroyed) return;
    this.bytesRead += bytes.length;
    this.push(bytes);
  }

  override _read(): void {
    // What arrives is pushed.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#onBytes(chunk);
    done();
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
