import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { toPlainError } from '../../runtime/plain-error.ts';
import type { EngineHandle } from '../../runtime/engine-handle.ts';
import { maskTokens } from '../../store/secrets/redact.ts';

/** The engine is not up yet, or not any more. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
  readonly code = 'ENGINE_UNAVAILABLE';
}

/** @throws {EngineUnavailableError} */
export function needEngine(engine: EngineHandle | null): EngineHandle {
  if (engine) return engine;
  throw new EngineUnavailableError('the engine is starting; try again in a moment');
}

/** Errors go out as `{error: {name, code, message}}`: the code is stable, the message is for the operator, the stack stays here. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler(async (error, _request, reply) => {
    const { name, code, message } = toPlainError(error);
    if (error instanceof z.ZodError) {
      const issue = error.issues[0];
      const text = `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`;
      await reply.code(400).send({ error: { name: 'InvalidRequest', code: 'INVALID_REQUEST', message: text } });
      return;
    }
    await reply.code(statusOf(error, code)).send({ error: { name, code, message: maskTokens(message) } });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const message = `there is no ${request.method} ${request.url}`;
    await reply.code(404).send({ error: { name: 'NotFound', code: 'NOT_FOUND', message } });
  });
}

/** 409: understood, and not possible as things are. 4xx of the framework (a body that is no JSON) stay what they are. */
function statusOf(error: unknown, code: string | null): number {
  if (error instanceof EngineUnavailableError) return 503;
  const given = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 0;
  if (given >= 400 && given < 500) return given;
  if (code === 'INVALID_REQUEST') return 400;
  return code !== null && CONFLICTS.has(code) ? 409 : 500;
}

const CONFLICTS: ReadonlySet<string> = new Set([
  'OPERATION',
  'ACCOUNT_EXISTS',
  'ACCOUNT_UNKNOWN',
  'LINK_EXISTS',
  'LINK_INVALID',
  'LINK_UNKNOWN',
  'INSTRUMENTS_UNREACHABLE',
  'INSTRUMENTS_BROKEN',
  'INSTRUMENTS_FEWER',
]);
