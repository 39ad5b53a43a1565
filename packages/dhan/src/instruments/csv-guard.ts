import { isUtf8 } from 'node:buffer';
import { WireError } from '../wire/parse.ts';

/** Enough of the beginning to distinguish a page, an archive and another encoding from a list. */
const HEAD_BYTES = 64;

/** What passed through, for the next reader. */
export interface Passed {
  /** The last byte was a line end: the last row is complete. */
  endsWithLine: boolean;
  /** Some bytes so far may not be UTF-8. The next reader must check each row. */
  isDoubtful: boolean;
}

/**
 * Passes the bytes of a CSV, and fails with a reason for anything else: a web page, JSON, an archive, UTF-16.
 * A failing CDN answers with pages and HTTP 200.
 * @throws {WireError}
 */
export async function* guardCsv(source: AsyncIterable<Buffer | string>, passed: Passed): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const piece of source) {
    let bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    if (head) {
      bytes = Buffer.concat([head, bytes]);
      head = bytes.length < HEAD_BYTES ? bytes : null;
      if (head) continue;
      checkHead(bytes);
    }
    yield checked(bytes, passed);
  }
  if (!head) return;
  checkHead(head);
  if (head.length > 0) yield checked(head, passed);
}

function checked(bytes: Buffer, passed: Passed): Buffer {
  if (bytes.includes(0)) throw notCsv('UTF-8 text', 'bytes of 0: another encoding, or a damaged file');
  passed.endsWithLine = bytes.at(-1) === 0x0a;
  // Also true where a chunk ends inside a character.
  passed.isDoubtful ||= !isUtf8(bytes);
  return bytes;
}

function checkHead(bytes: Buffer): void {
  if (bytes.length === 0) throw notCsv('a header', 'an empty file');
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) throw notCsv('UTF-8 text', 'UTF-16');
  if (first === 0x1f && second === 0x8b) throw notCsv('plain text', 'a gzip file');
  if (first === 0x50 && second === 0x4b) throw notCsv('plain text', 'a zip file');
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const shown = JSON.stringify(text.slice(0, 40));
  if (text.startsWith('<')) throw notCsv('a CSV', `a web page: ${shown}`);
  if (text.startsWith('{') || text.startsWith('[')) throw notCsv('a CSV', `JSON: ${shown}`);
}

function notCsv(expected: string, found: string): WireError {
  return new WireError(`scrip master: expected ${expected}, found ${found}`);
}
