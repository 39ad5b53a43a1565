/** Unreadable bytes, unchanged. They are not interpreted. */
export interface Unreadable {
  /** Expected and actual data. */
  readonly why: string;
  /** One packet, or the rest of the frame after the last known boundary. */
  readonly raw: Buffer;
}

/** The receivers of the parts of a frame, in their order. */
export interface FrameSink<Packet> {
  readonly packet: (packet: Packet) => void;
  readonly unreadable: (found: Unreadable) => void;
}

/** The layout of the packets of one kind of socket. Offsets from the start of the packet. */
export interface Layout<Packet> {
  readonly headerBytes: number;
  readonly codeAt: number;
  readonly lengthAt: number;
  /** The error in the length of a packet with this code, null when there is none. */
  readonly lengthFault: (code: number, length: number, frame: Buffer, at: number) => string | null;
  /** The packet; null for one without content; or the reason why it cannot be read. */
  readonly read: (code: number, frame: Buffer, at: number, length: number) => Packet | string | null;
}

/**
 * Splits a frame into packets. Several packets are in one frame, each with its whole length in its header.
 *
 * A length that does not match its code makes all further boundaries unreliable. The rest of the frame is then reported as unreadable:
 * a wrong price is worse than none. A packet with an unknown code is skipped by its length. The next frame starts with a known
 * boundary. Never throws.
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
