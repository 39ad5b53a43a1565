import type { Account } from '../accounts/account.ts';
import { unitMarginPaise } from '../accounts/margin.ts';
import { blockedByPosition, positionKey, totals } from '../accounts/position.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { Product } from '../orders/order.ts';
import { inputException, orderError } from '../orders/refusal.ts';
import { productRefusal } from './risk.ts';

export interface Conversion {
  readonly instrument: Instrument;
  readonly from: Product;
  readonly to: Product;
  readonly positionType: 'LONG' | 'SHORT';
  readonly units: number;
}

/**
 * Moves units of a position to another product, without an order, a trade or a frame.
 *
 * @throws Refusal DH-905 for a bad field, DH-906 for units that cannot be converted; the text is ours
 */
export function convertPosition(account: Account, { instrument, from, to, positionType, units }: Conversion): void {
  if (from === to) throw inputException('toProductType: equals fromProductType');
  const notAllowed = productRefusal(instrument, to);
  if (notAllowed !== null) throw orderError(notAllowed);
  if (units % instrument.lotSize !== 0) throw inputException('convertQty: is not in whole lots');
  const position = account.positions.get(positionKey(instrument, from));
  const net = position === undefined ? 0 : totals(position).netQuantity;
  const side = net > 0 ? 'BUY' : 'SELL';
  const waiting = position?.openUnits[net > 0 ? 'SELL' : 'BUY'] ?? 0;
  const isThere = positionType === 'LONG' ? net > 0 : net < 0;
  if (position === undefined || !isThere || units > Math.abs(net) - waiting) {
    throw orderError(
      'Position is not available for conversion',
      `convertQty: ${Math.abs(net) - waiting} can be converted`,
    );
  }
  if (side === 'SELL' && (to === 'CNC' || to === 'MTF')) {
    throw orderError('A short position cannot be converted to delivery');
  }
  const entry = totals(position);
  const price = side === 'BUY' ? entry.buyValuePaise / entry.buyQuantity : entry.sellValuePaise / entry.sellQuantity;
  const needed = Math.round(unitMarginPaise(instrument, to, side, price) * units);
  const freed = Math.round((blockedByPosition(position) * units) / Math.abs(net));
  const missing = needed - freed - account.availablePaise;
  if (missing > 0) {
    throw orderError(`You have insufficient funds. Please add Rs.${(missing / 100).toFixed(2)} to convert.`);
  }
  account.convert(position, to, units);
}
