import type { RefusalClass, WriteOutcome } from '../../domain/request.ts';
import { venueOrderId } from '../../domain/ids.ts';
import { DhanError } from '../errors.ts';
import type { ErrorClass } from '../errors.ts';
import type { Answer } from './http.ts';

const REFUSAL: Readonly<Record<Exclude<ErrorClass, 'unknown'>, RefusalClass>> = {
  refused: 'ORDER',
  invalid: 'ORDER',
  auth: 'AUTH',
  rate: 'RATE',
  unavailable: 'NOT_SENT',
};

/**
 * The outcome of a write: accepted only with an order id in the body, refused only where the broker says so,
 * unknown for everything else.
 */
export async function outcomeOf(call: Promise<Answer>): Promise<WriteOutcome> {
  try {
    const { body, text } = await call;
    const id = orderIdIn(body);
    if (id !== null) return { kind: 'accepted', venueOrderId: venueOrderId(id) };
    return { kind: 'unknown', text: `answer without an order id: ${text.slice(0, 200)}` };
  } catch (error) {
    if (!(error instanceof DhanError)) throw error;
    const text = `${error.code}: ${error.message}`;
    if (error.class === 'unknown') return { kind: 'unknown', text };
    return { kind: 'refused', refusal: REFUSAL[error.class], text };
  }
}

function orderIdIn(body: unknown): string | null {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof first !== 'object' || first === null) return null;
  const { orderId } = first as { orderId?: unknown };
  if (typeof orderId === 'number') return String(orderId);
  return typeof orderId === 'string' && orderId !== '' && orderId !== '0' ? orderId : null;
}
