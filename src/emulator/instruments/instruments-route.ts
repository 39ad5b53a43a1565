import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Catalogue } from './catalogue.ts';
import { scripMasterChunks } from './scrip-master.ts';

export const INSTRUMENTS_PATH = '/api-data/api-scrip-master-detailed.csv';

/** The scrip master needs no token. It is served as a stream, row by row as the client takes it. */
export function registerInstruments(app: FastifyInstance, catalogue: Catalogue): void {
  app.get(INSTRUMENTS_PATH, async (_request, reply) => {
    await reply.type('text/csv').send(Readable.from(scripMasterChunks(catalogue.rows())));
  });
}
