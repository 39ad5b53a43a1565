import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { issueWords } from '../../runtime/operations/issue-words.ts';
import { UsageError } from '../errors.ts';
import { COLUMNS } from './columns.ts';

const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional();
const amount = z
  .union([z.number(), z.string()])
  .transform((value, ctx) => {
    if (value === '') return undefined;
    const number = Number(value);
    if (Number.isFinite(number) && number > 0) return number;
    ctx.addIssue({ code: 'custom', message: `expected a number above 0, and found ${JSON.stringify(value)}` });
    return z.NEVER;
  })
  .optional();

/** One line of the file: an account, with a link to a leader where it is a follower. A follower of two leaders has two lines. */
const line = z.strictObject({
  role: z.enum(['leader', 'follower']),
  client_id: z.coerce.string().trim(),
  name: z.string().trim(),
  local_address: text,
  /** The leader's client id. */
  leader: z.coerce
    .string()
    .trim()
    .transform((value) => (value === '' ? undefined : value))
    .optional(),
  sizing: text,
  ratio: z.coerce
    .string()
    .trim()
    .transform((value) => (value === '' ? undefined : value))
    .optional(),
  open_orders: text,
  daily_loss: amount,
  order_value: amount,
  position_size: amount,
} satisfies Readonly<Record<(typeof COLUMNS)[number], z.ZodType>>);
export type ImportLine = z.output<typeof line> & { readonly where: string };

/** Words that say that somebody has put a secret into the file. */
const SECRET = /token|pin|secret|password|totp/i;

/** Lines of a CSV file with a head, or a JSON list with the same names. @throws {UsageError} naming line and column */
export function readImportFile(path: string): ImportLine[] {
  const rows = rowsOf(path);
  if (rows.length === 0) throw new UsageError(`${path}: expected at least one account, found none`);
  return rows.map((row, index) => {
    // A CSV file has its head in line 1.
    const where = path.endsWith('.json') ? `entry ${index + 1}` : `line ${index + 2}`;
    const secret = Object.keys(row).find((name) => SECRET.test(name));
    if (secret !== undefined) {
      throw new UsageError(
        `${where}: secrets do not belong into the file, and it has "${secret}"; pass them with --secrets-stdin`,
      );
    }
    const read = line.safeParse(row, { error: issueWords });
    if (read.success) return { ...read.data, where };
    const issue = read.error.issues[0];
    const name = issue?.path.map(String).join('.');
    throw new UsageError(
      `${where}: ${name ? `${name}: ` : ''}${issue?.message ?? 'not valid'}; columns are ${COLUMNS.join(', ')}`,
    );
  });
}

/** @throws {UsageError} */
function rowsOf(path: string): Record<string, unknown>[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new UsageError(`expected a file that can be read, found ${why} at ${path}`);
  }
  try {
    if (!path.endsWith('.json')) {
      return parse(content, {
        columns: true,
        delimiter: [',', ';', '\t'],
        bom: true,
        skip_empty_lines: true,
        trim: true,
        comment: '#',
      });
    }
    return z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(content));
  } catch (error) {
    const why =
      error instanceof z.ZodError ? 'expected a list of accounts' : error instanceof Error ? error.message : '';
    throw new UsageError(`${path}: ${why}`);
  }
}
