import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createContext } from './context.ts';
import type { Io } from './io.ts';
import { formatFindings } from './doctor/format.ts';

function printing(isTTY: boolean): { readonly io: Io; readonly printed: () => string } {
  const out = Object.assign(new PassThrough(), { isTTY });
  const io: Io = { env: {}, stdin: new PassThrough(), stdout: out, stderr: out, sinceStartMs: () => 0 };
  return { io, printed: () => (out.read() as Buffer | null)?.toString() ?? '' };
}

it('prints text from anywhere without its escapes, also those that look like our colours', () => {
  const { io, printed } = printing(true);
  const ctx = createContext(io, {});
  ctx.print(null, 'a\u001b[31mb');
  ctx.progress('c\u001b[2Jd');
  expect(printed() + printed()).toBe('a[31mb\nc[2Jd\n');
});

it('keeps our own colours on a terminal, around what was made plain', () => {
  const { io, printed } = printing(true);
  const ctx = createContext(io, {});
  const finding = {
    scope: 'F1 Ra\u001b[2Jvi',
    check: 'token',
    verdict: 'failed',
    found: 'no\u001b[31m',
    fix: null,
  } as const;
  ctx.printColored(null, formatFindings([finding], ctx));
  expect(printed()).toBe(
    '\u001b[1mF1 Ra[2Jvi\u001b[22m\n  \u001b[31m✗\u001b[39m token: no[31m\n\n0 ok, 0 warnings, 1 failed\n',
  );
});
