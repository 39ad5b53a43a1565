import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { EngineHandle } from '../runtime/engine-handle.ts';
import { registerGuard } from './guard.ts';
import { portError } from './port-error.ts';
import { registerEdis } from './routes/edis.ts';
import type { EdisPage } from './routes/edis.ts';
import { registerErrors } from './routes/errors.ts';
import { registerHealth } from './routes/health.ts';
import { registerHome } from './routes/home.ts';
import { registerLogin } from './routes/login.ts';
import type { FinishLogin } from './routes/login.ts';
import { registerOperations } from './routes/operations.ts';
import { registerStatus } from './routes/status.ts';

export interface ServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly secret: string;
  /** The engine, once it was started; until then questions for it are answered with 503. */
  readonly engine: () => EngineHandle | null;
  readonly finishLogin: FinishLogin;
  readonly edisPage: EdisPage;
}

export interface LocalServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The HTTP app without a socket: tests talk to it directly. */
export function createApp(options: Omit<ServerOptions, 'port'>): FastifyInstance {
  // Connections are dropped on close: a browser's idle one would keep the process from stopping.
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 1_048_576,
    // The broker puts one before its query.
    routerOptions: { ignoreTrailingSlash: true },
  });
  registerGuard(app, options.secret);
  registerErrors(app);
  registerHealth(app);
  registerHome(app);
  registerStatus(app, options.engine);
  registerOperations(app, options.engine);
  registerLogin(app, options.finishLogin);
  registerEdis(app, options.edisPage);
  return app;
}

/** Serves this machine only. @throws {PortError} naming the port when it is taken */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const app = createApp(options);
  try {
    await app.listen({ host: '127.0.0.1', port: options.port });
  } catch (error) {
    await app.close();
    throw portError(error, options.port, '--port');
  }
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}
