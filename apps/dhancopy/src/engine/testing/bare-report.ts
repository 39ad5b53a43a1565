import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import { INSTRUMENT } from './world.ts';

/** A report of a plain order that rests and of which nothing has filled, for tests of a single rule. */
export function bareReport(change: Partial<OrderReport>): OrderReport {
  return {
    accountId: accountId('F'),
    venueOrderId: venueOrderId('1'),
    clientOrderId: null,
    parentVenueOrderId: null,
    leg: null,
    isSuperOrder: false,
    instrumentId: INSTRUMENT.id,
    side: 'BUY',
    product: 'INTRADAY',
    orderType: 'LIMIT',
    timeInForce: 'DAY',
    quantity: 100,
    price: paise(160_000),
    triggerPrice: NO_PRICE,
    disclosedQty: 0,
    filledQty: 0,
    status: 'ACCEPTED',
    statusText: 'PENDING',
    afterMarket: false,
    amoTime: null,
    avgPxRupees: null,
    isModification: false,
    text: '',
    lastPrice: null,
    tradingSymbol: 'HDFCBANK',
    exchangeOrderId: null,
    tsEventMs: null,
    source: 'STREAM',
    ...change,
  };
}
