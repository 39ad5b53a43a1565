import type { Operation } from './fault.ts';

/** One request as seen from outside. It never contains a token. */
export interface RequestRecord {
  /** Counts all requests since the start; gaps mean that older records were dropped. */
  readonly number: number;
  /** Arrival, epoch microseconds. */
  readonly atMicros: number;
  readonly dhanClientId: string | null;
  readonly operation: Operation;
  readonly sourceAddress: string;
  readonly correlationId: string | null;
  readonly orderId: string | null;
  /** HTTP status of the answer, null when there was none. */
  readonly httpStatus: number | null;
  /** `answered`, `refused`, `answer lost`, `request lost`, `hanging`, or `open` while it is being processed. */
  readonly outcome: 'open' | 'answered' | 'refused' | 'answer lost' | 'request lost' | 'hanging';
  readonly errorCode: string | null;
  /** The exact cause of a refusal. The wire does not contain it. */
  readonly detail: string | null;
  /** Microseconds from arrival to answer. */
  readonly tookMicros: number | null;
}

export interface RequestFilter {
  readonly dhanClientId?: string | undefined;
  readonly operation?: Operation | undefined;
  /** Only records with a higher number. */
  readonly afterNumber?: number | undefined;
}

/** The record of a request in progress. */
export type OpenRecord = { -readonly [K in keyof RequestRecord]: RequestRecord[K] };

/** The last requests, in a ring. */
export class RequestLog {
  readonly #capacity: number;
  readonly #ring: OpenRecord[] = [];
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  open(operation: Operation, sourceAddress: string): OpenRecord {
    this.#count += 1;
    const record: OpenRecord = {
      number: this.#count,
      atMicros: nowMicros(),
      dhanClientId: null,
      operation,
      sourceAddress,
      correlationId: null,
      orderId: null,
      httpStatus: null,
      outcome: 'open',
      errorCode: null,
      detail: null,
      tookMicros: null,
    };
    if (this.#capacity > 0) this.#ring[(this.#count - 1) % this.#capacity] = record;
    return record;
  }

  /** Oldest first. */
  list(filter: RequestFilter = {}): RequestRecord[] {
    return this.#ring
      .filter(
        (record) =>
          (filter.dhanClientId === undefined || record.dhanClientId === filter.dhanClientId) &&
          (filter.operation === undefined || record.operation === filter.operation) &&
          (filter.afterNumber === undefined || record.number > filter.afterNumber),
      )
      .map((record) => ({ ...record }))
      .sort((one, other) => one.number - other.number);
  }

  clear(): void {
    this.#ring.length = 0;
    this.#count = 0;
  }
}

/** The wall clock with the resolution of the monotonic clock. Milliseconds are too coarse to time a fan-out. */
export function nowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
