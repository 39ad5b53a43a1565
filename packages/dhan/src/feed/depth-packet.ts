import type { DepthLevel } from './market-packet.ts';

/** One side of the book. Bids and asks are separate packets in one frame. */
export interface DepthPacket {
  readonly type: 'depth';
  readonly side: 'bid' | 'ask';
  readonly exchangeSegment: 'NSE_EQ' | 'NSE_FNO';
  readonly securityId: string;
  /** In the order of the wire; rupees, units. Rows without price and quantity are left out. */
  readonly levels: readonly DepthLevel[];
}
