import type { FastifyInstance } from 'fastify';
import type { EngineHandle } from '../../runtime/engine-handle.ts';
import { operation } from '../../runtime/operations.ts';
import { needEngine } from './errors.ts';

/** `POST /api/operations`: what the operator asks for; see operations.ts. Answers `{done}`. */
export function registerOperations(app: FastifyInstance, engine: () => EngineHandle | null): void {
  app.post('/api/operations', async (request) => {
    const asked = operation.parse(request.body);
    return { done: await needEngine(engine()).execute(asked) };
  });
}
