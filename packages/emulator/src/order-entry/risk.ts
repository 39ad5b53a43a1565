import type { Account } from '../accounts/account.ts';
import { unitMarginPaise } from '../accounts/margin.ts';
import { deliveryToday, sellableUnits } from '../accounts/sellable.ts';
import type { Catalogue } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { isStop, type OrderTerms, type OrderTicket, type Product } from '../orders/order.ts';

/** The input of the risk check. `units` are those still to be filled. */
export interface RiskCase {
  readonly account: Account;
  readonly catalogue: Catalogue;
  readonly ticket: OrderTicket;
  readonly terms: OrderTerms;
  readonly units: number;
  readonly ltpPaise: number;
  /** Indian date. */
  readonly today: string;
}

/**
 * The checks that run after an order has its number, in order of precedence.
 *
 * The texts about intraday, circuit limits and funds were seen on live rejections. Those about product, lot, freeze quantity, tick and
 * holdings are ours: it is known that such orders are refused, but not with which text.
 *
 * @returns the reason without its `RMS:<orderId>:` prefix, or null
 */
export function riskRefusal(c: RiskCase): string | null {
  const { ticket, terms } = c;
  return (
    killSwitchRefusal(c) ??
    productRefusal(ticket.instrument, ticket.product) ??
    lotRefusal(ticket.instrument, terms.quantity) ??
    priceRefusal(ticket.instrument, terms) ??
    holdingsRefusal(c) ??
    edisRefusal(c) ??
    fundsRefusal(c)
  );
}

/** It is documented that trading is disabled while the switch is on. The answer to an order is not. */
function killSwitchRefusal({ account, today }: RiskCase): string | null {
  return account.killSwitchDay === today ? 'Kill Switch is activated. Trading is disabled for the day.' : null;
}

/** Whether an instrument can be held in a product. @returns the reason against it, or null */
export function productRefusal(instrument: Instrument, product: Product): string | null {
  if (product === 'CO' || product === 'BO') return `Product ${product} is not allowed.`;
  if (instrument.kind !== 'EQUITY') {
    return product === 'INTRADAY' || product === 'MARGIN'
      ? null
      : `Product ${product} is not allowed in segment ${instrument.exchangeSegment}.`;
  }
  if (product === 'MARGIN') return `Product MARGIN is not allowed in segment ${instrument.exchangeSegment}.`;
  if (product === 'INTRADAY' && !instrument.intradayAllowed) {
    return 'Order rejected as this stock is not allowed to be traded in Intraday.';
  }
  if (product === 'MTF' && instrument.mtfLeverage === 0) {
    return 'Order rejected as this stock is not allowed to be traded in MTF.';
  }
  return null;
}

function lotRefusal(instrument: Instrument, quantity: number): string | null {
  if (quantity % instrument.lotSize !== 0) {
    return `Order quantity ${quantity} is not a multiple of lot size ${instrument.lotSize}.`;
  }
  if (instrument.freezeQuantity !== null && quantity > instrument.freezeQuantity) {
    return `Order quantity ${quantity} is more than freeze quantity ${instrument.freezeQuantity}.`;
  }
  return null;
}

function priceRefusal(instrument: Instrument, terms: OrderTerms): string | null {
  const { tickPaise, lowerLimitPaise, upperLimitPaise } = instrument;
  const prices = [terms.pricePaise, isStop(terms.orderType) ? terms.triggerPaise : 0].filter((price) => price > 0);
  if (prices.some((price) => price % tickPaise !== 0)) {
    return `Order price is not a multiple of tick size ${(tickPaise / 100).toFixed(2)}.`;
  }
  if (prices.some((price) => price < lowerLimitPaise || price > upperLimitPaise)) {
    return `Rate Not Within Ckt Limit ${(lowerLimitPaise / 100).toFixed(2)} To ${(upperLimitPaise / 100).toFixed(2)}`;
  }
  return null;
}

function holdingsRefusal({ account, catalogue, ticket, units }: RiskCase): string | null {
  if (ticket.product !== 'CNC' || ticket.side !== 'SELL' || ticket.instrument.kind !== 'EQUITY') return null;
  const sellable = sellableUnits(account, catalogue, ticket.instrument);
  return units <= sellable ? null : `Insufficient holdings. Required ${units}, available ${sellable}.`;
}

/** Without a power of attorney, units that leave the demat account need an authorisation of today. The text is ours. */
function edisRefusal({ account, catalogue, ticket, units, today }: RiskCase): string | null {
  if (account.identity.ddpi || ticket.product !== 'CNC' || ticket.side !== 'SELL') return null;
  if (ticket.instrument.kind !== 'EQUITY') return null;
  const { net, selling } = deliveryToday(account, catalogue, ticket.instrument);
  const needed = units + selling - net;
  const approved = account.edis.approved(ticket.instrument.isin, today);
  return needed <= approved ? null : `eDIS authorisation is needed for ${needed} units, found ${approved}.`;
}

function fundsRefusal({ account, ticket, terms, units, ltpPaise }: RiskCase): string | null {
  const { instrument, product, side } = ticket;
  const opening = account.openingUnits(instrument, product, side, units);
  const needed = Math.round(unitMarginPaise(instrument, product, side, marginPricePaise(terms, ltpPaise)) * opening);
  // An order that only closes needs no funds, and passes even when the account is below zero.
  if (needed === 0 || needed <= account.availablePaise) return null;
  const missing = (needed - account.availablePaise) / 100;
  return `You have insufficient funds. Please add Rs.${missing.toFixed(2)} to trade.`;
}

/** The price for the margin of an order: its limit, else its trigger, else the last price. */
export function marginPricePaise(terms: OrderTerms, ltpPaise: number): number {
  return terms.pricePaise || terms.triggerPaise || ltpPaise;
}
