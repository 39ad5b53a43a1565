import { isFinal } from '@dhancopy/domain/order';
import type { ControlClient } from './controlled-account.ts';

/** What stands in the way of the broker's kill switch. */
export interface OpenWork {
  /** Positions with units, as `symbol units`. */
  readonly positions: readonly string[];
  /** Orders that may still fill. */
  readonly orders: number;
}

/** Reads positions and orders. @throws {DhanError} {@link WireError} for a row that cannot be read: what is open is not guessed */
export async function openWork(client: ControlClient): Promise<OpenWork> {
  const positions = (await client.portfolio.getPositions()).filter(({ netQty }) => netQty !== 0);
  const { news, unreadable } = await client.orders.getOrderBook();
  return {
    positions: positions.map(({ tradingSymbol, netQty }) => `${tradingSymbol} ${netQty}`),
    // One that cannot be read may be open.
    orders: news.filter(({ report }) => !isFinal(report.status)).length + unreadable.length,
  };
}

/** `2 open positions (RELIANCE 10, TCS -5) and 1 pending order`; "" when nothing is open. */
export function openWorkWords({ positions, orders }: OpenWork): string {
  return [
    ...(positions.length === 0
      ? []
      : [`${positions.length} open position${positions.length === 1 ? '' : 's'} (${positions.join(', ')})`]),
    ...(orders === 0 ? [] : [`${orders} pending order${orders === 1 ? '' : 's'}`]),
  ].join(' and ');
}
