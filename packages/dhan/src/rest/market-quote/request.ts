import { z } from 'zod';
import { EXCHANGE_SEGMENTS } from '../../enums.ts';
import type { ExchangeSegment } from '../../enums.ts';
import { badRequest, checkRequest } from '../request.ts';

/** Security ids by segment. */
export type QuoteRequest = Partial<Readonly<Record<ExchangeSegment, readonly string[]>>>;

/** Source: https://dhanhq.co/docs/v2/market-quote/ */
const INSTRUMENTS_MAX = 1_000;

const quoteRequest = z.partialRecord(
  z.enum(EXCHANGE_SEGMENTS),
  z.array(z.string().regex(/^\d{1,15}$/, 'expected a security id of digits')).readonly(),
);

/** Only here the broker requires ids as numbers. */
export function quoteBody(request: QuoteRequest, call: string): object {
  const checked = checkRequest(quoteRequest, request, call);
  const body = Object.entries(checked).map(([segment, ids]) => [segment, [...new Set(ids)].map(Number)] as const);
  const count = body.reduce((sum, [, ids]) => sum + ids.length, 0);
  if (count === 0 || count > INSTRUMENTS_MAX) {
    throw badRequest(call, `${call}: instruments: expected 1 to ${INSTRUMENTS_MAX}, found ${count}`);
  }
  return Object.fromEntries(body.filter(([, ids]) => ids.length > 0));
}
