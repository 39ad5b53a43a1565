import type { FastifyInstance } from 'fastify';

/** The broker's answer to an unknown path outside of `/v2`: a redirect. Observed. */
export function registerUnknownPath(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (path === '/control' || path.startsWith('/control/')) {
      await reply.code(404).send({ error: `no control operation at ${request.method} ${path}` });
    } else {
      await reply.redirect(`http://${request.host}/v2/`, 301);
    }
  });
}

/** Below `/v2`, the body of the broker's web framework, whatever was sent. Observed. The time zone is the framework's default. */
export function registerUnknownOperation(v2: FastifyInstance, now: () => number): void {
  v2.setNotFoundHandler(async (request, reply) => {
    const timestamp = new Date(now()).toISOString().replace('Z', '+00:00');
    await reply.code(404).send({ timestamp, status: 404, error: 'Not Found', path: request.url.split('?')[0] ?? '' });
  });
}
