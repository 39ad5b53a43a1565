import type { Catalogue } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { Account } from './account.ts';
import { heldQuantity, sameShare, type Holding } from './holding.ts';
import { positionKey, totals } from './position.ts';

/** Delivery trades of the day in one share, over both exchanges: units bought less units sold, and units waiting to be sold. */
export function deliveryToday(
  account: Account,
  catalogue: Catalogue,
  instrument: Instrument,
): { net: number; selling: number } {
  let net = 0;
  let selling = 0;
  for (const listing of catalogue.sameShare(instrument)) {
    const position = account.positions.get(positionKey(listing, 'CNC'));
    if (position === undefined) continue;
    net += totals(position).netQuantity;
    selling += position.openUnits.SELL;
  }
  return { net, selling };
}

/** Units of a share that a CNC sell may still take: free holdings, and units bought for delivery today. */
export function sellableUnits(account: Account, catalogue: Catalogue, instrument: Instrument): number {
  const today = deliveryToday(account, catalogue, instrument);
  const held = account.holdings
    .filter((holding) => sameShare(holding.instrument, instrument))
    .reduce((sum, holding) => sum + heldQuantity(holding) - holding.collateralQuantity, 0);
  return Math.max(0, held + today.net - today.selling);
}

/** `availableQty` of a holdings row. Today's purchases are sold first and never raise it. */
export function availableUnits(account: Account, catalogue: Catalogue, holding: Holding): number {
  const today = deliveryToday(account, catalogue, holding.instrument);
  const free = heldQuantity(holding) - holding.collateralQuantity;
  return Math.max(0, Math.min(free, free + today.net - today.selling));
}
