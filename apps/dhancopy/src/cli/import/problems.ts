import type { z } from 'zod';
import { UsageError } from '../errors.ts';

/** A line for each value that is not valid: `line 4: ratio: expected …`. It never shows a value: it may be a secret. */
export function problemsOf(where: string, issues: readonly Pick<z.core.$ZodIssue, 'path' | 'message'>[]): string[] {
  return issues.map(({ path, message }) => {
    const column = path.at(-1);
    const name =
      column === undefined ? '' : String(column).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return `${where}: ${name === '' ? '' : `${name}: `}${message}`;
  });
}

const SHOWN_MAX = 20;

/** All that is wrong at once, so that a long file is mended in one go. @throws {UsageError} */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length - SHOWN_MAX;
  const rest = more > 0 ? [`and ${more} more`] : [];
  throw new UsageError([...problems.slice(0, SHOWN_MAX), ...rest].join('\n'));
}
