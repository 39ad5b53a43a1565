/** Where a command reads and writes: the process, or a test. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export function processIo(): Io {
  const { env, stdin, stdout, stderr } = process;
  // `dhancopy … | head` closes the pipe early. That ends the output, not the work.
  for (const stream of [stdout, stderr]) stream.on('error', unlessClosed);
  return { env, stdin, stdout, stderr };
}

function unlessClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}
