import type { IncomingMessage } from 'node:http';

/** Far more than an error keeps, so that the cut never leaves half a secret. */
const BODY_MAX = 8_000;
const BODY_WITHIN_MS = 2_000;

/** Reads the beginning of the server's answer to a refused WebSocket, for a limited time. */
export function readRefusal(response: IncomingMessage, done: (body: string) => void): void {
  let body = '';
  const late = setTimeout(() => response.destroy(), BODY_WITHIN_MS);
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  response.on('data', (chunk: string) => {
    body += chunk;
    if (body.length > BODY_MAX) response.destroy();
  });
  response.on('close', () => {
    clearTimeout(late);
    done(body);
  });
}
