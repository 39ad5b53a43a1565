import type { FastifyInstance } from 'fastify';

/**
 * The broker's answer to an unknown path: without `/v2` a redirect, below it the body of its web framework. Both observed. The time
 * zone is the framework's default.
 */
export function registerUnknownPath(app: FastifyInstance, now: () => number): void {
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (path === '/control' || path.startsWith('/control/')) {
      await reply.code(404).send({ error: `no control operation at ${request.method} ${path}` });
    } else if (path === '/v2' || path.startsWith('/v2/')) {
      const timestamp = new Date(now()).toISOString().replace('Z', '+00:00');
      await reply.code(404).send({ timestamp, status: 404, error: 'Not Found', path });
    } else {
      await reply.redirect(`http://${request.host}/v2/`, 301);
    }
  });
}
