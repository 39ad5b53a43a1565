/** Fields of requests, with the limits of the broker. A refusal here names the field. The broker's DH-905 does not. */
import { z } from 'zod';
import { EXCHANGE_SEGMENTS } from '../enums.ts';

/** Units, not lots. */
export const quantity = z.int('expected a whole number of units').positive('expected more than 0 units');

/** Rupees. */
export const price = z.number('expected rupees').nonnegative('expected 0 rupees or more');
export const positivePrice = z.number('expected rupees').positive('expected more than 0 rupees');

/** Digits on the wire, opaque to this client. Unique only together with its segment. */
export const securityId = z.string('expected a security id').regex(/^\w{1,20}$/, 'expected 1 to 20 letters or digits');

/** Everything except index values can be traded. */
export const tradableSegment = z.enum(EXCHANGE_SEGMENTS).exclude(['IDX_I']);

export const segment = z.enum(EXCHANGE_SEGMENTS);

/**
 * The documentation says 30 characters. More than 25 were refused in a measurement.
 * Source: https://dhanhq.co/docs/v2/orders/ ; observed on the sandbox.
 */
export const correlationId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,25}$/, 'expected 1 to 25 letters, digits, _ or -')
  .optional();

/** `YYYY-MM-DD`. */
export const date = z.iso.date('expected a date YYYY-MM-DD');

/** `YYYY-MM-DD HH:mm:ss`, Indian time. */
export const dateTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, 'expected an Indian time YYYY-MM-DD HH:mm:ss');

/** Dates in this form sort as text. */
export function inOrder(from: string, to: string): boolean {
  return from <= to;
}
