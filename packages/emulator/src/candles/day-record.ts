import type { Candle } from './candle.ts';
import { istDayNumber } from '@dhancopy/domain/indian-time';

const stateFields = [
  'day',
  'previousClose',
  'open',
  'high',
  'low',
  'ltp',
  'volume',
  'turnoverPaise',
  'lastQuantity',
  'lastTradeMs',
  'minutes',
] as const;

/**
 * The record of one instrument since the emulator started: the figures of the day, and a candle for each minute with an event. It uses
 * the wall clock, so it also works outside market hours.
 */
export class DayRecord {
  previousClose: number;
  open: number;
  high: number;
  low: number;
  ltp: number;
  volume = 0;
  turnoverPaise = 0;
  lastQuantity = 0;
  lastTradeMs: number | null = null;
  minutes: Candle[] = [];
  /** Indian day number of the figures. */
  day: number;

  constructor(basePaise: number, previousClose: number, nowMs: number) {
    this.previousClose = previousClose;
    this.open = this.high = this.low = this.ltp = basePaise;
    this.day = istDayNumber(nowMs);
  }

  /** Average price of the day's trades, in paise; the last price while there are none. */
  get averagePaise(): number {
    return this.volume === 0 ? this.ltp : this.turnoverPaise / this.volume;
  }

  state(): Pick<DayRecord, (typeof stateFields)[number]> {
    return Object.fromEntries(stateFields.map((name) => [name, this[name]])) as Pick<
      DayRecord,
      (typeof stateFields)[number]
    >;
  }

  restore(state: ReturnType<DayRecord['state']>): void {
    Object.assign(this, state);
  }

  trade(pricePaise: number, quantity: number, atMs: number): void {
    const day = istDayNumber(atMs);
    if (day !== this.day) {
      this.day = day;
      this.previousClose = this.ltp;
      this.open = this.high = this.low = pricePaise;
      this.volume = this.turnoverPaise = 0;
    }
    this.ltp = pricePaise;
    this.high = Math.max(this.high, pricePaise);
    this.low = Math.min(this.low, pricePaise);
    this.volume += quantity;
    this.turnoverPaise += quantity * pricePaise;
    this.lastQuantity = quantity;
    this.lastTradeMs = atMs;
    this.#toMinute(pricePaise, quantity, atMs);
  }

  #toMinute(pricePaise: number, quantity: number, atMs: number): void {
    const minuteMs = Math.floor(atMs / 60_000) * 60_000;
    const last = this.minutes.at(-1);
    if (last?.atMs !== minuteMs) {
      const open = last?.close ?? this.open;
      const [high, low] = [Math.max(open, pricePaise), Math.min(open, pricePaise)];
      this.minutes.push({ atMs: minuteMs, open, high, low, close: pricePaise, volume: quantity });
      return;
    }
    last.high = Math.max(last.high, pricePaise);
    last.low = Math.min(last.low, pricePaise);
    last.close = pricePaise;
    last.volume += quantity;
  }
}
