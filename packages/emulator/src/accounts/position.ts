import type { Instrument } from '../instruments/instrument.ts';
import type { Product, Side } from '../orders/order.ts';
import { positionMarginPaise } from './margin.ts';

/** Net of one instrument in one product. Values are quantity times price, in paise, without the contract multiplier. */
export interface Position {
  readonly instrument: Instrument;
  readonly product: Product;
  carryBuyQuantity: number;
  carryBuyValuePaise: number;
  carrySellQuantity: number;
  carrySellValuePaise: number;
  dayBuyQuantity: number;
  dayBuyValuePaise: number;
  daySellQuantity: number;
  daySellValuePaise: number;
  /** Units of open orders, per side, that still wait for a fill. */
  readonly openUnits: Record<Side, number>;
}

export function positionKey(instrument: Instrument, product: Product): string {
  return `${instrument.exchangeSegment}:${instrument.securityId}:${product}`;
}

/** @param carryQuantity - units brought from earlier days, negative for a short */
export function newPosition(
  instrument: Instrument,
  product: Product,
  carryQuantity = 0,
  carryPricePaise = 0,
): Position {
  const bought = Math.max(0, carryQuantity);
  const sold = Math.max(0, -carryQuantity);
  return {
    instrument,
    product,
    carryBuyQuantity: bought,
    carryBuyValuePaise: bought * carryPricePaise,
    carrySellQuantity: sold,
    carrySellValuePaise: sold * carryPricePaise,
    dayBuyQuantity: 0,
    dayBuyValuePaise: 0,
    daySellQuantity: 0,
    daySellValuePaise: 0,
    openUnits: { BUY: 0, SELL: 0 },
  };
}

/** Totals of a position, carried and today's together, as the broker's row shows them. */
export interface PositionTotals {
  readonly buyQuantity: number;
  readonly buyValuePaise: number;
  readonly sellQuantity: number;
  readonly sellValuePaise: number;
  /** Negative for a short. */
  readonly netQuantity: number;
}

export function totals(position: Position): PositionTotals {
  const buyQuantity = position.carryBuyQuantity + position.dayBuyQuantity;
  const sellQuantity = position.carrySellQuantity + position.daySellQuantity;
  return {
    buyQuantity,
    buyValuePaise: position.carryBuyValuePaise + position.dayBuyValuePaise,
    sellQuantity,
    sellValuePaise: position.carrySellValuePaise + position.daySellValuePaise,
    netQuantity: buyQuantity - sellQuantity,
  };
}

export function addToDay(position: Position, side: Side, units: number, valuePaise: number): void {
  if (side === 'BUY') {
    position.dayBuyQuantity += units;
    position.dayBuyValuePaise += valuePaise;
  } else {
    position.daySellQuantity += units;
    position.daySellValuePaise += valuePaise;
  }
}

/**
 * Takes units out of one side: today's units first, then carried ones.
 *
 * @returns their value in paise
 */
export function takeFromPosition(position: Position, side: Side, units: number): number {
  const buys = side === 'BUY';
  const dayQuantity = buys ? position.dayBuyQuantity : position.daySellQuantity;
  const dayValue = buys ? position.dayBuyValuePaise : position.daySellValuePaise;
  const fromDay = Math.min(units, dayQuantity);
  const dayTaken = fromDay === 0 ? 0 : Math.round((dayValue * fromDay) / dayQuantity);
  addToDay(position, side, -fromDay, -dayTaken);
  const fromCarry = units - fromDay;
  if (fromCarry === 0) return dayTaken;
  const carryQuantity = buys ? position.carryBuyQuantity : position.carrySellQuantity;
  const carryValue = buys ? position.carryBuyValuePaise : position.carrySellValuePaise;
  const carryTaken = Math.round((carryValue * fromCarry) / carryQuantity);
  if (buys) {
    position.carryBuyQuantity -= fromCarry;
    position.carryBuyValuePaise -= carryTaken;
  } else {
    position.carrySellQuantity -= fromCarry;
    position.carrySellValuePaise -= carryTaken;
  }
  return dayTaken + carryTaken;
}

/** Profit of the closed part at average prices, in paise, contract multiplier included. */
export function realisedPaise(position: Position): number {
  const t = totals(position);
  const closed = Math.min(t.buyQuantity, t.sellQuantity);
  if (closed === 0) return 0;
  const perUnit = t.sellValuePaise / t.sellQuantity - t.buyValuePaise / t.buyQuantity;
  return Math.round(closed * perUnit * position.instrument.multiplier);
}

/** Profit of the open part against a price, in paise. */
export function unrealisedPaise(position: Position, ltpPaise: number): number {
  const t = totals(position);
  if (t.netQuantity === 0) return 0;
  const entry = t.netQuantity > 0 ? t.buyValuePaise / t.buyQuantity : t.sellValuePaise / t.sellQuantity;
  return Math.round(t.netQuantity * (ltpPaise - entry) * position.instrument.multiplier);
}

/** The account's funds that the open part blocks, in paise. */
export function blockedByPosition(position: Position): number {
  const t = totals(position);
  if (t.netQuantity === 0) return 0;
  const entry = t.netQuantity > 0 ? t.buyValuePaise / t.buyQuantity : t.sellValuePaise / t.sellQuantity;
  return positionMarginPaise(position.instrument, position.product, t.netQuantity, entry);
}
