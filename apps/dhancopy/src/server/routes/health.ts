import type { FastifyInstance } from 'fastify';

/** `GET /healthz`: the process answers. Tells nothing else, because it asks for no secret. */
export function registerHealth(app: FastifyInstance): void {
  app.get('/healthz', () => ({ status: 'ok' }));
}
