import type { FastifyInstance } from 'fastify';
import type { EngineHandle } from '../../runtime/engine-handle.ts';
import { needEngine } from './errors.ts';

/** `GET /api/status`: the engine's own picture at this moment. */
export function registerStatus(app: FastifyInstance, engine: () => EngineHandle | null): void {
  app.get('/api/status', () => needEngine(engine()).status());
}
