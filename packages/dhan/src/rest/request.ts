import type { z } from 'zod';
import { DhanError } from '../errors.ts';
import { problemOf } from '../wire/parse.ts';

/** A request that the broker would refuse, reported before it is sent. DH-905 names no field; this error does. */
export function badRequest(request: string, message: string): DhanError {
  return new DhanError({ code: 'BAD_REQUEST', class: 'invalid', message, httpStatus: null, request });
}

/**
 * Checks a request against the broker's documentation.
 * @throws {DhanError} `BAD_REQUEST`, naming the field, the expected and the actual value; nothing was sent.
 */
export function checkRequest<Out, In>(schema: z.ZodType<Out, In>, value: NoInfer<In>, request: string): Out {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badRequest(request, problemOf(result.error, value, request));
}
