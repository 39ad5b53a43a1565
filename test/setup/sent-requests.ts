import { subscribe } from 'node:diagnostics_channel';

/**
 * Requests that have left this process, as `GET /v2/orders`: from undici, and from Node's own client, which opens the sockets. Files in
 * one process share this list, and each test empties it.
 */
export const sentRequests: string[] = [];

interface Sent {
  readonly request: { readonly method?: string; readonly path?: string };
}
const note = (message: unknown): void => {
  const { method = 'GET', path = '' } = (message as Sent).request;
  sentRequests.push(`${method} ${path.split('?')[0] ?? ''}`);
};
subscribe('undici:request:create', note);
subscribe('http.client.request.start', note);
