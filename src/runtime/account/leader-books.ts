import { venueOrderId } from '../../domain/ids.ts';
import { instrumentId } from '../../domain/instrument.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { OrderReport } from '../../domain/order.ts';
import type { BookRead, DhanBroker } from '../../dhan/broker.ts';
import { segmentOf } from '../../dhan/mapping.ts';
import type { Holding, Position } from '../../dhan/rest/portfolio/response.ts';
import type { Trade } from '../../dhan/rest/trades/response.ts';
import { WireError } from '../../dhan/wire/parse.ts';
import type { PositionRead, TradeRead } from '../../engine/events.ts';
import { nowMs } from '../clock.ts';

/** Order book and positions must agree; the leader may be trading meanwhile. */
const TRIES = 5;

export interface LeaderBooks {
  readonly book: readonly OrderReport[];
  readonly askedMs: number;
  readonly positions: readonly Position[];
  readonly holdings: readonly Holding[];
}

/**
 * A leader's order book beside the positions it led to: positions count only when the book did not change while they were read.
 * @throws {DhanError} {@link WireError}
 */
export async function readLeaderBooks(
  client: DhanBroker,
  readable: (book: BookRead) => readonly OrderReport[],
): Promise<LeaderBooks> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = readable(await client.orders.getOrderBook());
    const positions = await client.portfolio.getPositions();
    const holdings = await client.portfolio.getHoldings();
    const askedMs = nowMs();
    const book = readable(await client.orders.getOrderBook());
    if (fillsOf(before) === fillsOf(book)) return { book, askedMs, positions, holdings };
  }
  throw new WireError('the order book kept changing while positions were read');
}

/** Netted positions as the engine counts them, holdings included. */
export function positionReads(
  { positions, holdings }: LeaderBooks,
  knowsInstrument: (id: InstrumentId) => boolean,
): PositionRead[] {
  const open = positions.map((row) => ({
    instrumentId: instrumentId(segmentOf(row.exchangeSegment), row.securityId),
    product: row.productType,
    netQty: row.netQty,
  }));
  return [...open, ...holdings.flatMap((row) => holdingRead(row, knowsInstrument))];
}

/** A trade as the engine needs it: which order filled when. */
export function tradeRead({
  orderId,
  tradedQuantity,
  exchangeTimeMs,
  createTimeMs,
  exchangeTradeId,
}: Trade): TradeRead {
  return {
    venueOrderId: venueOrderId(orderId),
    quantity: tradedQuantity,
    tsEventMs: exchangeTimeMs ?? createTimeMs,
    tradeId: exchangeTradeId,
  };
}

/** Holdings count as CNC on the exchange where their id is known; the broker names the exchange "ALL". */
function holdingRead(row: Holding, knowsInstrument: (id: InstrumentId) => boolean): PositionRead[] {
  const candidates = [instrumentId('NSE_EQ', row.securityId), instrumentId('BSE_EQ', row.securityId)];
  const known = candidates.find(knowsInstrument);
  return known ? [{ instrumentId: known, product: 'CNC', netQty: row.totalQty }] : [];
}

function fillsOf(book: readonly OrderReport[]): string {
  return book.map((report) => `${report.venueOrderId}=${report.filledQty}`).join();
}
