/** The port is taken, or may not be used. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly code = 'PORT_IN_USE';
}
