import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { unreadableWords } from '../../store/file/file-words.ts';
import { UsageError } from '../errors.ts';

/** A row of the file by the names of its columns, and where it stands: `line 4`. */
export interface ImportRow {
  readonly where: string;
  /** Where its columns are named: the file, or the entry itself. */
  readonly head: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** @throws {UsageError} that never shows what is in the file: it may be a secret */
export function rowsOf(path: string): ImportRow[] {
  const content = textOf(path);
  return path.endsWith('.json') ? jsonRows(path, content) : csvRows(path, content);
}

/** @throws {UsageError} */
function textOf(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UsageError(`expected a file that can be read, found ${unreadableWords(error)} at ${path}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(
      `${path}: line ${brokenLine(bytes)}: expected UTF-8, found other bytes; save the file as UTF-8`,
    );
  }
}

function brokenLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  const broken = lines.findIndex((line) => {
    const again = Buffer.from(line, 'latin1');
    return !again.equals(Buffer.from(again.toString('utf8'), 'utf8'));
  });
  return broken + 1;
}

/** @throws {UsageError} */
function jsonRows(path: string, content: string): ImportRow[] {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new UsageError(`${path}: expected JSON, found something that is not`);
  }
  const read = z.array(z.record(z.string(), z.unknown())).safeParse(value);
  if (!read.success) throw new UsageError(`${path}: expected a list of accounts`);
  return read.data.map((row, index) => ({
    where: `entry ${index + 1}`,
    head: `entry ${index + 1}`,
    // Null is how a program says that something is not given.
    row: Object.fromEntries(Object.entries(row).filter(([, field]) => field !== null)),
  }));
}

interface CsvRow {
  readonly info: { readonly lines: number };
  readonly record: Record<string, string>;
}

/** @throws {UsageError} */
function csvRows(path: string, content: string): ImportRow[] {
  try {
    const rows = parse(content, {
      columns: (written: string[]) => {
        const names = written.map(columnName);
        const twice = names.find((name, at) => names.indexOf(name) !== at);
        if (twice !== undefined) throw new UsageError(`${path}: the column ${twice} is there twice`);
        return names;
      },
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      trim: true,
      comment: '#',
      info: true,
    }) as unknown as CsvRow[];
    return rows.map(({ info, record }) => ({ where: `line ${info.lines}`, head: path, row: record }));
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`${path}: line ${Number(error['lines'])}: ${csvWords(error)}`);
    throw error;
  }
}

/** As spreadsheets write it: `Client ID` is `client_id`. */
function columnName(written: string): string {
  return written.toLowerCase().replaceAll(/[\s-]+/g, '_');
}

function csvWords({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is not closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a value; put the whole value in quotes, and write the quote twice';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'after a closing quote, expected the next column';
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return 'expected as many columns as in the first line';
    default:
      return `not a valid line of a CSV file (${code})`;
  }
}
