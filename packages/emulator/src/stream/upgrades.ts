import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** A socket server that takes connections it is given. */
export interface Upgradable {
  upgrade(request: IncomingMessage, transport: Duplex, head: Buffer): void;
}

/**
 * Takes over the upgrades of an HTTP server. At the broker each socket has a host of its own; here each has a path, and
 * the order stream takes every other one, because it has neither path nor query there.
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
