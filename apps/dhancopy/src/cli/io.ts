/** Where a command reads and writes: the process, or a test. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export function processIo(): Io {
  const { env, stdin, stdout, stderr } = process;
  return { env, stdin, stdout, stderr };
}
