import type { Candle } from './candle.ts';

/** Indicators of conditional triggers. Source: https://dhanhq.co/docs/v2/annexure/#conditional-triggers */
export const INDICATORS = [
  ...(['SMA', 'EMA'] as const).flatMap((name) =>
    ([5, 10, 20, 50, 100, 200] as const).map((length) => `${name}_${length}` as const),
  ),
  'BB_UPPER',
  'BB_LOWER',
  'RSI_14',
  'ATR_14',
  'STOCHASTIC',
  'STOCHRSI_14',
  'MACD_26',
  'MACD_12',
  'MACD_HIST',
] as const;
export type Indicator = (typeof INDICATORS)[number];

/**
 * The value of an indicator after the last candle, in paise where it is a price; null when there are too few candles.
 *
 * The broker publishes names, not formulas. These are the textbook formulas (Bollinger 20 and 2, RSI and ATR by Wilder, Stochastic %K
 * 14, MACD 12/26/9; MACD_12 and MACD_26 are its two averages).
 */
export function indicatorValue(name: Indicator, candles: readonly Candle[]): number | null {
  const closes = candles.map((candle) => candle.close);
  const average = /^(SMA|EMA)_(\d+)$/.exec(name);
  if (average !== null) {
    const length = Number(average[2]);
    return average[1] === 'SMA' ? mean(closes, length) : (ema(closes, length).at(-1) ?? null);
  }
  switch (name) {
    case 'BB_UPPER':
    case 'BB_LOWER': {
      const middle = mean(closes, 20);
      if (middle === null) return null;
      const spread = Math.sqrt(
        mean(
          closes.slice(-20).map((close) => (close - middle) ** 2),
          20,
        ) ?? 0,
      );
      return middle + (name === 'BB_UPPER' ? 2 : -2) * spread;
    }
    case 'RSI_14':
      return rsi(closes).at(-1) ?? null;
    case 'ATR_14':
      return wilder(trueRanges(candles), 14).at(-1) ?? null;
    case 'STOCHASTIC':
      return positionInRange(
        closes.at(-1),
        candles.slice(-14).flatMap(({ high, low }) => [high, low]),
        28,
      );
    case 'STOCHRSI_14': {
      const values = rsi(closes).slice(-14);
      return positionInRange(values.at(-1), values, 14);
    }
    case 'MACD_12':
      return ema(closes, 12).at(-1) ?? null;
    case 'MACD_26':
      return ema(closes, 26).at(-1) ?? null;
    default: {
      const slow = ema(closes, 26);
      const fast = ema(closes, 12).slice(-slow.length);
      const macd = slow.map((value, index) => (fast[index] ?? 0) - value);
      const signal = ema(macd, 9).at(-1);
      return signal === undefined ? null : (macd.at(-1) ?? 0) - signal;
    }
  }
}

function mean(values: readonly number[], length: number): number | null {
  if (values.length < length) return null;
  return values.slice(-length).reduce((sum, value) => sum + value, 0) / length;
}

/** Starts with the plain average of the first values, and has one value for each candle after that. */
function ema(values: readonly number[], length: number): number[] {
  return smoothed(values, length, 2 / (length + 1));
}

function wilder(values: readonly number[], length: number): number[] {
  return smoothed(values, length, 1 / length);
}

function smoothed(values: readonly number[], length: number, weight: number): number[] {
  const first = mean(values.slice(0, length), length);
  if (first === null) return [];
  const result = [first];
  for (const value of values.slice(length)) {
    const last = result.at(-1) ?? 0;
    result.push(last + (value - last) * weight);
  }
  return result;
}

function rsi(closes: readonly number[]): number[] {
  const changes = closes.slice(1).map((close, index) => close - (closes[index] ?? 0));
  const gains = wilder(
    changes.map((change) => Math.max(0, change)),
    14,
  );
  const losses = wilder(
    changes.map((change) => Math.max(0, -change)),
    14,
  );
  return gains.map((gain, index) => {
    const loss = losses[index] ?? 0;
    return gain + loss === 0 ? 50 : (100 * gain) / (gain + loss);
  });
}

function trueRanges(candles: readonly Candle[]): number[] {
  return candles.slice(1).map(({ high, low }, index) => {
    const before = candles[index]?.close ?? low;
    return Math.max(high, before) - Math.min(low, before);
  });
}

/** The place of a value between the lowest and the highest, 0 to 100. */
function positionInRange(value: number | undefined, range: readonly number[], needed: number): number | null {
  if (value === undefined || range.length < needed) return null;
  const [low, high] = [Math.min(...range), Math.max(...range)];
  return high === low ? 50 : ((value - low) / (high - low)) * 100;
}
