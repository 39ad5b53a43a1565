import { Pool } from 'undici';
import { isAccountId } from '@dhancopy/domain/ids';
import { readAccessToken } from '../auth/access-token.ts';
import type { AccessToken } from '../auth/access-token.ts';
import type { DhanError } from '../errors.ts';
import { AccountLimiter } from '../limit/account-limiter.ts';
import type { Bucket } from '../limit/buckets.ts';
import type { RateLimiter } from '../limit/rate-limiter.ts';
import { allowedUrl } from '../wire/url.ts';
import { badRequest } from './request.ts';
import { connectorOf } from './connector.ts';
import type { Connect } from './connector.ts';
import { answerOf, readAnswer, noAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import { pathWithQuery, requestOf } from './call.ts';
import type { Call } from './call.ts';
import { Hider } from './hide.ts';
import { readList } from './list-body.ts';
import type { ListSink } from './list-body.ts';

/** One call to the broker, for the audit trail. It never contains headers, and secrets are hidden. */
export interface CallRecord {
  /** The name of the call: place_order, get_order_book, … */
  readonly action: string;
  readonly module: string;
  readonly dhanClientId: string;
  /** The body or the query; without either, `{ request: 'DELETE /orders/…' }`, which names what the call is about. */
  readonly request: unknown;
  /** "" for a list that was read row by row. */
  readonly response: string;
  readonly responseBytes: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
  /** Epoch µs, after the limiter let it through. */
  readonly startedUs: number;
  readonly durationMs: number;
  /** The broker's clock in the Date header of the answer, epoch ms, whole seconds; null without one. */
  readonly dateMs: number | null;
}

export interface DhanClientOptions {
  /** The account that the calls are for, for example `1100012345`. */
  readonly dhanClientId: string;
  /** The token, or a function that is called at every request, because a new token ends the old one at once. Login calls need none. */
  readonly accessToken?: AccessToken;
  /** REST base. Plain http only for loopback addresses. Default `https://api.dhan.co/v2`. */
  readonly apiUrl?: string | undefined;
  /** Login base. Default `https://auth.dhan.co`. */
  readonly authUrl?: string | undefined;
  /** Base of the scrip masters. Default `https://images.dhan.co/api-data`. */
  readonly filesUrl?: string | undefined;
  /** The local address of the connections. The broker accepts writes only from a registered static IP. */
  readonly localAddress?: string | undefined;
  /** Opens a connection to the origin of a URL, where that is not TCP: the network of a simulation. */
  readonly connect?: Connect | undefined;
  /** The account's budget. Share one limiter among all clients of an account. Default: the broker's documented limits. */
  readonly limiter?: RateLimiter | undefined;
  /** Called for every request that was tried. */
  readonly onCall?: ((record: CallRecord) => void) | undefined;
  /** Epoch µs. */
  readonly nowUs?: (() => number) | undefined;
}

const API_URL = 'https://api.dhan.co/v2';
const AUTH_URL = 'https://auth.dhan.co';
const FILES_URL = 'https://images.dhan.co/api-data';

/**
 * Connections of one account. The broker allows ten writes a second. At the latencies seen (below 100 ms), four connections carry them
 * and leave room for reads.
 */
const CONNECTIONS = 4;
/** A write without an answer for this long is unknown, ms. The official client waits 60 s, which is too long for a copy. */
const WRITE_TIMEOUT_MS = 10_000;
const READ_TIMEOUT_MS = 15_000;
/** A full order book of a day is below 10 MB. A longer body is not a valid answer. */
const ANSWER_MAX_BYTES = 67_108_864;
/** Idle connections are closed before a load balancer closes them during a request, ms. */
const KEEP_ALIVE_MS = 50_000;

/**
 * HTTP/1.1 to the broker for one account: warm connections, one place that reads errors. It never follows redirects and never sends a
 * request twice.
 * Source: HTTP/2 writes were answered wrongly by the broker's load balancer (OpenAlgo, 2026).
 */
export class DhanHttp {
  readonly dhanClientId: string;
  readonly #options: DhanClientOptions;
  readonly #limiter: RateLimiter;
  readonly #nowUs: () => number;
  readonly #api: Host;
  readonly #auth: Host;

  constructor(options: DhanClientOptions) {
    if (!isAccountId(options.dhanClientId)) {
      throw badRequest('new DhanClient', 'dhanClientId: expected 1 to 20 letters or digits');
    }
    this.dhanClientId = options.dhanClientId;
    this.#options = options;
    this.#limiter = options.limiter ?? new AccountLimiter();
    this.#nowUs = options.nowUs ?? (() => Math.round((performance.timeOrigin + performance.now()) * 1_000));
    this.#api = new Host(options.apiUrl ?? API_URL, 'apiUrl', CONNECTIONS, options);
    this.#auth = new Host(options.authUrl ?? AUTH_URL, 'authUrl', 1, options);
  }

  /** The URL on the login host for a browser. */
  authUrl(path: string, query: Readonly<Record<string, string>>): string {
    return `${this.#auth.base}${pathWithQuery(path, query)}`;
  }

  /** The URL of a resource on the API host that needs no token. */
  apiUrl(path: string): string {
    return this.#api.base + path;
  }

  /** The URL of a file that the broker publishes. */
  filesUrl(path: string): string {
    return (this.#options.filesUrl ?? FILES_URL).replace(/\/$/, '') + path;
  }

  /** Waits for permission for a request that does not go through {@link call}. @throws {DhanError} `RATE_BUDGET` */
  async turn(bucket: Bucket, request: string): Promise<void> {
    await this.#limiter.take(bucket, request);
  }

  /**
   * @param list - receives the rows of a list as they arrive
   * @throws {DhanError} for everything that is not a success.
   */
  async call(call: Call, list?: ListSink): Promise<Answer> {
    const token = call.host === 'auth' ? '' : readAccessToken(this.#options.accessToken, requestOf(call));
    await this.#limiter.take(call.bucket, requestOf(call), call.spacing);
    const hide = new Hider([token, ...(call.secrets ?? [])], call.answerIsSecret ?? false);
    const startedUs = this.#nowUs();
    let answer: Answer | null = null;
    let failure: DhanError | null;
    try {
      answer = await this.#send(call, token, list);
      failure = readAnswer(call, answer, hide);
    } catch (error) {
      failure = noAnswer(call, error);
    }
    this.#options.onCall?.({
      action: call.action,
      module: call.module,
      dhanClientId: this.dhanClientId,
      request: hide.value(call.body ?? call.query ?? { request: requestOf(call) }),
      response: hide.answer(answer?.text ?? ''),
      responseBytes: answer?.bytes ?? 0,
      httpStatus: answer?.httpStatus ?? null,
      error: failure ? `${failure.code}: ${failure.message}` : null,
      startedUs,
      durationMs: (this.#nowUs() - startedUs) / 1_000,
      dateMs: answer?.dateMs ?? null,
    });
    if (failure?.class === 'rate') this.#limiter.breached(call.bucket);
    if (failure) throw failure;
    if (!answer) throw noAnswer(call, new Error('no answer'));
    return answer;
  }

  /** Waits for requests in progress, then closes. */
  async close(): Promise<void> {
    await Promise.all([this.#api.close(), this.#auth.close()]);
  }

  /** Aborts requests in progress. */
  async destroy(): Promise<void> {
    await Promise.all([this.#api.destroy(), this.#auth.destroy()]);
  }

  async #send(call: Call, token: string, list?: ListSink): Promise<Answer> {
    const timeout = call.method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS;
    const host = call.host === 'auth' ? this.#auth : this.#api;
    const { statusCode, headers, body } = await host.pool.request({
      method: call.method,
      path: host.prefix + pathWithQuery(call.path, call.query),
      headers: {
        ...(call.host !== 'auth' && { 'access-token': token, 'client-id': this.dhanClientId }),
        accept: 'application/json',
        ...(call.body && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: call.body ? JSON.stringify(call.body) : null,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    const dateMs = Date.parse(String(headers['date'] ?? ''));
    const isList = list && statusCode >= 200 && statusCode < 300;
    const answer = isList ? await readList(statusCode, body, list) : answerOf(statusCode, await body.text());
    return Number.isNaN(dateMs) ? answer : { ...answer, dateMs };
  }
}

/** One origin of the broker. Its connections are made at the first request. */
class Host {
  readonly base: string;
  readonly prefix: string;
  readonly #open: () => Pool;
  #pool: Pool | undefined;

  constructor(
    text: string,
    setting: string,
    connections: number,
    { localAddress, connect }: Pick<DhanClientOptions, 'localAddress' | 'connect'>,
  ) {
    const url = allowedUrl(text, ['https:', 'http:'], setting);
    this.prefix = url.pathname.replace(/\/$/, '');
    this.base = url.origin + this.prefix;
    this.#open = () =>
      new Pool(url.origin, {
        connections,
        maxResponseSize: ANSWER_MAX_BYTES,
        pipelining: 1,
        allowH2: false,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connect: connect ? connectorOf(url, connect) : { timeout: 5_000 },
        // Next to `connect`, not inside it: inside it, undici overwrites the option with null.
        ...(localAddress && { localAddress }),
      });
  }

  get pool(): Pool {
    return (this.#pool ??= this.#open());
  }

  async close(): Promise<void> {
    // Without a request so far, the pool is opened only to be closed. A later call must not open it again.
    await this.pool.close();
  }

  async destroy(): Promise<void> {
    await this.pool.destroy();
  }
}
