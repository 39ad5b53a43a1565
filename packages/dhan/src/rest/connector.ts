import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** Opens a connection to the origin of a URL. What is written to it, the server reads; what the server writes, it gives. */
export type Connect = (url: URL) => Socket;

/** As undici asks for connections. It expects each in a later turn. */
export function connectorOf(url: URL, connect: Connect): buildConnector.connector {
  return (_to, connected) => {
    const socket = connect(url).on('error', () => undefined);
    process.nextTick(() => {
      if (socket.destroyed) connected(socket.errored ?? new Error('the connection was closed'), null);
      else connected(null, socket);
    });
  };
}
