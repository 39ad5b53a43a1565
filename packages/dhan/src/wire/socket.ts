import { WebSocket } from 'ws';
import type { RawData } from 'ws';

const HANDSHAKE_MS = 10_000;
/** An order alert is below 2 kB, and 5,000 full packets in one frame below 1 MB; anything larger is not for us. */
const MESSAGE_MAX_BYTES = 1_048_576;

/** A WebSocket to the broker: nothing compressed, redirects not followed (the address or the login would go along). */
export function openSocket(url: URL, localAddress: string | undefined): WebSocket {
  return new WebSocket(url, {
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    maxPayload: MESSAGE_MAX_BYTES,
    followRedirects: false,
    ...(localAddress && { localAddress }),
  });
}

export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
