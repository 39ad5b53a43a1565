import type { FrameSink, Unreadable } from '../feed/frame.ts';

/** What came out of a frame, in its order. */
export type Found<Packet> = { readonly packet: Packet } | { readonly unreadable: Unreadable };

export function collect<Packet>(read: (sink: FrameSink<Packet>) => void): Found<Packet>[] {
  const found: Found<Packet>[] = [];
  read({
    packet: (packet) => found.push({ packet }),
    unreadable: (unreadable) => found.push({ unreadable }),
  });
  return found;
}
