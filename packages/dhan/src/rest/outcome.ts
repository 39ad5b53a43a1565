import type { RefusalClass, WriteOutcome } from '@dhancopy/domain/request';
import { venueOrderId } from '@dhancopy/domain/ids';
import { DhanError } from '../errors.ts';
import type { ErrorClass } from '../errors.ts';
import type { OrderAnswer } from './write-answer.ts';

const REFUSAL: Readonly<Record<Exclude<ErrorClass, 'unknown' | 'auth'>, RefusalClass>> = {
  refused: 'ORDER',
  invalid: 'ORDER',
  rate: 'RATE',
  unavailable: 'NOT_SENT',
};

/**
 * The outcome of a write: accepted only with an order id in the body, refused only where the broker refuses, unknown in every other
 * case.
 */
export async function outcomeOf(write: Promise<OrderAnswer>): Promise<WriteOutcome> {
  try {
    const { orderId } = await write;
    return { kind: 'accepted', venueOrderId: venueOrderId(orderId) };
  } catch (error) {
    if (!(error instanceof DhanError)) throw error;
    const text = `${error.code}: ${error.message}`;
    if (error.class === 'unknown') return { kind: 'unknown', text };
    if (error.class !== 'auth') return { kind: 'refused', refusal: REFUSAL[error.class], text };
    return { kind: 'refused', refusal: error.authFault === 'IP' ? 'ADDRESS' : 'TOKEN', text };
  }
}
