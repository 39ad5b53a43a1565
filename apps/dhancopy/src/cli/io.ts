import type { Readable, Writable } from 'node:stream';

/** A terminal can hide what is typed; nothing else has to. */
export type Input = NodeJS.ReadStream | (Readable & { readonly isTTY?: false });
export type Output = Writable & { readonly isTTY?: boolean };

/** Where a command reads and writes: the process, or a test. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** How long the user waits for the command already, ms. */
  readonly sinceStartMs: () => number;
}

export function processIo(): Io {
  const { env, stdin, stdout, stderr } = process;
  // `dhancopy … | head` closes the pipe early. That ends the output, not the work.
  for (const stream of [stdout, stderr]) stream.on('error', unlessClosed);
  return { env, stdin, stdout, stderr, sinceStartMs: () => performance.now() };
}

function unlessClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}
