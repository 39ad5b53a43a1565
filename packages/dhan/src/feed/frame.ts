/** Bytes that could not be read, as they came; nothing is made of them. */
export interface Unreadable {
  /** What was expected and what was found. */
  readonly why: string;
  /** One packet, or the rest of the frame from where its boundaries are not known any more. */
  readonly raw: Buffer;
}

/** Where the parts of a frame go, in their order. */
export interface FrameSink<Packet> {
  readonly packet: (packet: Packet) => void;
  readonly unreadable: (found: Unreadable) => void;
}

/** How packets of one kind of socket are laid out. Offsets from the start of the packet. */
export interface Layout<Packet> {
  readonly headerBytes: number;
  readonly codeAt: number;
  readonly lengthAt: number;
  /** What is wrong with the length of a packet with this code, null when nothing is. */
  readonly lengthFault: (code: number, length: number, frame: Buffer, at: number) => string | null;
  /** The packet; null for one that says nothing; or why it cannot be read. */
  readonly read: (code: number, frame: Buffer, at: number, length: number) => Packet | string | null;
}

/**
 * Takes a frame apart: several packets come stacked in one, each with the length of the whole of it in its header.
 *
 * A length that is not the one its code has puts all further boundaries in doubt, so the rest of the frame is given up as
 * unreadable; a wrong price is worse than none. A packet of an unknown code is passed over by its length. The next frame
 * starts afresh. Never throws.
 * Source: several packets a frame and what the length counts: observed by OpenAlgo.
 */
export function readFrame<Packet extends object>(frame: Buffer, layout: Layout<Packet>, sink: FrameSink<Packet>): void {
  let at = 0;
  while (at < frame.length) {
    const fault = headFault(frame, at, layout);
    if (fault !== null) {
      sink.unreadable({ why: fault, raw: frame.subarray(at) });
      return;
    }
    const length = frame.readUInt16LE(at + layout.lengthAt);
    const packet = layout.read(frame.readUInt8(at + layout.codeAt), frame, at, length);
    if (typeof packet === 'string') sink.unreadable({ why: packet, raw: frame.subarray(at, at + length) });
    else if (packet !== null) sink.packet(packet);
    at += length;
  }
}

function headFault(frame: Buffer, at: number, layout: Layout<object>): string | null {
  const left = frame.length - at;
  if (left < layout.headerBytes) return `expected a header of ${layout.headerBytes} bytes, found ${left}`;
  const code = frame.readUInt8(at + layout.codeAt);
  const length = frame.readUInt16LE(at + layout.lengthAt);
  if (length < layout.headerBytes || length > left) {
    return `code ${code}: expected a length of ${layout.headerBytes} to ${left} bytes, found ${length}`;
  }
  return layout.lengthFault(code, length, frame, at);
}
