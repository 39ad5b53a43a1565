import type { FeedSegment } from './segment.ts';

interface OfInstrument {
  readonly exchangeSegment: FeedSegment;
  readonly securityId: string;
}

/** The last trade. Rupees; epoch ms, null before the first trade. */
export interface TickerPacket extends OfInstrument {
  readonly type: 'ticker';
  readonly lastPrice: number;
  readonly lastTradeTimeMs: number | null;
}

interface Trading {
  readonly lastPrice: number;
  /** Units. 65,535 is the maximum of the wire. */
  readonly lastQuantity: number;
  readonly lastTradeTimeMs: number | null;
  readonly averagePrice: number;
  readonly volume: number;
  readonly sellQuantity: number;
  readonly buyQuantity: number;
  readonly open: number;
  /** The broker's page calls it close. While the market is open, it is the close of the day before. */
  readonly previousClose: number;
  readonly high: number;
  readonly low: number;
}

/** Rupees, units, epoch ms. The open interest of a contract arrives in a separate packet. */
export interface QuotePacket extends OfInstrument, Trading {
  readonly type: 'quote';
}

/** One price of the book; rupees and units. */
export interface DepthLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

/** A quote with open interest and up to five levels a side, in the order of the wire. Empty levels are left out. */
export interface FullPacket extends OfInstrument, Trading {
  readonly type: 'full';
  readonly oi: number;
  readonly oiDayHigh: number;
  readonly oiDayLow: number;
  readonly depth: { readonly buy: readonly DepthLevel[]; readonly sell: readonly DepthLevel[] };
}

export interface OiPacket extends OfInstrument {
  readonly type: 'oi';
  readonly oi: number;
}

/** Sent once after subscribing, at least for indices. Shares and contracts have it in their quotes. */
export interface PreviousClosePacket extends OfInstrument {
  readonly type: 'previousClose';
  readonly previousClose: number;
  readonly previousOi: number;
}

/** The market of a segment opened or closed. The packet does not say which. */
export interface MarketStatusPacket {
  readonly type: 'marketStatus';
  readonly exchangeSegment: FeedSegment;
}

/** The broker lists it without its layout. The bytes are unchanged. */
export interface IndexPacket extends OfInstrument {
  readonly type: 'index';
  readonly raw: Buffer;
}

/** The server ends the connection. The reason is a code of the data API (805, 806, …). */
export interface DisconnectPacket {
  readonly type: 'disconnect';
  readonly reason: number;
}

/** The market packets of the live market feed. Source: https://dhanhq.co/docs/v2/live-market-feed/ */
export type MarketPacket =
  TickerPacket | QuotePacket | FullPacket | OiPacket | PreviousClosePacket | MarketStatusPacket | IndexPacket;
