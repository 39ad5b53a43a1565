import { Pool } from 'undici';
import type { AccountId } from '../../domain/ids.ts';
import { DhanError } from '../errors.ts';
import { classify, errorIn } from '../wire/error-body.ts';
import { allowedUrl } from '../wire/url.ts';

/** One call to the broker, for the audit trail. Bodies hold no token; headers are never part of it. */
export interface CallRecord {
  /** Names the call: place_order, get_order_book, … */
  readonly action: string;
  readonly module: string;
  readonly accountId: AccountId;
  readonly request: unknown;
  readonly response: string;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly startedUs: number;
  readonly durationMs: number;
}

export interface DhanHttpOptions {
  readonly accountId: AccountId;
  /** REST base, for example `https://api.dhan.co/v2`. Plain http only for loopback addresses. */
  readonly baseUrl: string;
  /** Asked at every call, because a new token kills the old one at once. */
  readonly token: () => string;
  /** Address to leave by: the broker ties writes to a registered static IP. */
  readonly localAddress?: string | undefined;
  readonly onCall?: ((record: CallRecord) => void) | undefined;
  /** Epoch µs. */
  readonly nowUs: () => number;
}

export interface Call {
  readonly action: string;
  readonly module: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base, encoded. */
  readonly path: string;
  readonly body?: object;
}

export interface Answer {
  readonly httpStatus: number;
  readonly body: unknown;
  readonly text: string;
}

/**
 * Connections of one account. The broker allows ten writes a second; four connections carry them at the latencies seen
 * (below 100 ms) with room for reads.
 */
const CONNECTIONS = 4;
/** A write without an answer for this long is unknown, ms. The official client waits 60 s; a copy cannot. */
const WRITE_TIMEOUT_MS = 10_000;
const READ_TIMEOUT_MS = 15_000;
/** Idle connections are closed before a load balancer does it under a request of ours, ms. */
const KEEP_ALIVE_MS = 50_000;

/** Errors that prove that nothing was sent: the connection was never made. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * HTTP/1.1 to the broker for one account: warm connections, one place that reads errors, redirects never followed.
 * Source: HTTP/2 writes were answered wrongly by the broker's load balancer (OpenAlgo, 2026).
 */
export class DhanHttp {
  readonly #options: DhanHttpOptions;
  readonly #pool: Pool;
  readonly #prefix: string;

  constructor(options: DhanHttpOptions) {
    const url = allowedUrl(options.baseUrl, ['https:', 'http:'], 'DHAN_API_URL');
    this.#options = options;
    this.#prefix = url.pathname.replace(/\/$/, '');
    this.#pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: 5_000 },
      // Beside `connect`, not inside it: there undici overwrites it with null.
      ...(options.localAddress && { localAddress: options.localAddress }),
    });
  }

  get accountId(): AccountId {
    return this.#options.accountId;
  }

  /** @throws {DhanError} for everything that is not a success. */
  async call(call: Call): Promise<Answer> {
    const startedUs = this.#options.nowUs();
    let answer: Answer | null = null;
    let failure: DhanError | null = null;
    try {
      answer = await this.#send(call);
      const error = errorIn(answer.body);
      if (answer.httpStatus >= 300 || error) {
        failure = new DhanError({
          code: error?.code ?? `HTTP-${answer.httpStatus}`,
          class: classify(answer.httpStatus, error),
          message: error?.message || `HTTP ${answer.httpStatus}`,
          httpStatus: answer.httpStatus,
          request: `${call.method} ${call.path}`,
          body: answer.text,
        });
      }
    } catch (error) {
      failure = noAnswer(call, error);
    }
    this.#options.onCall?.({
      action: call.action,
      module: call.module,
      accountId: this.#options.accountId,
      request: call.body ?? null,
      response: answer?.text ?? '',
      httpStatus: answer?.httpStatus ?? null,
      error: failure ? `${failure.code}: ${failure.message}` : null,
      startedUs,
      durationMs: (this.#options.nowUs() - startedUs) / 1000,
    });
    if (failure) throw failure;
    if (!answer) throw noAnswer(call, new Error('no answer'));
    return answer;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Gives up what is on its way. */
  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }

  async #send(call: Call): Promise<Answer> {
    const timeout = call.method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS;
    const { statusCode, body } = await this.#pool.request({
      method: call.method,
      path: this.#prefix + call.path,
      headers: {
        'access-token': this.#options.token(),
        'client-id': this.#options.accountId,
        accept: 'application/json',
        ...(call.body && { 'content-type': 'application/json' }),
      },
      body: call.body ? JSON.stringify(call.body) : null,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    const text = await body.text();
    return { httpStatus: statusCode, text, body: readJson(text) };
  }
}

/** Bodies may be empty (202) or no JSON at all; what cannot be read is undefined. */
function readJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function noAnswer(call: Call, error: unknown): DhanError {
  const code = errorCode(error);
  const never = NEVER_CONNECTED.has(code);
  return new DhanError({
    code: never ? 'NOT_SENT' : 'NO_ANSWER',
    class: never ? 'unavailable' : 'unknown',
    message: never
      ? `could not connect (${code})`
      : `no answer (${code || (error instanceof Error ? error.message : 'unknown')})`,
    httpStatus: null,
    request: `${call.method} ${call.path}`,
    cause: error,
  });
}

function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) ? errorCode(errors[0]) : '';
}
