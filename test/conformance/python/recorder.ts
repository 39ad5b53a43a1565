import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { readFrames } from './frames.ts';
import type { RecordedRequest } from './recording.ts';

/** Stands between the client and the emulator, passes every byte on, and keeps what the client sends. */
export interface Recorder {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** The emulator for the connections from now on. */
  pointTo(port: number): void;
  /** @returns the requests since the last time, in the order of their connections */
  take(): RecordedRequest[];
  close(): Promise<void>;
}

export async function startRecorder(): Promise<Recorder> {
  let port = 0;
  let logs: ConnectionLog[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const log = new ConnectionLog();
    logs.push(log);
    const broker = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(one);
      one.on('data', (bytes: Buffer) => {
        if (one === client) log.add(bytes);
        other.write(bytes);
      });
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    pointTo(to) {
      port = to;
    },
    take() {
      const requests = logs.flatMap((log) => log.requests);
      logs = [];
      return requests;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Message = string | { base64: string };

/** What a client sends over one connection. */
class ConnectionLog {
  readonly requests: RecordedRequest[] = [];
  #rest: Buffer = Buffer.alloc(0);
  /** Of the socket that the last request opened. */
  #messages: Message[] | null = null;

  add(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#messages === null && this.#takeRequest());
    if (this.#messages !== null) this.#takeMessages(this.#messages);
  }

  /** @returns whether a whole request was there */
  #takeRequest(): boolean {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const [first = '', ...lines] = this.#rest.subarray(0, end).toString('latin1').split('\r\n');
    const [method = '', path = ''] = first.split(' ');
    const headers = lines.map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    });
    const header = (name: string): string | undefined =>
      headers.find(([one]) => one.toLowerCase() === name)?.[1].toLowerCase();
    const bodyEnd = end + 4 + Number(header('content-length') ?? 0);
    if (this.#rest.length < bodyEnd) return false;
    const body = this.#rest.subarray(end + 4, bodyEnd).toString('utf8');
    this.#rest = this.#rest.subarray(bodyEnd);
    if (header('upgrade') === 'websocket') this.#messages = [];
    this.requests.push({ method, path, headers, body, ...(this.#messages && { messages: this.#messages }) });
    return this.#messages === null;
  }

  /** Control frames follow from what the other side does, and are left out. */
  #takeMessages(messages: Message[]): void {
    const { frames, rest } = readFrames(this.#rest);
    this.#rest = rest;
    for (const { opcode, payload } of frames) {
      if (opcode === 1) messages.push(payload.toString('utf8'));
      else if (opcode === 2) messages.push({ base64: payload.toString('base64') });
    }
  }
}
