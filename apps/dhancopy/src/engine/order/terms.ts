import type { Instrument } from '@dhancopy/domain/instrument';
import type { LinkSettings } from '@dhancopy/domain/link';
import { isStop, signOf } from '@dhancopy/domain/order';
import type { OrderReport, OrderSide, OrderTerms } from '@dhancopy/domain/order';
import { NO_PRICE, toTick } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import { limitBeyondTrigger } from './stop-limit.ts';

export type TermsWithoutQuantity = Omit<OrderTerms, 'quantity' | 'disclosedQty'>;

/** The leader's terms in words that the broker keeps for an API order. */
export function copyTerms(leader: OrderReport, instrument: Instrument): TermsWithoutQuantity {
  const { timeInForce } = leader;
  switch (leader.orderType) {
    case 'MARKET':
      return { orderType: 'MARKET', timeInForce, price: NO_PRICE, triggerPrice: NO_PRICE };
    case 'LIMIT':
      return { orderType: 'LIMIT', timeInForce, price: leader.price, triggerPrice: NO_PRICE };
    case 'STOP_LIMIT':
      return { orderType: 'STOP_LIMIT', timeInForce, price: leader.price, triggerPrice: leader.triggerPrice };
    case 'STOP_MARKET':
      return {
        orderType: 'STOP_LIMIT',
        timeInForce,
        price: limitBeyondTrigger(leader.side, leader.triggerPrice, instrument),
        triggerPrice: leader.triggerPrice,
      };
  }
}

/** A market order; the broker turns it into a limit with price protection, so it may rest. */
export const MARKET_TERMS: TermsWithoutQuantity = {
  orderType: 'MARKET',
  timeInForce: 'DAY',
  price: NO_PRICE,
  triggerPrice: NO_PRICE,
};

/**
 * A limit at the worst price that an entry may still pay: the leader's average moved by the link's band, on the tick.
 * Null when the leader's average is not known.
 */
export function withinBand(leader: OrderReport, settings: LinkSettings, instrument: Instrument): Paise | null {
  if (leader.avgPxRupees === null || leader.avgPxRupees <= 0) return null;
  return bandLimit(leader.avgPxRupees * 100, leader.side, settings, instrument);
}

/** The worst price that an entry may pay, from a price of reference in paise. */
export function bandLimit(reference: number, side: OrderSide, settings: LinkSettings, instrument: Instrument): Paise {
  const worst = reference * (1 + (signOf(side) * settings.priceBandBps) / 10_000);
  return toTick(worst, instrument.tickSize, side === 'BUY' ? 'down' : 'up');
}

/**
 * Disclosed quantity in the leader's proportion; 0 when the broker would refuse it: for stops, at or below 30 % of the order, or not
 * below what is left of it.
 * Source: https://dhanhq.co/docs/v2/orders/ (above 30 % of the quantity); what is left counts after a partial fill (reported, OpenAlgo).
 * @param leaves - units of the copy that have not filled
 */
export function disclosedShare(leader: OrderTerms, quantity: number, leaves: number, lotSize: number): number {
  if (leader.disclosedQty <= 0 || leader.quantity <= 0 || isStop(leader.orderType)) return 0;
  const share = Math.ceil((leader.disclosedQty * quantity) / leader.quantity / lotSize) * lotSize;
  const disclosed = share * 10 > quantity * 3 ? share : share + lotSize;
  return disclosed < leaves ? disclosed : 0;
}
