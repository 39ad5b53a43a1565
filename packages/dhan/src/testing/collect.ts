import type { FrameSink, Unreadable } from '../feed/frame.ts';

/** The parts of a frame, in their order. */
export type Found<Packet> = { readonly packet: Packet } | { readonly unreadable: Unreadable };

export function collect<Packet>(read: (sink: FrameSink<Packet>) => void): Found<Packet>[] {
  const found: Found<Packet>[] = [];
  read({
    packet: (packet) => found.push({ packet }),
    unreadable: (unreadable) => found.push({ unreadable }),
  });
  return found;
}
