import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The broker's file server under the control of a test: the list of today, of tomorrow, or a broken one, over real HTTP. */
export class ListServer {
  readonly url: string;
  /** The requested paths. */
  readonly asked: string[] = [];
  readonly #server: Server;
  #answer: Answer = (_request, response) => void response.writeHead(404).end();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.csv`;
  }

  static async start(): Promise<ListServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const list = new ListServer(server);
    server.on('request', (request, response) => {
      list.asked.push(request.url ?? '');
      list.#answer(request, response);
    });
    return list;
  }

  answers(answer: Answer): void {
    this.#answer = answer;
  }

  /** The whole body, with its length. */
  serves(body: string | Buffer, headers: Record<string, string> = { 'content-type': 'text/csv' }): void {
    const bytes = Buffer.from(body);
    this.#answer = (_request, response) =>
      void response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
  }

  servesGzip(body: string): void {
    this.serves(gzipSync(body), { 'content-type': 'text/csv', 'content-encoding': 'gzip' });
  }

  status(code: number, body = ''): void {
    this.#answer = (_request, response) => void response.writeHead(code).end(body);
  }

  /**
   * The first bytes, and then the end of the connection. `length` announces the whole body, `chunked` an end that does not arrive.
   * `close` announces nothing, so that the cut looks like the end.
   */
  cutsOff(body: string | Buffer, after: number, framing: 'length' | 'chunked' | 'close'): void {
    const bytes = Buffer.from(body);
    this.#answer = (_request, response) => {
      const { socket } = response;
      const head = {
        length: `content-length: ${bytes.length}`,
        chunked: 'transfer-encoding: chunked',
        close: 'connection: close',
      }[framing];
      const part = bytes.subarray(0, after);
      socket?.write(`HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\n${head}\r\n\r\n`);
      if (framing === 'chunked') socket?.write(`${part.length.toString(16)}\r\n`);
      socket?.write(part);
      socket?.end();
    };
  }

  /** Sends the first bytes and waits. The returned function sends the rest. */
  stopsAfter(body: string, after: number): () => void {
    const goOn = Promise.withResolvers<undefined>();
    const bytes = Buffer.from(body);
    this.#answer = (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, after));
      void goOn.promise.then(() => response.end(bytes.subarray(after)));
    };
    return () => goOn.resolve(undefined);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
