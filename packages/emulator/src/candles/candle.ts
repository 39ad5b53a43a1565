/** Prices in paise, time of the first moment in epoch milliseconds. */
export interface Candle {
  readonly atMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Merges several candles, in order, into one. */
export function mergeCandles(atMs: number, candles: readonly Candle[]): Candle | null {
  const first = candles[0];
  const last = candles.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    atMs,
    open: first.open,
    high: Math.max(...candles.map((candle) => candle.high)),
    low: Math.min(...candles.map((candle) => candle.low)),
    close: last.close,
    volume: candles.reduce((sum, candle) => sum + candle.volume, 0),
  };
}
