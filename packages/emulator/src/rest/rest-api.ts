import type { FastifyInstance } from 'fastify';
import type { Broker } from '../broker.ts';
import { inputException, SERVER_FAILURE } from '../orders/refusal.ts';
import { REST_OPERATIONS } from './operations.ts';
import { runOperation } from './pipeline.ts';
import { registerUnknownOperation } from './unknown-path.ts';

/** Registers every operation under `/v2`. */
export function registerRestApi(app: FastifyInstance, broker: Broker): void {
  void app.register(
    (v2, _options, done) => {
      v2.removeAllContentTypeParsers();
      v2.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, parsed) => {
        parsed(null, text);
      });
      // An error that is not a refusal came from the HTTP layer (a body too large, for example) or is our own bug.
      v2.setErrorHandler(async (error: { statusCode?: number }, _request, reply) => {
        const isClientError = error.statusCode !== undefined && error.statusCode < 500;
        if (isClientError) await reply.code(400).send(inputException('HTTP').body);
        else await reply.code(500).send(SERVER_FAILURE);
      });
      for (const operation of REST_OPERATIONS) {
        v2.route({
          method: operation.method,
          url: operation.path,
          handler: (request, reply) => runOperation(broker, operation, request, reply),
        });
      }
      registerUnknownOperation(v2, broker.settings.clock.now);
      done();
    },
    { prefix: '/v2' },
  );
}
