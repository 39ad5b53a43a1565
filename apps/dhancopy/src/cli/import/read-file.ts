import { z } from 'zod';
import { issueWords } from '../../runtime/operations/issue-words.ts';
import { UsageError } from '../errors.ts';
import { COLUMNS } from './columns.ts';
import { problemsOf, refuseProblems } from './problems.ts';
import { rowsOf } from './rows.ts';

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
  const problems: string[] = [];
  const lines = rows.flatMap(({ where, head, row }) => {
    const secret = Object.keys(row).find((name) => SECRET.test(name));
    if (secret !== undefined) {
      throw new UsageError(
        `${where}: do not put secrets in the file; it has the column "${secret}". Pass them with --secrets-stdin`,
      );
    }
    refuseColumns(head, Object.keys(row));
    const read = line.safeParse(row, { error: issueWords });
    if (read.success) return [{ ...read.data, where }];
    problems.push(...problemsOf(where, read.error.issues));
    return [];
  });
  refuseProblems(problems);
  refuseContradictions(lines);
  return lines;
}

/** Columns without which no line can be read. */
const NEEDED = ['role', 'client_id', 'name'] as const;

/** @param head - where the columns are named @throws {UsageError} */
function refuseColumns(head: string, names: readonly string[]): void {
  const missing = NEEDED.find((name) => !names.includes(name));
  const unknown = names.find((name) => !COLUMNS.some((column) => column === name));
  if (missing === undefined && unknown === undefined) return;
  // What is in the place of the columns may be a line of values: it is shown only where the columns are there.
  const what = missing === undefined ? `the column "${unknown ?? ''}" is unknown` : `the column ${missing} is missing`;
  throw new UsageError(`${head}: ${what}; columns are ${COLUMNS.join(', ')}`);
}

/** What is said of the account, and not of one of its links. */
const OF_ACCOUNT = ['role', 'name', 'local_address', 'daily_loss', 'order_value', 'position_size'] as const;

/** An account with several lines is the same account in each: what a later line leaves out is taken from the first. @throws {UsageError} */
function refuseContradictions(lines: readonly ImportLine[]): void {
  const firsts = new Map<string, ImportLine>();
  for (const each of lines) {
    const first = firsts.get(each.client_id);
    if (!first) firsts.set(each.client_id, each);
    const wrong = OF_ACCOUNT.find((name) => first && each[name] !== undefined && each[name] !== first[name]);
    if (!first || wrong === undefined) continue;
    const [was, is] = [first[wrong], each[wrong]].map((value) => JSON.stringify(value ?? ''));
    throw new UsageError(
      `${first.where} and ${each.where}: ${each.client_id} has two values of ${wrong}, ${was} and ${is}; write the same in both lines`,
    );
  }
}
