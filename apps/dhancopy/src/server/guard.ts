import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests from foreign pages and requests without the secret. A web page can make a browser call this
 * port under a name of its own (DNS rebinding); its Host header gives it away.
 */
export function registerGuard(app: FastifyInstance, secret: string): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isLocalHost(request)) {
      await reply.code(403).send(refusal('WRONG_HOST', 'expected Host to be this machine and port'));
      return;
    }
    if (!request.url.startsWith('/api/')) return;
    if (!isBearer(request.headers.authorization, secret)) {
      await reply.code(401).send(refusal('UNAUTHORIZED', 'expected the bearer secret of run.json in the data folder'));
    }
  });
}

function refusal(code: string, message: string): { error: { name: string; code: string; message: string } } {
  return { error: { name: 'RequestRefused', code, message } };
}

function isLocalHost(request: FastifyRequest): boolean {
  const port = request.socket.localPort ?? 0;
  return LOOPBACK_NAMES.some((name) => request.headers.host === `${name}:${port}`);
}

/** Compares digests: they have equal length, and the time of the comparison reveals nothing. */
function isBearer(header: string | undefined, secret: string): boolean {
  if (header === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header), digest(`Bearer ${secret}`));
}
