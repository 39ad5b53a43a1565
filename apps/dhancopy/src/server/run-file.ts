import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** How a command on the same machine finds the running engine. The secret proves that it may read the data folder. */
const runFile = z.object({
  pid: z.int().positive(),
  port: z.int().min(1).max(65_535),
  secret: z.string().min(32),
  startedMs: z.number(),
});
export type RunFile = z.infer<typeof runFile>;

export function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

function pathIn(home: string): string {
  return join(home, 'run.json');
}

/** Written whole or not at all, readable by its owner only. */
export function writeRunFile(home: string, content: RunFile): void {
  const temporary = `${pathIn(home)}.${content.pid}`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, pathIn(home));
}

/** @returns null when there is none, or none that can be read: then no engine can be reached */
export function readRunFile(home: string): RunFile | null {
  try {
    return runFile.parse(JSON.parse(readFileSync(pathIn(home), 'utf8')));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Removes the file when it is still the one with this secret: a later engine's is left alone. */
export function removeRunFile(home: string, secret: string): void {
  if (readRunFile(home)?.secret === secret) rmSync(pathIn(home), { force: true });
}
