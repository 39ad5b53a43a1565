import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** A socket server that accepts given connections. */
export interface Upgradable {
  upgrade(request: IncomingMessage, transport: Duplex, head: Buffer): void;
}

/** The sockets. At the broker each has its own host. */
export interface Sockets {
  readonly feed: Upgradable;
  readonly depth20: Upgradable;
  readonly depth200: Upgradable;
  readonly orders: Upgradable;
}

/**
 * Handles the upgrades of an HTTP server. Here each socket has a path. Without one, the query tells them apart: the feed has a
 * version, the 200-level depth of the official Python client a token alone, and the order stream neither path nor query.
 */
export function routeUpgrades(server: Server, { feed, depth20, depth200, orders }: Sockets): void {
  const paths: Readonly<Record<string, Upgradable>> = {
    '/feed': feed,
    '/twentydepth': depth20,
    '/twohundreddepth': depth200,
  };
  server.on('upgrade', (request: IncomingMessage, transport: Duplex, head: Buffer) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'ws://emulator');
    const byQuery = query.has('version') ? feed : query.has('token') ? depth200 : orders;
    (paths[pathname] ?? (pathname === '/' ? byQuery : orders)).upgrade(request, transport, head);
  });
}
