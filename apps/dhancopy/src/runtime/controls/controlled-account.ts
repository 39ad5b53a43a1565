import { DhanError } from '@dhancopy/dhan/errors';
import type { Store } from '../../store/store.ts';
import type { ControlReading } from '../../store/risk/broker-controls.ts';
import type { BrokerReads } from '../account/order-writes.ts';
import { OperationError } from '../operations/errors.ts';
import { needAccount } from '../operations/need.ts';

/** An account's client, with what its controls need; undefined for an account that is not at work. */
export type ControlClient = Pick<BrokerReads, 'tradersControl' | 'portfolio' | 'orders'>;
export type ControlClientOf = (clientId: string) => ControlClient | undefined;

/** Where controls are read and recorded. */
export interface ControlContext {
  readonly store: Store;
  readonly clientOf: ControlClientOf;
  /** The broker has done it by then: a file that another program has locked must not make it look undone. */
  readonly record: (write: (store: Store) => void) => void;
  readonly nowMs: () => number;
}

/** One of the broker's own controls, of any account that is at work. */
export abstract class BrokerControl {
  protected readonly context: ControlContext;

  constructor(context: ControlContext) {
    this.context = context;
  }

  /** @throws {OperationError} for an account that is not registered, or that the engine has not taken up yet */
  protected client(clientId: string): ControlClient {
    needAccount(this.context.store, clientId);
    const client = this.context.clientOf(clientId);
    if (client) return client;
    throw new OperationError(`the engine has not opened account ${clientId} yet; try again in a moment`);
  }
}

/** Of the record: whose control it is, and who asked. @throws {OperationError} */
export function readingOf(store: Store, clientId: string, by: string, reason = ''): ControlReading {
  const { role } = needAccount(store, clientId);
  return { account_type: role, account_id: clientId, by, reason: reason || null };
}

/**
 * A change without an answer may have been made: what the broker says afterwards decides, not the answer. An answer that refuses is
 * an error.
 * @returns the broker's sentence; null when there was no answer
 * @throws {DhanError} when the broker refuses
 */
export async function answerTo(change: Promise<{ readonly message: string }>): Promise<string | null> {
  try {
    return (await change).message;
  } catch (error) {
    if (error instanceof DhanError && error.class === 'unknown') return null;
    throw error;
  }
}

/** `The broker's answer: "…"`; "" where it said nothing. */
export function answerWords(answer: string | null): string {
  return answer === null || answer === '' ? '' : `. The broker's answer: "${answer}"`;
}
