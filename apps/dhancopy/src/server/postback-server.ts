import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { EngineHandle } from '../runtime/engine-handle.ts';
import { SIGNATURE_HEADER } from '../runtime/postback/postback-path.ts';
import type { PostbackVerdict } from '../runtime/postback/postbacks.ts';
import { systemClock } from '../runtime/time/clock.ts';
import { settledWithin } from '../runtime/time/within.ts';
import { portError } from './port-error.ts';
import type { LocalServer } from './server.ts';

export interface PostbackServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Where it listens; a proxy with TLS stands in front of it. */
  readonly host: string;
  readonly engine: () => EngineHandle | null;
}

/** A documented postback is below 1 kB. */
const BODY_LIMIT = 32_768;
/** The sender's own limit is not documented; longer than a commit takes, and shorter than anybody waits, ms. */
const JOURNAL_WITHIN_MS = 2_000;

/** The answer to the sender: as little as possible without the secret path. */
const STATUS: Readonly<Record<PostbackVerdict, number>> = {
  journaled: 200,
  unsigned: 401,
  'too-many': 429,
  unknown: 404,
  off: 404,
};

/**
 * The only part of dhancopy that is meant for the internet, so it is a server of its own: `POST /postback/<secret>` and nothing else.
 * It answers 200 once the body is on the disk, and 503 when it could not be put there.
 * Source: https://dhanhq.co/docs/v2/postback/
 */
export async function startPostbackServer(options: PostbackServerOptions): Promise<LocalServer> {
  const app = createPostbackApp(options.engine);
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    await app.close();
    throw portError(error, options.port, '--postback-port');
  }
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

export function createPostbackApp(engine: () => EngineHandle | null): FastifyInstance {
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 5_000,
    maxRequestsPerSocket: 1_000,
  });
  // The bytes are signed and journaled as they are, whatever they call themselves.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, parsed) => parsed(null, text));
  app.post<{ Params: { secret: string } }>('/postback/:secret', async (request, reply) => {
    const signature = request.headers[SIGNATURE_HEADER];
    const verdict = await within(
      engine()?.postback({
        pathSecret: request.params.secret,
        body: typeof request.body === 'string' ? request.body : '',
        signature: typeof signature === 'string' ? signature : null,
        receivedMs: systemClock.nowMs(),
      }),
    );
    await reply.code(verdict === null ? 503 : STATUS[verdict]).send({});
  });
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({}));
  app.setErrorHandler(async (error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    await reply.code(status >= 400 && status < 500 ? status : 500).send({});
  });
  return app;
}

/** @returns null when the engine is not there or does not answer in time */
async function within(answer: Promise<PostbackVerdict> | undefined): Promise<PostbackVerdict | null> {
  if (!answer) return null;
  const isAnswered = await settledWithin(systemClock, JOURNAL_WITHIN_MS, answer);
  return isAnswered ? answer.catch(() => null) : null;
}
