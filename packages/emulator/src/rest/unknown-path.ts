import type { FastifyInstance } from 'fastify';

/**
 * What the broker's front answers to a path it does not serve: without `/v2` a redirect, below it the body of its
 * web framework. Both observed; the zone of the timestamp is the framework's default.
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
