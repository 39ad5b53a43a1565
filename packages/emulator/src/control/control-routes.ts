import type { FastifyInstance } from 'fastify';
import { CONTROL_OPERATIONS } from './control.ts';
import type { ControlContext } from './control-context.ts';
import { ControlError } from './control-error.ts';

/** Serves each operation as `POST /control/<operation>`: JSON in, JSON out, 400 `{error}` for incorrect use. */
export function registerControl(app: FastifyInstance, context: ControlContext): void {
  for (const [name, { post }] of Object.entries(CONTROL_OPERATIONS)) {
    app.post(`/control/${name}`, async (request, reply) => {
      try {
        await reply.send(post(context, name, request.body ?? {}));
      } catch (error) {
        if (!(error instanceof ControlError)) throw error;
        await reply.code(400).send({ error: error.message });
      }
    });
  }
}
