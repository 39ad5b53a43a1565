import type { Broker } from '../broker.ts';
import { sameShare, type Holding } from '../accounts/holding.ts';
import { totals } from '../accounts/position.ts';
import { isFinished } from '../orders/order.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { roundToTick } from '../money/paise.ts';
import { ControlError } from './control-error.ts';

/**
 * A split or a bonus, over night. `from` shares become `to` in every account that holds the share, on both exchanges, and the price
 * falls in proportion. It makes no order and no trade. A fraction of a share is paid out.
 *
 * @throws ControlError when the share has an order or a position of the day
 */
export function scaleShare(broker: Broker, share: Instrument, from: number, to: number): void {
  const { accounts, catalogue, orderEntry } = broker;
  refuseDuringTheDay(broker, share);
  for (const listing of catalogue.sameShare(share)) {
    const { tickPaise } = listing;
    const scaled = (paise: number): number => Math.max(tickPaise, roundToTick((paise * from) / to, tickPaise));
    const ltpPaise = scaled(orderEntry.market.ltpPaise(listing));
    const instrument: Instrument = {
      ...listing,
      basePricePaise: scaled(listing.basePricePaise),
      lowerLimitPaise: scaled(listing.lowerLimitPaise),
      upperLimitPaise: scaled(listing.upperLimitPaise),
    };
    catalogue.change({ instrument, isListed: catalogue.isListed(listing), isTradable: true });
    orderEntry.market.replace(instrument, ltpPaise);
  }
  const units = (quantity: number): number => Math.floor((quantity * to) / from);
  for (const account of accounts.all()) {
    account.holdings = account.holdings.map((holding): Holding => {
      if (!sameShare(holding.instrument, share)) return holding;
      const { exchangeSegment, securityId } = holding.instrument;
      return {
        ...holding,
        instrument: catalogue.known(exchangeSegment, securityId) ?? holding.instrument,
        dpQuantity: units(holding.dpQuantity),
        t1Quantity: units(holding.t1Quantity),
        collateralQuantity: units(holding.collateralQuantity),
        averagePaise: Math.round((holding.averagePaise * from) / to),
        ...(holding.mtfQuantity !== undefined && { mtfQuantity: units(holding.mtfQuantity) }),
        ...(holding.mtfT1Quantity !== undefined && { mtfT1Quantity: units(holding.mtfT1Quantity) }),
      };
    });
  }
}

/**
 * Gives a share another id from today's list on, as with a change of series, with the same ISIN and price. Holdings move to the new id.
 * The old id is neither listed nor tradable.
 *
 * @throws ControlError when the new id is in use, or when the share has an order or a position of the day
 */
export function changeSecurityId(broker: Broker, share: Instrument, securityId: string, series: string): void {
  const { accounts, catalogue, orderEntry } = broker;
  if (catalogue.known(share.exchangeSegment, securityId) !== undefined) {
    throw new ControlError(`newSecurityId: ${securityId} is in ${share.exchangeSegment} already`);
  }
  refuseDuringTheDay(broker, share);
  const isOwnUnderlying = share.underlyingSecurityId === share.securityId;
  const instrument: Instrument = {
    ...share,
    securityId,
    series,
    underlyingSecurityId: isOwnUnderlying ? securityId : share.underlyingSecurityId,
  };
  orderEntry.market.replace(instrument, orderEntry.market.ltpPaise(share), share);
  catalogue.change({ instrument: share, isListed: false, isTradable: false });
  catalogue.change({ instrument, isListed: true, isTradable: true });
  for (const account of accounts.all()) {
    account.holdings = account.holdings.map((holding) =>
      holding.instrument === share ? { ...holding, instrument } : holding,
    );
  }
}

function refuseDuringTheDay({ accounts }: Broker, share: Instrument): void {
  for (const account of accounts.all()) {
    const order = [...account.orders.values()].find(
      (one) => !isFinished(one) && sameShare(one.ticket.instrument, share),
    );
    const position = [...account.positions.values()].find(
      (one) => sameShare(one.instrument, share) && totals(one).buyQuantity + totals(one).sellQuantity > 0,
    );
    if (order ?? position) {
      throw new ControlError(`securityId: account ${account.dhanClientId} trades it today, call nextDay first`);
    }
  }
}
