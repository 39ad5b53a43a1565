import * as z from 'zod';
import type { Broker } from '../broker.ts';
import { prngOf } from '../chance/hash.ts';
import type { Candle } from '../candles/candle.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { EXPIRY_WEEKDAY, nextMonthly, nextWeekly } from '../instruments/expiry.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import { inputException } from '../orders/refusal.ts';
import type { Answer, Call, RestOperation } from '../rest/operation.ts';
import { firstIssue, wireId } from '../rest/wire-fields.ts';
import { optionPrice } from './black-scholes.ts';
import { chartAsk } from './chart-operations.ts';
import { momentOf } from './chart-requests.ts';
import { findInstrument, requireDataPlan } from './gate.ts';
import { javaArrays } from './java-json.ts';

/** Source: https://dhanhq.co/docs/v2/expired-options-data/ */
export const ROLLING_OPTION_OPERATIONS: readonly RestOperation[] = [
  { ...chartAsk, name: 'rollingOption', path: '/charts/rollingoption', run: rollingOption },
];

const SERIES = ['open', 'high', 'low', 'close', 'iv', 'volume', 'strike', 'oi', 'spot'] as const;
const maxDays = 30;

const body = z.object({
  exchangeSegment: z.string(),
  interval: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.enum(['1', '5', '15', '25', '60'])),
  securityId: wireId,
  instrument: z.enum(['OPTIDX', 'OPTSTK']),
  expiryFlag: z.enum(['WEEK', 'MONTH']),
  expiryCode: z.int().min(1).max(3),
  strike: z.string().regex(/^ATM([+-]\d+)?$/),
  drvOptionType: z.enum(['CALL', 'PUT']),
  requiredData: z.array(z.enum(SERIES)).min(1),
  fromDate: z.string(),
  toDate: z.string(),
});
type Request = z.output<typeof body>;

/**
 * The option at a given number of strikes from the money at each moment, priced from the candles of the underlying at a seeded
 * volatility. The last day is not included. At most thirty days.
 */
function rollingOption(broker: Broker, call: Call): Answer {
  requireDataPlan(call);
  const parsed = body.safeParse(call.body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const request = parsed.data;
  const fromMs = momentOf(request.fromDate, 'fromDate');
  const toMs = momentOf(request.toDate, 'toDate');
  if (toMs - fromMs > maxDays * 86_400_000) throw inputException(`toDate: more than ${maxDays} days`);
  const steps = Number(request.strike.slice(3) || '0');
  const reach = request.instrument === 'OPTIDX' && request.expiryCode === 1 ? 10 : 3;
  if (Math.abs(steps) > reach) throw inputException(`strike: expected at most ${reach} from ATM`);
  const underlying = underlyingOf(broker, request);
  const candles = broker.candles.intraday(underlying, Number(request.interval), fromMs, toMs - 1);
  const arrays = javaArrays(series(broker, request, underlying, candles, steps));
  const text = request.drvOptionType === 'CALL' ? `{"ce":${arrays},"pe":null}` : `{"ce":null,"pe":${arrays}}`;
  return { httpStatus: 200, body: `{"data":${text}}`, contentType: 'application/json' };
}

/** The segment is that of the contracts. The id is that of the index or the share. */
function underlyingOf(broker: Broker, { exchangeSegment, securityId }: Request): Instrument {
  const cash = exchangeSegment === 'BSE_FNO' ? 'BSE_EQ' : 'NSE_EQ';
  const found = findInstrument(broker, 'IDX_I', securityId) ?? findInstrument(broker, cash, securityId);
  if (found === undefined) throw inputException(`securityId: no underlying ${securityId}`);
  return found;
}

function series(
  broker: Broker,
  request: Request,
  underlying: Instrument,
  candles: readonly Candle[],
  steps: number,
): Record<string, number[]> {
  const { expiryFlag, expiryCode, drvOptionType, requiredData } = request;
  const chance = prngOf(broker.settings.seed, underlying.securityId, expiryFlag, expiryCode, request.strike);
  const volatility = 0.11 + chance.next() * 0.06;
  const isCall = drvOptionType === 'CALL';
  const rows = candles.map((candle) => {
    const strike = strikeNear(rupeesFromPaise(candle.open), steps);
    const years = Math.max(expiryMs(underlying, candle.atMs, request) - candle.atMs, 60_000) / (365 * 86_400_000);
    const at = (paise: number): number =>
      Math.max(
        0.05,
        Math.round(optionPrice({ isCall, spot: rupeesFromPaise(paise), strike, years }, volatility) * 20) / 20,
      );
    return {
      open: at(candle.open),
      // A put is most expensive where its underlying is cheapest.
      high: at(isCall ? candle.high : candle.low),
      low: at(isCall ? candle.low : candle.high),
      close: at(candle.close),
      iv: volatility * 100,
      volume: 1 + Math.floor(chance.next() * 100_000),
      strike,
      oi: 100_000 + Math.floor(chance.next() * 1_000_000),
      spot: rupeesFromPaise(candle.close),
    };
  });
  const wanted = SERIES.filter((name) => requiredData.includes(name)).map((name) => [
    name,
    rows.map((row) => row[name]),
  ]);
  const timestamps = candles.map(({ atMs }) => Math.floor(atMs / 1000));
  return { ...(Object.fromEntries(wanted) as Record<string, number[]>), timestamp: timestamps };
}

/** Strikes are about 0.2 % apart, on round numbers: 50 for NIFTY, 100 for BANKNIFTY and SENSEX. */
function strikeNear(spot: number, steps: number): number {
  const step = spot > 40_000 ? 100 : spot > 5000 ? 50 : spot > 1000 ? 20 : 5;
  return (Math.round(spot / step) + steps) * step;
}

function expiryMs(underlying: Instrument, atMs: number, { expiryFlag, expiryCode }: Request): number {
  const weekday = underlying.exchange === 'BSE' ? EXPIRY_WEEKDAY.BSE : EXPIRY_WEEKDAY.NSE;
  let ms = atMs;
  let expiry = new Date(ms);
  for (let count = 0; count < expiryCode; count += 1) {
    expiry = expiryFlag === 'WEEK' ? nextWeekly(ms, weekday) : nextMonthly(ms, weekday);
    ms = expiry.getTime();
  }
  return expiry.getTime() + 10 * 3_600_000; // 15:30 in India
}
