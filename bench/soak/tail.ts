import { closeSync, existsSync, openSync, readSync } from 'node:fs';

const CHUNK = 1 << 16;

/** The lines that a growing file has got since the last look. */
export class Tail {
  readonly #path: string;
  #read = 0;
  /** The start of a line that is not written to its end yet. */
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  lines(): string[] {
    if (!existsSync(this.#path)) return [];
    const file = openSync(this.#path, 'r');
    const chunk = Buffer.alloc(CHUNK);
    const parts: Buffer[] = [];
    try {
      for (;;) {
        const count = readSync(file, chunk, 0, CHUNK, this.#read);
        if (count === 0) break;
        this.#read += count;
        parts.push(Buffer.from(chunk.subarray(0, count)));
      }
    } finally {
      closeSync(file);
    }
    const lines = (this.#rest + Buffer.concat(parts).toString()).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }
}
