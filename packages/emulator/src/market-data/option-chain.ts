import { istToMs } from '@dhancopy/domain/indian-time';
import * as z from 'zod';
import type { Broker } from '../broker.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { averageRupees, rupeesFromPaise } from '../money/paise.ts';
import { dataFailure } from '../orders/refusal.ts';
import { ok, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { wireIdNumber } from '../rest/wire-fields.ts';
import { greeksOf, impliedVolatility, type OptionCase } from './black-scholes.ts';
import { chartAsk } from './chart-operations.ts';
import { depthOf } from './depth.ts';
import { findInstrument, requireClientId } from './gate.ts';
import { openInterest } from './open-interest.ts';

/** Source: https://dhanhq.co/docs/v2/option-chain/ */
export const OPTION_CHAIN_OPERATIONS: readonly RestOperation[] = [
  { ...chartAsk, name: 'optionChain', path: '/optionchain', run: optionChain },
  { ...chartAsk, name: 'expiryList', path: '/optionchain/expirylist', run: expiryList },
];

const listBody = z.object({ UnderlyingScrip: wireIdNumber, UnderlyingSeg: z.string() });
const chainBody = listBody.extend({ Expiry: z.string().regex(/^\d{4}-\d\d-\d\d$/) });

/** The same request once in three seconds. Since v2.5, different requests do not count against each other. */
const uniqueMs = 3000;

function underlyingOf(broker: Broker, { UnderlyingScrip, UnderlyingSeg }: z.output<typeof listBody>): Instrument {
  const underlying = findInstrument(broker, UnderlyingSeg, UnderlyingScrip);
  if (underlying === undefined) throw dataFailure(813);
  return underlying;
}

/** Contracts name their underlying by symbol. The id in the scrip master is not that of the index. */
function optionsOn(broker: Broker, underlying: Instrument): Instrument[] {
  return [...broker.catalogue.listed()].filter(
    (one) => one.optionType !== 'XX' && one.underlyingSymbol === underlying.tradingSymbol,
  );
}

/** @throws Refusal 805 */
function refuseSameQuestion(broker: Broker, { account }: Call, question: unknown): void {
  if (broker.limiter === null) return;
  const key = `${account.dhanClientId} ${JSON.stringify(question)}`;
  if (!broker.onceEvery.take(key, uniqueMs, broker.wireTimers.now())) throw dataFailure(805);
}

function expiryList(broker: Broker, call: Call): Answer {
  requireClientId(call);
  const parsed = listBody.safeParse(call.body);
  if (!parsed.success) throw dataFailure(814);
  const underlying = underlyingOf(broker, parsed.data);
  refuseSameQuestion(broker, call, parsed.data);
  const expiries = optionsOn(broker, underlying).map(({ expiry }) => expiry ?? '');
  return ok({ data: [...new Set(expiries)].sort(), status: 'success' });
}

function optionChain(broker: Broker, call: Call): Answer {
  requireClientId(call);
  const parsed = chainBody.safeParse(call.body);
  if (!parsed.success) throw dataFailure(parsed.error.issues[0]?.path[0] === 'Expiry' ? 812 : 814);
  const underlying = underlyingOf(broker, parsed.data);
  refuseSameQuestion(broker, call, parsed.data);
  const options = optionsOn(broker, underlying).filter(({ expiry }) => expiry === parsed.data.Expiry);
  if (options.length === 0) throw dataFailure(811);
  const spot = rupeesFromPaise(broker.orderEntry.market.ltpPaise(underlying));
  const strikes = Map.groupBy(options, ({ strikePaise }) => strikePaise);
  const oc = [...strikes]
    .sort(([one], [other]) => one - other)
    .map(([strikePaise, sides]) => {
      // One side of a strike may be missing.
      const rows = sides.map(
        (side) => [side.optionType.toLowerCase(), sideRow(broker, side, spot, broker.wireTimers.now())] as const,
      );
      return [rupeesFromPaise(strikePaise).toFixed(6), Object.fromEntries(rows)] as const;
    });
  return ok({ data: { last_price: spot, oc: Object.fromEntries(oc) }, status: 'success' });
}

function sideRow(broker: Broker, option: Instrument, spot: number, nowMs: number): Record<string, unknown> {
  const { orderEntry, candles, settings } = broker;
  const market = orderEntry.market.of(option);
  const day = candles.day(option);
  const price = rupeesFromPaise(market.ltpPaise);
  const oi = openInterest(option, settings.seed);
  const expiresMs = istToMs(`${option.expiry ?? ''} 15:30`) ?? NaN;
  const contract: OptionCase = {
    isCall: option.optionType === 'CE',
    spot,
    strike: rupeesFromPaise(option.strikePaise),
    years: Math.max(expiresMs - nowMs, 60_000) / (365 * 86_400_000),
  };
  const volatility = impliedVolatility(contract, price);
  const greeks = volatility === null ? { delta: 0, theta: 0, gamma: 0, vega: 0 } : greeksOf(contract, volatility);
  const [bid] = depthOf(market, 'BUY', 1);
  const [ask] = depthOf(market, 'SELL', 1);
  return {
    average_price: averageRupees(day.averagePaise, 1),
    greeks: Object.fromEntries(
      Object.entries<number>({ ...greeks }).map(([name, value]) => [name, Number(value.toFixed(5))]),
    ),
    // In percent.
    implied_volatility: (volatility ?? 0) * 100,
    last_price: price,
    oi: oi.now,
    previous_close_price: rupeesFromPaise(day.previousClose),
    previous_oi: oi.previous,
    previous_volume: candles.daily(option, 0, Infinity).at(-1)?.volume ?? 0,
    security_id: Number(option.securityId),
    top_ask_price: rupeesFromPaise(ask?.pricePaise ?? 0),
    top_ask_quantity: ask?.quantity ?? 0,
    top_bid_price: rupeesFromPaise(bid?.pricePaise ?? 0),
    top_bid_quantity: bid?.quantity ?? 0,
    volume: day.volume,
  };
}
