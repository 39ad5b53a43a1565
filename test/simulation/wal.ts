import { closeSync, openSync, readSync } from 'node:fs';

/** Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** Where the frames of a write-ahead log end: what is behind them in the file is left over from before it began again. */
export class WalEnd {
  readonly #path: string;
  #salts = '';
  #end = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes, from the start of the file; 0 without a log. Reads only what is new since the last call. */
  find(): number {
    let file: number;
    try {
      file = openSync(this.#path, 'r');
    } catch {
      return 0;
    }
    try {
      const header = bytes(file, 0, HEADER_BYTES);
      if (header === null) return 0;
      const salts = header.toString('hex', 16, 24);
      if (salts !== this.#salts) {
        this.#salts = salts;
        this.#end = HEADER_BYTES;
      }
      const frameBytes = FRAME_HEADER_BYTES + header.readUInt32BE(8);
      for (;;) {
        const frame = bytes(file, this.#end, FRAME_HEADER_BYTES);
        if (frame?.toString('hex', 8, 16) !== salts) return this.#end;
        this.#end += frameBytes;
      }
    } finally {
      closeSync(file);
    }
  }
}

function bytes(file: number, from: number, count: number): Buffer | null {
  const buffer = Buffer.alloc(count);
  return readSync(file, buffer, 0, count, from) === count ? buffer : null;
}
