import { readJson } from './json.ts';
import { markOf } from './row-mark.ts';
import type { RowMark } from './row-mark.ts';

/** A row after the cut: either its mark was known and nothing was read, or `row` is its JSON. */
export type CutRow = { readonly mark: RowMark; readonly isKnown: true } | NewRow;
export interface NewRow {
  readonly mark: RowMark;
  readonly isKnown: false;
  readonly row: unknown;
}

const LIST_OPENS = 0x5b;
const LIST_CLOSES = 0x5d;
const OBJECT_OPENS = 0x7b;
const OBJECT_CLOSES = 0x7d;
const COMMA = 0x2c;
/** Possible ends of a row to try. A brace inside a text or an inner object is one too. */
const TRIES = 16;

/**
 * Cuts a JSON list of objects into its rows while its bytes arrive. A row with a known mark costs one quick pass over its bytes.
 *
 * Each row begins where the previous one ended. It ends at a brace that completes its JSON, or that completes the same bytes as an
 * earlier row. There is only one such brace, so a cut is never wrong. Any other shape is not cut (`isOdd`): the caller then parses the
 * whole text.
 */
export class RowCutter {
  readonly #isKnown: (mark: RowMark) => boolean;
  #rest: Buffer = Buffer.alloc(0);
  #at: 'before' | 'first' | 'row' | 'after' | 'odd' = 'before';

  constructor(isKnown: (mark: RowMark) => boolean) {
    this.#isKnown = isKnown;
  }

  /** Not a list of objects, or one that cannot be cut. */
  get isOdd(): boolean {
    return this.#at === 'odd';
  }

  /** The list has ended. */
  get isWhole(): boolean {
    return this.#at === 'after';
  }

  /** The rows that are complete. Take them all before the next chunk is given. */
  *take(chunk: Buffer): Generator<CutRow, void, undefined> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (;;) {
      at = pastSpace(bytes, at);
      const byte = bytes[at];
      if (byte === undefined || this.#at === 'odd') break;
      if (this.#at === 'after') {
        this.#at = 'odd';
      } else if (this.#at === 'before') {
        this.#at = byte === LIST_OPENS ? 'first' : 'odd';
        at += 1;
      } else if (this.#at === 'first' && byte === LIST_CLOSES) {
        this.#at = 'after';
        at += 1;
      } else if (byte !== OBJECT_OPENS) {
        this.#at = 'odd';
      } else {
        const cut = this.#cut(bytes, view, at);
        if (!cut) break;
        yield cut.row;
        this.#at = bytes[cut.next] === LIST_CLOSES ? 'after' : 'row';
        at = cut.next + 1;
      }
    }
    this.#rest = bytes.subarray(at);
  }

  /** The row that begins here, and the place of the comma or bracket after it; null while it is incomplete. */
  #cut(bytes: Buffer, view: DataView, from: number): { readonly row: CutRow; readonly next: number } | null {
    let brace = from;
    for (let tries = 0; tries < TRIES; tries += 1) {
      brace = bytes.indexOf(OBJECT_CLOSES, brace + 1);
      if (brace < 0) return null;
      const next = pastSpace(bytes, brace + 1);
      if (next === bytes.length) return null;
      if (bytes[next] !== COMMA && bytes[next] !== LIST_CLOSES) continue;
      const mark = markOf(view, from, brace + 1);
      if (this.#isKnown(mark)) return { row: { mark, isKnown: true }, next };
      const row = readJson(bytes.toString('utf8', from, brace + 1));
      if (row !== undefined) return { row: { mark, isKnown: false, row }, next };
    }
    this.#at = 'odd';
    return null;
  }
}

function pastSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
  }
  return at;
}
