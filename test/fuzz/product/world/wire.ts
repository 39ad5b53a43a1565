import { MemorySocket } from '../../../kit/memory-socket.ts';

/** The copier's end of a connection in memory. */
export class Wire extends MemorySocket {
  readonly #onBytes: (bytes: Buffer) => void;

  /** @param onBytes - receives what the copier writes */
  constructor(onBytes: (bytes: Buffer) => void) {
    super();
    this.#onBytes = onBytes;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#onBytes(chunk);
    done();
  }
}
