import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { Connect } from '../rest/connector.ts';

const HANDSHAKE_MS = 10_000;
/** An order alert is below 2 kB, and 5,000 full packets in one frame are below 1 MB. Anything larger is not accepted. */
const MESSAGE_MAX_BYTES = 1_048_576;

/** A WebSocket to the broker, without compression. Redirects are not followed, because they would carry the address or the login along. */
export function openSocket(url: URL, localAddress: string | undefined, connect?: Connect): WebSocket {
  return new WebSocket(url, {
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    maxPayload: MESSAGE_MAX_BYTES,
    followRedirects: false,
    ...(localAddress && { localAddress }),
    ...(connect && { createConnection: () => connect(url) }),
  });
}

export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
