/** The port is taken, or may not be used. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly code = 'PORT_IN_USE';
}

/** The error for a port that cannot be used; any other error unchanged. @param flag - which chooses the port */
export function portError(error: unknown, port: number, flag: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new PortError(
      `port ${port} is used by another program; stop that one, or choose another: ${flag} ${port + 1}`,
    );
  }
  if (code === 'EACCES') {
    return new PortError(`port ${port} may not be used by this user; choose one above 1023: ${flag} 8420`);
  }
  return error;
}
