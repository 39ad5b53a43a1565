import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { WireError } from '../wire/parse.ts';
import { readHeader } from './columns.ts';
import type { Columns } from './columns.ts';
import { guardCsv } from './csv-guard.ts';
import type { Passed } from './csv-guard.ts';
import { LeftOut } from './left-out.ts';
import type { LeftOutRow } from './left-out.ts';
import { NOT_UTF8, toScripRow } from './scrip-row.ts';
import type { ScripRow } from './scrip-row.ts';

/** A row has about 300 bytes. An unclosed quote must not collect the whole file. */
const ROW_BYTES_MAX = 65_536;

export interface ScripSource {
  /**
   * Row by row, as the bytes arrive. It throws a {@link WireError} when the file is not a list, or breaks off.
   * Only rows that were read to the end are the list.
   */
  readonly rows: AsyncIterable<ScripRow>;
  /** Rows left out so far, by reason: unknown segments, invalid numbers. */
  readonly skipped: ReadonlyMap<string, number>;
  /** The first few of them. */
  readonly samples: readonly LeftOutRow[];
  /** How many of them should have been readable, so far. */
  readonly brokenRows: () => number;
  /** Fields without a column in this file, known after the first row. Null in such a field means unknown, not none. */
  readonly lacks: ReadonlySet<'isin' | 'underlyingSecurityId' | 'freezeQty'>;
}

/**
 * Reads either CSV of the broker, and the list of one segment, row by row.
 * Source: https://dhanhq.co/docs/v2/instruments/
 */
export function readScripMaster(csv: Readable): ScripSource {
  const leftOut = new LeftOut();
  const lacks = new Set<'isin' | 'underlyingSecurityId' | 'freezeQty'>();
  let brokenRows = 0;

  async function* rows(): AsyncGenerator<ScripRow> {
    const passed: Passed = { endsWithLine: true, isDoubtful: false };
    let columns: Columns | null = null;
    let count = 0;
    let isLastShort = false;
    try {
      for await (const record of recordsOf(csv, passed)) {
        count += 1;
        if (!columns) {
          columns = readHeader(record);
          if (!columns.has('isin')) lacks.add('isin');
          if (!columns.has('underlyingId')) lacks.add('underlyingSecurityId');
          if (!columns.has('freeze')) lacks.add('freezeQty');
          continue;
        }
        isLastShort = record.length < columns.width;
        const isText = !passed.isDoubtful || !record.some((field) => field.includes('\uFFFD'));
        const row = isText ? toScripRow(record, columns) : NOT_UTF8;
        if (!('why' in row)) {
          yield row;
          continue;
        }
        if (row.isBroken) brokenRows += 1;
        leftOut.add(row.why, count, record);
      }
    } catch (error) {
      if (error instanceof WireError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new WireError(`scrip master: breaks off after row ${count}: ${why}`, { cause: error });
    }
    if (isLastShort && !passed.endsWithLine) {
      throw new WireError(`scrip master: breaks off in the middle of row ${count}`);
    }
  }
  return { rows: rows(), skipped: leftOut.counts, samples: leftOut.samples, brokenRows: () => brokenRows, lacks };
}

/** The records of the file, the header first. */
function recordsOf(csv: Readable, passed: Passed): AsyncIterable<string[]> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    // A company's name may contain an undoubled quote.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: ROW_BYTES_MAX,
  });
  // The iteration throws the error. The callback is required by pipeline.
  return pipeline(
    csv,
    (source: AsyncIterable<Buffer | string>) => guardCsv(source, passed),
    parser,
    () => undefined,
  );
}
