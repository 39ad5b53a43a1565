import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { inputException } from '../orders/refusal.ts';
import type { Catalogue } from './catalogue.ts';
import { compactMasterChunks } from './compact-master.ts';
import type { Instrument } from './instrument.ts';
import { scripMasterChunks } from './scrip-master.ts';
import { ORDER_SEGMENTS, type ExchangeSegment } from './segment.ts';

export const INSTRUMENTS_PATH = '/api-data/api-scrip-master-detailed.csv';
export const COMPACT_INSTRUMENTS_PATH = '/api-data/api-scrip-master.csv';

const segments: readonly string[] = [...ORDER_SEGMENTS, 'IDX_I'] satisfies readonly ExchangeSegment[];

/**
 * The scrip master needs no token. It is served as a stream, row by row as the client reads it. One segment of it is reached by a
 * redirect, as recorded. Source: https://dhanhq.co/docs/v2/instruments/
 */
export function registerInstruments(app: FastifyInstance, catalogue: Catalogue): void {
  app.get(INSTRUMENTS_PATH, async (_request, reply) => {
    await reply.type('text/csv').send(Readable.from(scripMasterChunks(catalogue.rows())));
  });
  app.get(COMPACT_INSTRUMENTS_PATH, async (_request, reply) => {
    await reply.type('text/csv').send(Readable.from(compactMasterChunks(catalogue.rows())));
  });
  app.get<{ Params: { segment: string } }>('/v2/instrument/:segment', async ({ params }, reply) => {
    if (segments.includes(params.segment)) await reply.redirect(`/api-data/instrument/${params.segment}.csv`, 302);
    else await reply.code(400).send(inputException('exchangeSegment').body);
  });
  app.get<{ Params: { segment: string } }>('/api-data/instrument/:segment.csv', async ({ params }, reply) => {
    await reply.type('text/csv').send(Readable.from(scripMasterChunks(ofSegment(catalogue, params.segment))));
  });
}

function* ofSegment(catalogue: Catalogue, segment: string): Generator<Instrument> {
  for (const instrument of catalogue.rows()) {
    if (instrument.exchangeSegment === segment) yield instrument;
  }
}
