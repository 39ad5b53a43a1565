/** A frame of a WebSocket, unmasked. RFC 6455, section 5.2. */
export interface Frame {
  /** 1 text, 2 binary, 8 and more control. */
  readonly opcode: number;
  readonly payload: Buffer;
}

/** @returns the whole frames at the start of `bytes`, and the bytes after them */
export function readFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  for (let size = sizeOf(rest); size !== null && size.end <= rest.length; size = sizeOf(rest)) {
    const payload = Buffer.from(rest.subarray(size.start, size.end));
    const { mask } = size;
    if (mask !== null) payload.forEach((byte, at) => (payload[at] = byte ^ (mask[at % 4] ?? 0)));
    frames.push({ opcode: rest.readUInt8(0) & 0x0f, payload });
    rest = rest.subarray(size.end);
  }
  return { frames, rest };
}

/** Where the payload of the first frame starts and ends; null while its head is not complete. */
function sizeOf(bytes: Buffer): { start: number; end: number; mask: Buffer | null } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskBytes = bytes.readUInt8(1) & 0x80 ? 4 : 0;
  const start = 2 + lengthBytes + maskBytes;
  if (bytes.length < start) return null;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { start, end: start + length, mask: maskBytes === 0 ? null : bytes.subarray(start - 4, start) };
}

const MASK = Buffer.from([1, 2, 3, 4]);

/** A frame of a client with up to 64 KiB. Its mask is fixed: a client chooses it at random. */
export function clientFrame({ opcode, payload }: Frame): Buffer {
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  const masked = payload.map((byte, at) => byte ^ (MASK[at % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), MASK, masked]);
}
