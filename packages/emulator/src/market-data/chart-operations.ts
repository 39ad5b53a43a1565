import * as z from 'zod';
import type { Broker } from '../broker.ts';
import type { Candle } from '../candles/candle.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import { inputException } from '../orders/refusal.ts';
import type { Answer, Call, RestOperation } from '../rest/operation.ts';
import { firstIssue, wireId } from '../rest/wire-fields.ts';
import { brokenId, dayOf, momentOf, noData } from './chart-requests.ts';
import { findInstrument, requireDataPlan } from './gate.ts';
import { javaArrays } from './java-json.ts';
import { openInterest } from './open-interest.ts';

export const chartAsk = { method: 'POST', budget: 'data', needsStaticIp: false } as const;

/** Source: https://dhanhq.co/docs/v2/historical-data/ */
export const CHART_OPERATIONS: readonly RestOperation[] = [
  { ...chartAsk, name: 'historical', path: '/charts/historical', run: historical },
  { ...chartAsk, name: 'intraday', path: '/charts/intraday', run: intraday },
];

const maxIntradayDays = 90;

const common = z.object({
  securityId: wireId.pipe(z.string().min(1)),
  exchangeSegment: z.string(),
  instrument: z.string(),
  oi: z.boolean().optional(),
  fromDate: z.string(),
  toDate: z.string(),
});
const intradayBody = common.extend({
  interval: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.enum(['1', '5', '15', '25', '60'])),
});

/** Daily candles; the last day is not included. */
function historical(broker: Broker, call: Call): Answer {
  requireDataPlan(call);
  const parsed = common.extend({ expiryCode: z.int().min(0).max(3).optional() }).safeParse(call.body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { fromDate, toDate, oi } = parsed.data;
  const instrument = listed(broker, parsed.data);
  const candles = broker.candles.daily(instrument, dayOf(fromDate, 'fromDate'), dayOf(toDate, 'toDate'));
  return chart(broker, instrument, candles, oi === true);
}

/** Candles of minutes, the current one included; at most ninety days. */
function intraday(broker: Broker, call: Call): Answer {
  requireDataPlan(call);
  const parsed = intradayBody.safeParse(call.body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { fromDate, toDate, interval, oi } = parsed.data;
  const fromMs = momentOf(fromDate, 'fromDate');
  const toMs = momentOf(toDate, 'toDate');
  if (toMs - fromMs > maxIntradayDays * 86_400_000) throw inputException(`toDate: more than ${maxIntradayDays} days`);
  const instrument = listed(broker, parsed.data);
  return chart(broker, instrument, broker.candles.intraday(instrument, Number(interval), fromMs, toMs), oi === true);
}

function listed(broker: Broker, fields: z.output<typeof common>): Instrument {
  if (!/^\d+$/.test(fields.securityId)) throw brokenId();
  const instrument = findInstrument(broker, fields.exchangeSegment, fields.securityId);
  if (instrument?.kind !== fields.instrument) throw noData();
  return instrument;
}

/** Parallel arrays. Times are UTC seconds, unlike those of the feed. */
function chart(broker: Broker, instrument: Instrument, candles: readonly Candle[], withOi: boolean): Answer {
  if (candles.length === 0) throw noData();
  const rupees = (part: 'open' | 'high' | 'low' | 'close'): number[] =>
    candles.map((one) => rupeesFromPaise(one[part]));
  const oi = openInterest(instrument, broker.settings.seed).now;
  const body = javaArrays({
    open: rupees('open'),
    high: rupees('high'),
    low: rupees('low'),
    close: rupees('close'),
    volume: candles.map(({ volume }) => volume),
    timestamp: candles.map(({ atMs }) => Math.floor(atMs / 1000)),
    ...(withOi ? { open_interest: candles.map(() => oi) } : {}),
  });
  return { httpStatus: 200, body, contentType: 'application/json' };
}
