import type { Account } from '../accounts/account.ts';
import type { SettledTrade } from '../accounts/settled-trade.ts';
import { chargedTrade, settledCharges, type Charges } from '../money/charged.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import { istDate } from '@dhancopy/domain/indian-time';

/** Oldest first. */
export function settledTrades(account: Account): SettledTrade[] {
  const own = account.trades.map(({ order, trade }): SettledTrade => {
    const { instrument, side, product } = order.ticket;
    return {
      orderId: order.orderId,
      exchangeOrderId: order.exchangeOrderId,
      exchangeTradeId: trade.exchangeTradeId,
      instrument,
      side,
      product,
      orderType: order.terms.orderType,
      quantity: trade.quantity,
      pricePaise: trade.pricePaise,
      orderValuePaise: order.filledValuePaise,
      atMs: trade.atMs,
    };
  });
  return [...account.pastTrades, ...own].sort((one, other) => one.atMs - other.atMs);
}

/** Price times units times the value of a unit, in rupees. */
export function turnoverOf({ instrument, quantity, pricePaise }: SettledTrade): number {
  return rupeesFromPaise(pricePaise * quantity) * instrument.multiplier;
}

export function tradeCharges(trade: SettledTrade): Charges {
  const { instrument, product, side, orderValuePaise, atMs } = trade;
  const orderTurnover = rupeesFromPaise(orderValuePaise) * instrument.multiplier;
  return settledCharges(chargedTrade(instrument, product, side, turnoverOf(trade), orderTurnover, istDate(atMs)));
}
