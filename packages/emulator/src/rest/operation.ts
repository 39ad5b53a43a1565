import type { Account } from '../accounts/account.ts';
import type { Session } from '../accounts/account-registry.ts';
import type { Budget } from '../accounts/rate-limiter.ts';
import type { Broker } from '../broker.ts';
import type { Fate } from '../order-entry/order-observer.ts';
import type { FaultPlan } from '../faults/fault-book.ts';
import type { Operation } from '../faults/fault.ts';
import { orderError } from '../orders/refusal.ts';

/** One authenticated call. */
export interface Call {
  readonly account: Account;
  readonly session: Session;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  readonly plan: FaultPlan;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The source address of the request. */
  readonly address: string;
}

export interface Answer {
  readonly httpStatus: number;
  /** JSON; undefined for an empty body; text together with a content type. */
  readonly body: unknown;
  readonly contentType?: string;
}

/** One endpoint: its path, its budget, and its function. */
export interface RestOperation {
  readonly name: Operation;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly budget: Budget;
  /** Writes require a registered address. Reads do not. */
  readonly needsStaticIp: boolean;
  /** @throws Refusal when the broker refuses */
  run(broker: Broker, call: Call): Answer;
}

export const read = { method: 'GET', budget: 'nonTrading', needsStaticIp: false } as const;
export const write = { budget: 'order', needsStaticIp: true } as const;

export function ok(body: unknown): Answer {
  return { httpStatus: 200, body };
}

/**
 * HTTP 202 without a body, as two of the broker's documents say, or with one by switch.
 *
 * @param body - the answer where the switch asks for one
 */
export function accepted(broker: Broker, body: Readonly<Record<string, unknown>>): Answer {
  return { httpStatus: 202, body: broker.settings.switches.acceptedBody === 'object' ? body : undefined };
}

/** The effects of the call on an order, except its terms. */
export function fateOf({ plan, session }: Call): Fate {
  return {
    hiddenMs: plan.hiddenMs,
    postbackUrl: session.webhookUrl || null,
    ...(plan.rejection === null ? {} : { rejection: plan.rejection }),
  };
}

/**
 * The code is that of orders which cannot be processed. The text is ours: the broker's answer to an after-market order that comes too
 * late is not published.
 *
 * @throws Refusal DH-906 while a control keeps the market open
 */
export function refuseLateAmo(broker: Broker, ticket: { readonly afterMarketOrder: boolean }): void {
  if (broker.amoRefused && ticket.afterMarketOrder) {
    throw orderError('Market is Open! You cannot place an after market order now.');
  }
}

/** Recorded text. @throws Refusal DH-906 while the market is closed by switch or control */
export function refuseClosedMarket(broker: Broker): void {
  if (broker.marketClosed) throw orderError('Market is Closed! You cannot modify/cancel an order now.');
}
