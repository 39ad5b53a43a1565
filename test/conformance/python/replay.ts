import { connect, type Socket } from 'node:net';
import { clientFrame, readFrames, type Frame } from './frames.ts';
import type { RecordedRequest } from './recording.ts';
import { filledText, type Names } from './row.ts';

export interface ReplayedAnswer {
  readonly status: number;
  /** JSON, or text where the answer is no JSON; undefined for an empty body. */
  readonly body: unknown;
}

/** Sends a recorded request byte for byte, names filled in. @returns the answer */
export async function replay(port: number, request: RecordedRequest, names: Names): Promise<ReplayedAnswer> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write(bytesOf(request, names));
    return await answerOf(socket);
  } finally {
    socket.destroy();
  }
}

/** A socket that was opened as recorded, and that all recorded messages were sent to. */
export interface ReplayedSocket {
  /** What the broker sent so far: text and binary frames. */
  readonly frames: readonly Frame[];
  close(): void;
}

/** @throws Error when the broker does not accept the socket */
export async function replaySocket(port: number, request: RecordedRequest, names: Names): Promise<ReplayedSocket> {
  const socket = connect(port, '127.0.0.1');
  const frames: Frame[] = [];
  let rest: Buffer = Buffer.alloc(0);
  socket.write(bytesOf(request, names));
  const { head, after } = await headOf(socket);
  if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`the socket was not accepted: ${head}`);
  const take = (bytes: Buffer): void => {
    const read = readFrames(Buffer.concat([rest, bytes]));
    rest = read.rest;
    frames.push(...read.frames.filter(({ opcode }) => opcode < 8));
  };
  take(after);
  socket.on('data', take);
  // The broker resets what it does not want.
  socket.on('error', () => undefined);
  for (const message of request.messages ?? []) {
    socket.write(
      typeof message === 'string'
        ? clientFrame({ opcode: 1, payload: Buffer.from(filledText(message, names)) })
        : clientFrame({ opcode: 2, payload: Buffer.from(message.base64, 'base64') }),
    );
  }
  return { frames, close: () => socket.destroy() };
}

/** @throws Error when a name has another length than when it was recorded, so that the recorded length is wrong */
function bytesOf({ method, path, headers, body: text }: RecordedRequest, names: Names): Buffer {
  const body = Buffer.from(filledText(text, names));
  const said = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '0';
  if (Number(said) !== body.length) throw new Error(`the body has ${body.length} bytes, the recorded one ${said}`);
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.concat([Buffer.from(filledText(lines.join('\r\n'), names), 'latin1'), body]);
}

async function answerOf(socket: Socket): Promise<ReplayedAnswer> {
  const { head, after } = await headOf(socket);
  const status = Number(head.split(' ')[1]);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  const isWhole = (bytes: Buffer): boolean =>
    length === undefined ? bytes.toString('latin1').endsWith('0\r\n\r\n') : bytes.length >= Number(length);
  const bytes = await readUntil(socket, after, isWhole);
  const text = (length === undefined ? unchunked(bytes) : bytes).toString('utf8');
  const isJson = /^content-type: application\/json/im.test(head);
  return { status, body: text === '' ? undefined : isJson ? JSON.parse(text) : text };
}

async function headOf(socket: Socket): Promise<{ head: string; after: Buffer }> {
  const bytes = await readUntil(socket, Buffer.alloc(0), (read) => read.includes('\r\n\r\n'));
  const end = bytes.indexOf('\r\n\r\n');
  return { head: bytes.subarray(0, end).toString('latin1'), after: bytes.subarray(end + 4) };
}

/** @throws Error when the connection ends before */
function readUntil(socket: Socket, first: Buffer, isWhole: (bytes: Buffer) => boolean): Promise<Buffer> {
  if (isWhole(first)) return Promise.resolve(first);
  return new Promise((resolve, reject) => {
    let bytes = first;
    const stop = (): void => {
      socket.off('data', take).off('close', ended).off('error', reject);
    };
    const take = (more: Buffer): void => {
      bytes = Buffer.concat([bytes, more]);
      if (!isWhole(bytes)) return;
      stop();
      resolve(bytes);
    };
    const ended = (): void => reject(new Error('the connection ended within an answer'));
    socket.on('data', take).on('close', ended).on('error', reject);
  });
}

/** The content of a chunked body. */
function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const line = rest.indexOf('\r\n');
    const size = parseInt(rest.subarray(0, line).toString('latin1'), 16);
    if (line < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 4 + size);
  }
}
