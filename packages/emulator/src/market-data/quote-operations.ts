import * as z from 'zod';
import type { Broker } from '../broker.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { averageRupees, rupeesFromPaise } from '../money/paise.ts';
import { dataFailure } from '../orders/refusal.ts';
import { ok, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { wireIdNumber } from '../rest/wire-fields.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { depthOf, totalQuantity, type DepthLevel } from './depth.ts';
import { findInstrument, requireClientId } from './gate.ts';
import { openInterest } from './open-interest.ts';

const ask = { method: 'POST', budget: 'quote', needsStaticIp: false } as const;

/** Source: https://dhanhq.co/docs/v2/market-quote/ */
export const QUOTE_OPERATIONS: readonly RestOperation[] = [
  { ...ask, name: 'ltp', path: '/marketfeed/ltp', run: (broker, call) => quotes(broker, call, ltpFields) },
  { ...ask, name: 'ohlc', path: '/marketfeed/ohlc', run: (broker, call) => quotes(broker, call, ohlcFields) },
  { ...ask, name: 'quote', path: '/marketfeed/quote', run: (broker, call) => quotes(broker, call, quoteFields) },
];

const maxInstruments = 1000;
/** Ids by segment. The official client adds its client id to every body, which is not a segment. */
const body = z
  .looseObject({})
  .transform(({ dhanClientId: _client, ...segments }) => segments)
  .pipe(z.record(z.string(), z.array(wireIdNumber)));

type Fields = (broker: Broker, instrument: Instrument) => Record<string, unknown>;

/** Ids that are not listed are missing in the answer. This is not an error. Recorded. */
function quotes(broker: Broker, call: Call, fields: Fields): Answer {
  requireClientId(call);
  const parsed = body.safeParse(call.body);
  if (!parsed.success || Object.keys(parsed.data).length === 0) throw dataFailure(814);
  const wanted = Object.entries(parsed.data);
  if (wanted.reduce((count, [, ids]) => count + ids.length, 0) > maxInstruments) throw dataFailure(804);
  const data = wanted.map(([segment, ids]) => {
    const found = ids.map((id) => findInstrument(broker, segment, id)).filter((one) => one !== undefined);
    return [segment, Object.fromEntries(found.map((one) => [one.securityId, fields(broker, one)]))] as const;
  });
  return ok({ data: Object.fromEntries(data), status: 'success' });
}

function ltpFields(broker: Broker, instrument: Instrument): Record<string, unknown> {
  return { last_price: rupeesFromPaise(broker.orderEntry.market.ltpPaise(instrument)) };
}

/** `close` is the close of the day before, during the session and after. */
function ohlcFields(broker: Broker, instrument: Instrument): Record<string, unknown> {
  const day = broker.candles.day(instrument);
  const ohlc = {
    open: rupeesFromPaise(day.open),
    close: rupeesFromPaise(day.previousClose),
    high: rupeesFromPaise(day.high),
    low: rupeesFromPaise(day.low),
  };
  return { ...ltpFields(broker, instrument), ohlc };
}

function quoteFields(broker: Broker, instrument: Instrument): Record<string, unknown> {
  const day = broker.candles.day(instrument);
  const market = broker.orderEntry.market.of(instrument);
  const [bids, asks] = [depthOf(market, 'BUY', 5), depthOf(market, 'SELL', 5)];
  const oi = openInterest(instrument, broker.settings.seed);
  return {
    average_price: averageRupees(day.averagePaise, 1),
    buy_quantity: totalQuantity(bids),
    sell_quantity: totalQuantity(asks),
    depth: { buy: bids.map(levelRow), sell: asks.map(levelRow) },
    last_quantity: day.lastQuantity,
    last_trade_time: lastTradeTime(day.lastTradeMs),
    lower_circuit_limit: rupeesFromPaise(instrument.lowerLimitPaise),
    upper_circuit_limit: rupeesFromPaise(instrument.upperLimitPaise),
    net_change: rupeesFromPaise(market.ltpPaise - day.previousClose),
    oi: oi.now,
    oi_day_high: oi.high,
    oi_day_low: oi.low,
    volume: day.volume,
    ...ohlcFields(broker, instrument),
  };
}

function levelRow({ quantity, orders, pricePaise }: DepthLevel): Record<string, number> {
  return { quantity, orders, price: rupeesFromPaise(pricePaise) };
}

/** `DD/MM/YYYY HH:mm:ss`; the beginning of 1980 when there was no trade. */
function lastTradeTime(atMs: number | null): string {
  if (atMs === null) return '01/01/1980 00:00:00';
  const [date = '', time = ''] = istDateTime(atMs).split(' ');
  return `${date.split('-').reverse().join('/')} ${time}`;
}
