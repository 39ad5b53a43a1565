import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** A socket server that accepts given connections. */
export interface Upgradable {
  upgrade(request: IncomingMessage, transport: Duplex, head: Buffer): void;
}

/**
 * Handles the upgrades of an HTTP server. At the broker each socket has its own host. Here each has a path, and the order stream gets
 * all other paths, because at the broker it has neither path nor query.
 */
export function routeUpgrades(
  server: Server,
  paths: Readonly<Record<string, Upgradable>>,
  otherwise: Upgradable,
): void {
  server.on('upgrade', (request: IncomingMessage, transport: Duplex, head: Buffer) => {
    const { pathname } = new URL(request.url ?? '/', 'ws://emulator');
    (paths[pathname] ?? otherwise).upgrade(request, transport, head);
  });
}
