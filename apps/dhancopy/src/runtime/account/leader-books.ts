import { venueOrderId } from '@dhancopy/domain/ids';
import { tradingDay } from '@dhancopy/domain/trading-day';
import type { VenueOrderId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import { isinOf } from '@dhancopy/domain/isin';
import type { BrokerReads } from './order-writes.ts';
import { segmentOf } from '@dhancopy/dhan/mapping';
import type { Holding, Position } from '@dhancopy/dhan/rest/portfolio/response';
import type { Trade } from '@dhancopy/dhan/rest/trades/response';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { PositionRead, TradeRead } from '../../engine/index.ts';
import type { Book } from './book-memory.ts';

/** Order book and positions must agree; the leader may be trading meanwhile. */
const TRIES = 5;

export interface LeaderBooks extends PortfolioRead {
  readonly book: Book;
}

/** Positions and holdings of an account, as far as their rows could be read. */
export interface PortfolioRead {
  readonly positions: readonly Position[];
  readonly holdings: readonly Holding[];
  /** Some row is missing or could not be read: what the others do not name is not known. */
  readonly isIncomplete: boolean;
  /** No positions at all, although the account has traded today. */
  readonly isMissing: boolean;
}

/** What a read of the lists cannot be trusted in. */
export interface Doubts {
  /** A row that is kept and passed over: it stops what depends on it, not the account. */
  readonly unreadable: (row: unknown, why: string) => void;
  /** No positions at all, although the account has traded today. */
  readonly empty: () => void;
}

/**
 * Positions and holdings. A contract that was traded stays in the list for its day, also when it is closed: an empty list after a trade of
 * the day says nothing, as the broker also gives it for want of data (DH-907). Source: https://dhanhq.co/docs/v2/portfolio/
 * @param book - read before
 */
export async function readPortfolio(client: BrokerReads, book: Book, doubts: Doubts): Promise<PortfolioRead> {
  const positions = await client.portfolio.scanPositions();
  const holdings = await client.portfolio.scanHoldings();
  const bad = [...positions.unreadable, ...holdings.unreadable];
  for (const { row, why } of bad) doubts.unreadable(row, why);
  const isEmpty = positions.rows.length + positions.unreadable.length === 0;
  const isMissing = isEmpty && book.tradedMs !== null && tradingDay(book.tradedMs) >= tradingDay(book.askedMs);
  if (isMissing) doubts.empty();
  return { positions: positions.rows, holdings: holdings.rows, isIncomplete: isMissing || bad.length > 0, isMissing };
}

/**
 * A leader's order book together with his positions. The positions count only if the book did not change while they were read.
 * @throws {DhanError} {@link WireError}
 */
export async function readLeaderBooks(
  client: BrokerReads,
  readBook: () => Promise<Book>,
  doubts: Doubts,
): Promise<LeaderBooks> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = await readBook();
    const portfolio = await readPortfolio(client, before, doubts);
    const book = await readBook();
    if (isSame(before.fills, book.fills)) return { ...portfolio, book };
  }
  throw new WireError('the order book kept changing while positions were read');
}

/** Positions as the engine counts them: of the day by contract, delivered ones by ISIN. */
export function positionReads(rows: readonly Position[]): PositionRead[] {
  return rows.map((row) => ({
    instrumentId: instrumentId(segmentOf(row.exchangeSegment), row.securityId),
    product: row.productType,
    netQty: row.netQty,
  }));
}

/**
 * Holdings as the engine counts them: bought outright as CNC, with the broker's money as MTF. The broker names the exchange "ALL", so
 * the ISIN says what they are; "NA" is none.
 */
export function holdingReads(rows: readonly Holding[]): PositionRead[] {
  return rows.flatMap(({ exchange, securityId, isin, totalQty, mtfQty, mtfT1Qty }) => {
    const row = {
      instrumentId: instrumentId(exchange === 'BSE' ? 'BSE_EQ' : 'NSE_EQ', securityId),
      isin: isinOf(isin),
      isHolding: true,
    } as const;
    const funded = mtfQty + mtfT1Qty;
    const own: PositionRead = { ...row, product: 'CNC', netQty: totalQty };
    return funded === 0 ? [own] : [own, { ...row, product: 'MTF', netQty: funded }];
  });
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

function isSame(before: ReadonlyMap<VenueOrderId, number>, after: ReadonlyMap<VenueOrderId, number>): boolean {
  if (before.size !== after.size) return false;
  for (const [order, filled] of after) if (before.get(order) !== filled) return false;
  return true;
}
