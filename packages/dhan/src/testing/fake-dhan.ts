import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DhanClient } from '../client.ts';
import type { Bucket } from '../limit/buckets.ts';
import type { Spacing } from '../limit/rate-limiter.ts';
import type { CallRecord, DhanClientOptions } from '../rest/http.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The JSON, null when there was no body. */
  readonly body: unknown;
  /** Source address of the request. */
  readonly from: string;
}

export const CLIENT_ID = '1100012345';
/** In the format of a token. Tests look for its middle part where it must not appear. */
export const TOKEN = 'eyJhbGciOiJIUzUxMiJ9.canary-token-of-this-test.signature';

/** A server on this machine with the answers of a test, and its client. It serves both hosts of the broker. */
export class FakeDhan {
  readonly asked: Asked[] = [];
  readonly calls: CallRecord[] = [];
  /** The client's requests to its limiter. */
  readonly taken: { bucket: Bucket; request: string; spacing: Spacing | undefined }[] = [];
  readonly breaches: Bucket[] = [];
  readonly client: DhanClient;
  readonly url: string;
  readonly #server: Server;
  readonly #queue: { status: number; body: string; headers: Record<string, string> }[] = [];
  #always = { status: 200, body: '', headers: {} as Record<string, string> };

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.client = this.open();
  }

  static async start(): Promise<FakeDhan> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const fake = new FakeDhan(server);
    server.on('request', (req, res) => {
      let text = '';
      req.on('data', (chunk: Buffer) => (text += chunk.toString()));
      req.on('end', () => {
        const { method = '', url = '', headers } = req;
        const from = req.socket.remoteAddress ?? '';
        fake.asked.push({ method, url, headers, body: text === '' ? null : (JSON.parse(text) as unknown), from });
        const answer = fake.#queue.shift() ?? fake.#always;
        res.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        res.end(answer.body);
      });
    });
    return fake;
  }

  /** Another client of this server. */
  open(options: Partial<DhanClientOptions> = {}): DhanClient {
    return new DhanClient({ ...this.options(), ...options });
  }

  options(): DhanClientOptions {
    return {
      dhanClientId: CLIENT_ID,
      accessToken: () => TOKEN,
      apiUrl: `${this.url}/v2`,
      authUrl: this.url,
      onCall: (call) => this.calls.push(call),
      limiter: {
        take: (bucket, request, spacing) => {
          this.taken.push({ bucket, request, spacing });
          return Promise.resolve();
        },
        breached: (bucket) => this.breaches.push(bucket),
      },
    };
  }

  /** Sets every answer from now on: text unchanged, anything else as JSON. */
  says(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.#queue.length = 0;
    this.#always = { status, body: textOf(body), headers };
  }

  /** Sets the next answers, in this order. The default answer follows. */
  saysOnce(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.#queue.push({ status, body: textOf(body), headers });
  }

  get last(): Asked {
    const last = this.asked.at(-1);
    if (!last) throw new Error('nothing was asked');
    return last;
  }

  async close(): Promise<void> {
    await this.client.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
