import { istDayStart } from '@dhancopy/domain/indian-time';
import type { OrderSide } from '@dhancopy/domain/order';
import type { Movement } from './copied-profit.ts';

/** Copied units that left without an order of ours. Rupees, epoch seconds. */
export interface LeftUnits {
  readonly reason: string;
  /** Signed units that were held before and not after. */
  readonly units: number;
  readonly price: number | null;
  readonly released_at: number;
}

/** A trade of the follower, or of the broker for him, in the same asset and product. */
export interface OwnTrade {
  readonly side: OrderSide;
  readonly quantity: number;
  readonly price: number;
  /** Null where they are not known yet. */
  readonly charges: number | null;
  readonly trade_ts: number;
}

/** A read may find units gone this long before the trade that took them is dated, seconds: the clocks differ. */
const CLOCKS_SEC = 60;
/** What the engine says was their price is that of a trade. Otherwise it is only the last price that it knew. */
const TRADED: ReadonlySet<string> = new Set(['CLOSED_BY_HAND']);

/**
 * What units that left brought and cost: as the follower's own trades of that day have it, the newest first, each with its part of their
 * charges. Where no trade took them they left at an unknown price.
 * @param own - oldest first
 */
export function leavings(left: readonly LeftUnits[], own: readonly OwnTrade[]): Movement[] {
  const unused = own.map((trade) => ({ ...trade, rest: trade.quantity }));
  return left.flatMap(({ reason, units, price, released_at: atSec }) => {
    const side = units > 0 ? 'SELL' : 'BUY';
    const movements: Movement[] = [];
    let rest = Math.abs(units);
    const untilSec = atSec + CLOCKS_SEC;
    const fromSec = istDayStart(atSec * 1_000) / 1_000;
    for (const trade of unused.toReversed()) {
      const isTheirs = trade.side === side && trade.trade_ts <= untilSec && trade.trade_ts >= fromSec;
      const quantity = isTheirs ? Math.min(rest, trade.rest) : 0;
      if (quantity === 0) continue;
      trade.rest -= quantity;
      rest -= quantity;
      const charges = trade.charges === null ? null : (trade.charges * quantity) / trade.quantity;
      movements.push({ side, quantity, price: trade.price, charges, atSec });
    }
    if (rest > 0) {
      movements.push({ side, quantity: rest, price: TRADED.has(reason) ? price : null, charges: 0, atSec });
    }
    return movements;
  });
}
