import { Agent, request, type Dispatcher } from 'undici';

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A plain client of one account for the emulator's own tests, without retries and redirects. */
export class RestClient {
  readonly #baseUrl: string;
  readonly #headers: Record<string, string>;
  readonly #agent: Agent;

  /** @param localAddress - source of the requests, for the static address rule */
  constructor(baseUrl: string, accessToken?: string, localAddress = '127.0.0.1', headers: Record<string, string> = {}) {
    this.#baseUrl = baseUrl;
    this.#headers = { ...headers, ...(accessToken === undefined ? {} : { 'access-token': accessToken }) };
    this.#agent = new Agent({ localAddress, connections: 50 });
  }

  get(path: string): Promise<RestAnswer> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown): Promise<RestAnswer> {
    return this.send('POST', path, JSON.stringify(body));
  }

  put(path: string, body: unknown): Promise<RestAnswer> {
    return this.send('PUT', path, JSON.stringify(body));
  }

  delete(path: string): Promise<RestAnswer> {
    return this.send('DELETE', path);
  }

  async send(method: Dispatcher.HttpMethod, path: string, text?: string, timeoutMs = 5000): Promise<RestAnswer> {
    const { statusCode, body } = await request(`${this.#baseUrl}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: { ...this.#headers, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await body.text();
    return { status: statusCode, body: answer === '' ? undefined : JSON.parse(answer) };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
