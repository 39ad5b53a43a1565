import * as z from 'zod';
import type { InstrumentMarket } from '../../market/instrument-market.ts';
import { paiseFromRupees, rupeesFromPaise } from '../../money/paise.ts';
import type { ControlContext } from '../control-context.ts';
import { ControlError, finite, parseOrExplain } from '../control-error.ts';
import { nextDay, nightOptions, type NightOptions } from '../night.ts';
import { field, fields, instrument, isOn, operation, resultAs } from '../operation.ts';

const price = field('rupees', z.number().positive());
const units = field('unitsPerEvent', z.int().nonnegative().nullable());

/** Prices and matching, and how the day opens, closes and ends for all accounts. */
export const marketOperations = {
  /** A price event, in rupees: liquidity is renewed, crossed orders fill, reached stops trigger. */
  setPrice: operation([...instrument, price], (context, exchangeSegment, securityId, rupees) => {
    const paise = Math.round(paiseFromRupees(finite('rupees', rupees)));
    if (paise <= 0) throw new ControlError(`rupees: expected more than 0, found ${rupees}`);
    marketOf(context, exchangeSegment, securityId).priceEvent(paise);
  }),
  /** Last price, in rupees. */
  price: resultAs('rupees', instrument, (context, exchangeSegment, securityId) =>
    rupeesFromPaise(marketOf(context, exchangeSegment, securityId).ltpPaise),
  ),
  /** Units that each side offers between two price events; null for no limit. */
  setLiquidity: operation([...instrument, units], (context, exchangeSegment, securityId, unitsPerEvent) => {
    if (unitsPerEvent !== null && (!Number.isInteger(unitsPerEvent) || unitsPerEvent < 0)) {
      throw new ControlError(`unitsPerEvent: expected null or a whole number from 0, found ${unitsPerEvent}`);
    }
    marketOf(context, exchangeSegment, securityId).setLiquidity(unitsPerEvent);
  }),
  startWalk: operation([], ({ broker }) => broker.walk.start()),
  stopWalk: operation([], ({ broker }) => broker.walk.stop()),
  /** While halted, nothing trades and no stop triggers. The end of the halt is a price event. */
  haltMatching: operation([...instrument, isOn], (context, exchangeSegment, securityId, on) =>
    marketOf(context, exchangeSegment, securityId).halt(on),
  ),

  /** Opens the market for after-market orders of all accounts. @returns how many went to the exchange */
  releaseAmo: resultAs('released', [], ({ broker: { accounts, orderEntry } }) =>
    [...accounts.all()].reduce((sum, account) => sum + orderEntry.releaseAfterMarketOrders(account), 0),
  ),
  /** Ends the day for all accounts. After-market orders stay. @returns how many orders expired */
  expireDayOrders: resultAs('expired', [], ({ broker: { accounts, orderEntry } }) =>
    [...accounts.all()].reduce((sum, account) => sum + orderEntry.expireDayOrders(account), 0),
  ),
  /** While closed, modify and cancel by API are refused. */
  setMarketClosed: operation([isOn], ({ broker }, on) => {
    broker.marketClosed = on;
  }),
  /** While on, the market counts as open: after-market orders by API and in the app are refused with DH-906. */
  refuseAmo: operation([isOn], ({ broker }, on) => {
    broker.amoRefused = on;
  }),
  /**
   * Plays a night, at once. INTRADAY is squared off, day orders expire, the books of the day are emptied, trades move to the history,
   * delivery moves to the holdings, MARGIN is carried. A clock given as `now` moves to 09:15 of the next trading day.
   *
   * @returns the Indian date by the emulator's clock
   */
  nextDay: resultAs('day', [fields(nightOptions)], ({ broker }, night: NightOptions = {}) =>
    nextDay(broker, parseOrExplain(nightOptions, night, 'nextDay')),
  ),
};

function marketOf(context: ControlContext, exchangeSegment: string, securityId: string): InstrumentMarket {
  return context.broker.orderEntry.market.of(context.instrumentOf(exchangeSegment, securityId));
}
