import type { Instrument } from '../instruments/instrument.ts';
import { heldQuantity, isEmpty, noHolding, sameShare, type Holding } from './holding.ts';
import { positionMarginPaise } from './margin.ts';
import { newPosition, realisedPaise, totals, unrealisedPaise, type Position } from './position.ts';

/** The part of an account that changes over night. */
interface DayEnd {
  readonly holdings: readonly Holding[];
  readonly positions: ReadonlyMap<string, Position>;
}

/** The state after a day, for the next one. */
export interface Overnight {
  readonly holdings: readonly Holding[];
  readonly positions: readonly Position[];
  /** The amount that the day's trades add to the funds, in paise; negative for a day on which shares were bought. */
  readonly cashPaise: number;
}

/**
 * The account on the next morning. Delivery purchases are holdings that wait for delivery. Those of the day before are delivered. Sold
 * shares are gone. Contracts in MARGIN are carried at their average price. INTRADAY has ended; open INTRADAY positions are settled at
 * the last price.
 *
 * Delivery is netted by share over both exchanges: a purchase on one and a sale on the other leave nothing.
 */
export function overnight(day: DayEnd, ltpPaise: (instrument: Instrument) => number): Overnight {
  const holdings = day.holdings.map(delivered);
  const positions: Position[] = [];
  let cashPaise = 0;
  for (const position of day.positions.values()) {
    const { instrument, product } = position;
    const t = totals(position);
    if (product === 'CNC') {
      cashPaise += t.sellValuePaise - t.buyValuePaise;
      deliver(holdings, instrument, { bought: t.buyQuantity, sold: t.sellQuantity, valuePaise: t.buyValuePaise });
    } else if (product === 'MTF') {
      // The account's own share of the price. The broker lends the rest, and gets it back.
      const averagePaise = t.netQuantity > 0 ? t.buyValuePaise / t.buyQuantity : t.sellValuePaise / t.sellQuantity;
      const ownPaise = positionMarginPaise(instrument, product, Math.abs(t.netQuantity), averagePaise);
      cashPaise += realisedPaise(position) - Math.sign(t.netQuantity) * (t.netQuantity === 0 ? 0 : ownPaise);
      fund(holdings, instrument, t.netQuantity);
    } else if (product === 'MARGIN') {
      cashPaise += realisedPaise(position);
      const side = t.netQuantity > 0 ? t.buyValuePaise / t.buyQuantity : t.sellValuePaise / t.sellQuantity;
      if (t.netQuantity !== 0) positions.push(newPosition(instrument, product, t.netQuantity, side));
    } else {
      cashPaise += realisedPaise(position) + unrealisedPaise(position, ltpPaise(instrument));
    }
  }
  return { holdings: holdings.map(settled).filter((holding) => !isEmpty(holding)), positions, cashPaise };
}

/** A holding in which the day's sales may exceed the remaining units. Purchases of the same day cover them. */
function delivered(holding: Holding): Holding {
  const { dpQuantity, t1Quantity, mtfQuantity = 0, mtfT1Quantity = 0 } = holding;
  return {
    ...holding,
    dpQuantity: dpQuantity + t1Quantity,
    t1Quantity: 0,
    ...(mtfQuantity + mtfT1Quantity > 0 && { mtfQuantity: mtfQuantity + mtfT1Quantity, mtfT1Quantity: 0 }),
  };
}

function deliver(
  holdings: Holding[],
  instrument: Instrument,
  day: { readonly bought: number; readonly sold: number; readonly valuePaise: number },
): void {
  if (day.bought + day.sold === 0) return;
  change(holdings, instrument, (before) => {
    const units = heldQuantity(before) + day.bought;
    const valuePaise = Math.max(0, heldQuantity(before)) * before.averagePaise + day.valuePaise;
    return {
      ...before,
      dpQuantity: before.dpQuantity - day.sold,
      t1Quantity: before.t1Quantity + day.bought,
      averagePaise: units > 0 ? Math.round(valuePaise / units) : 0,
    };
  });
}

function fund(holdings: Holding[], instrument: Instrument, netQuantity: number): void {
  if (netQuantity === 0) return;
  change(holdings, instrument, (before) => ({
    ...before,
    mtfQuantity: (before.mtfQuantity ?? 0) + Math.min(0, netQuantity),
    mtfT1Quantity: (before.mtfT1Quantity ?? 0) + Math.max(0, netQuantity),
  }));
}

/** Sales are taken from delivered units first. Units sold beyond the holding go to an auction at the exchange, and are ignored here. */
function settled(holding: Holding): Holding {
  const dpQuantity = Math.max(0, holding.dpQuantity);
  return {
    ...holding,
    dpQuantity,
    t1Quantity: Math.max(0, holding.t1Quantity + Math.min(0, holding.dpQuantity)),
    collateralQuantity: Math.min(holding.collateralQuantity, dpQuantity),
    ...(holding.mtfQuantity !== undefined && { mtfQuantity: Math.max(0, holding.mtfQuantity) }),
  };
}

function change(holdings: Holding[], instrument: Instrument, to: (before: Holding) => Holding): void {
  const index = holdings.findIndex((holding) => sameShare(holding.instrument, instrument));
  const before = holdings[index];
  if (before === undefined) holdings.push(to(noHolding(instrument)));
  else holdings[index] = to(before);
}
