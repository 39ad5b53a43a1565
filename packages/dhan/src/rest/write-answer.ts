import { z } from 'zod';
import type { OrderStatus } from '../enums.ts';
import { wireId, wireText } from '../wire/parse.ts';
import { unreadable } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Call } from './call.ts';
import type { DhanHttp } from './http.ts';
import type { WithRaw } from './read.ts';

const acknowledgement = z.object({
  orderId: wireId.refine((id) => id !== '0', 'expected an order id'),
  orderStatus: wireText.transform((word): OrderStatus => word),
});

/**
 * The broker's receipt for an order. It is not an acceptance: a risk rejection arrives a moment later, in the order book and on the
 * order stream.
 */
export type OrderAnswer = WithRaw<z.infer<typeof acknowledgement>>;

/** Sends a write of one order. @throws {DhanError} class `unknown` for every answer that neither contains an order id nor refuses. */
export async function sendOrder(http: DhanHttp, call: Call): Promise<OrderAnswer> {
  const [first] = await sendOrders(http, call);
  return first;
}

/** As {@link sendOrder}, for calls that may split an order into several. */
export async function sendOrders(http: DhanHttp, call: Call): Promise<readonly [OrderAnswer, ...OrderAnswer[]]> {
  const answer = await http.call(call);
  const rows: readonly unknown[] = Array.isArray(answer.body) ? answer.body : [answer.body];
  const [first, ...rest] = rows.map((row) => receiptIn(call, answer, row, acknowledgement, 'an order id'));
  if (!first) throw unreadable(call, answer, 'an order id');
  return [first, ...rest];
}

/**
 * Sends a write that answers with one object.
 * @throws {DhanError} class `unknown` for an answer that is not the receipt: it may have been carried out
 */
export async function writeFor<T extends object>(
  http: DhanHttp,
  call: Call,
  schema: z.ZodType<T>,
  expected: string,
): Promise<WithRaw<T>> {
  const answer = await http.call(call);
  return receiptIn(call, answer, answer.body, schema, expected);
}

function receiptIn<T extends object>(
  call: Call,
  answer: Answer,
  value: unknown,
  schema: z.ZodType<T>,
  expected: string,
): WithRaw<T> {
  const read = schema.safeParse(value);
  if (!read.success) throw unreadable(call, answer, expected);
  return { ...read.data, raw: value };
}
