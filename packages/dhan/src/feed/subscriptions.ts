import { z } from 'zod';
import { badRequest, checkRequest } from '../rest/request.ts';
import type { FeedSegment } from './segment.ts';

/** Security ids are 32-bit numbers in packets. They have no leading zeros, so that the id in a packet equals the requested one. */
const ID_MAX = 4_294_967_295;
const securityId = z
  .string('expected a security id')
  .regex(/^[1-9]\d{0,9}$/, 'expected a security id of digits')
  .refine((id) => Number(id) <= ID_MAX, 'expected a security id of 32 bits');

export interface FeedInstrument<Segment extends FeedSegment = FeedSegment> {
  readonly exchangeSegment: Segment;
  readonly securityId: string;
}

export interface SubscriptionRules<Mode extends string, Segment extends FeedSegment> {
  /** Names the request in errors. */
  readonly socket: string;
  readonly modes: readonly Mode[];
  readonly segments: readonly Segment[];
  /** An instrument in two modes counts twice. It is not known whether the broker counts it so. One too many closes the connection. */
  readonly max: number;
}

interface Kept<Mode, Segment extends FeedSegment> {
  readonly mode: Mode;
  readonly instrument: FeedInstrument<Segment>;
}

/** The subscriptions of one socket, sent or to be sent once it is open. */
export class Subscriptions<Mode extends string, Segment extends FeedSegment> {
  readonly #rules: SubscriptionRules<Mode, Segment>;
  readonly #request: z.ZodType<{ mode: Mode; instruments: FeedInstrument<Segment>[] }>;
  readonly #kept = new Map<string, Kept<Mode, Segment>>();

  constructor(rules: SubscriptionRules<Mode, Segment>) {
    this.#rules = rules;
    this.#request = z.object({
      mode: z.enum(rules.modes),
      instruments: z.array(z.object({ exchangeSegment: z.enum(rules.segments), securityId })),
    });
  }

  get size(): number {
    return this.#kept.size;
  }

  has(mode: Mode, exchangeSegment: string, id: string): boolean {
    return this.#kept.has(keyOf(mode, exchangeSegment, id));
  }

  /**
   * @returns the new ones
   * @throws {DhanError} `BAD_REQUEST`, naming the field or the limit; nothing has changed then
   */
  add(mode: Mode, instruments: readonly FeedInstrument<Segment>[]): FeedInstrument<Segment>[] {
    const { socket, max } = this.#rules;
    const fresh = new Map<string, Kept<Mode, Segment>>();
    for (const [key, kept] of this.#checked('subscribe', mode, instruments)) {
      if (!this.#kept.has(key)) fresh.set(key, kept);
    }
    const size = this.size + fresh.size;
    if (size > max) {
      const most = max.toLocaleString('en-IN');
      throw badRequest(
        `${socket}: subscribe`,
        `subscribe: instruments: expected at most ${most} a socket, found ${size.toLocaleString('en-IN')} with those it has`,
      );
    }
    for (const [key, kept] of fresh) this.#kept.set(key, kept);
    return Array.from(fresh.values(), ({ instrument }) => instrument);
  }

  /** @returns the removed ones */
  remove(mode: Mode, instruments: readonly FeedInstrument<Segment>[]): FeedInstrument<Segment>[] {
    return this.#checked('unsubscribe', mode, instruments)
      .filter(([key]) => this.#kept.delete(key))
      .map(([, { instrument }]) => instrument);
  }

  all(): [Mode, FeedInstrument<Segment>[]][] {
    return this.#rules.modes
      .map((mode): [Mode, FeedInstrument<Segment>[]] => [
        mode,
        [...this.#kept.values()].filter((kept) => kept.mode === mode).map(({ instrument }) => instrument),
      ])
      .filter(([, instruments]) => instruments.length > 0);
  }

  #checked(
    action: string,
    mode: Mode,
    instruments: readonly FeedInstrument<Segment>[],
  ): [string, Kept<Mode, Segment>][] {
    const request = checkRequest(this.#request, { mode, instruments }, action);
    return request.instruments.map((instrument) => [
      keyOf(request.mode, instrument.exchangeSegment, instrument.securityId),
      { mode: request.mode, instrument },
    ]);
  }
}

function keyOf(mode: string, exchangeSegment: string, id: string): string {
  return `${mode} ${exchangeSegment} ${id}`;
}

/** The list form of a message. SecurityId is text here. Source: https://dhanhq.co/docs/v2/live-market-feed/ */
export function listMessages(code: number, instruments: readonly FeedInstrument[], perMessage: number): object[] {
  return Array.from({ length: Math.ceil(instruments.length / perMessage) }, (_, part) => {
    const list = instruments.slice(part * perMessage, (part + 1) * perMessage);
    return { RequestCode: code, InstrumentCount: list.length, InstrumentList: list.map(wireInstrument) };
  });
}

export function wireInstrument({ exchangeSegment, securityId: id }: FeedInstrument): object {
  return { ExchangeSegment: exchangeSegment, SecurityId: id };
}
