import { prngOf } from '../chance/hash.ts';
import { instrumentKey } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { roundToTick } from '../money/paise.ts';
import { mergeCandles, type Candle } from './candle.ts';
import { istDayNumber, istDayStartOf } from '@dhancopy/domain/indian-time';
import { isTradingDay, sessionOf } from './session.ts';

/** Trading days of five years, the range of the broker's charts. */
const shareDays = 1300;
/** Contracts are listed for about three months. */
const contractDays = 65;

interface DayEnds {
  readonly day: number;
  readonly open: number;
  readonly close: number;
}

/** The prices before the emulator started. They are seeded, the same for every request, and they end at the first price. */
export class CandleHistory {
  readonly #seed: number;
  readonly #startDay: number;
  readonly #ends = new Map<string, readonly DayEnds[]>();

  constructor(seed: number, startMs: number) {
    this.#seed = seed;
    this.#startDay = istDayNumber(startMs);
  }

  /** Close of the last trading day before the start, in paise. */
  previousClose(instrument: Instrument): number {
    return this.#endsOf(instrument).at(-1)?.close ?? instrument.basePricePaise;
  }

  /** One-minute candles of one day; none when it was no trading day or is outside the history. */
  minutesOf(instrument: Instrument, day: number): Candle[] {
    const ends = this.#endsOf(instrument).find((one) => one.day === day);
    return ends === undefined ? [] : this.#minutes(instrument, ends);
  }

  /** Daily candles of the days from `fromDay` up to, not including, `toDay`. */
  daily(instrument: Instrument, fromDay: number, toDay: number): Candle[] {
    return this.#endsOf(instrument)
      .filter(({ day }) => day >= fromDay && day < toDay)
      .map((ends) => mergeCandles(istDayStartOf(ends.day), this.#minutes(instrument, ends)))
      .filter((candle) => candle !== null);
  }

  /** Walks backwards from the first price, one seeded step a day. */
  #endsOf(instrument: Instrument): readonly DayEnds[] {
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    const known = this.#ends.get(key);
    if (known !== undefined) return known;
    const chance = prngOf(this.#seed, key, 'days');
    const dailyReach = instrument.optionType === 'XX' ? 0.012 : 0.06;
    const days: DayEnds[] = [];
    const wanted = instrument.expiry === null ? shareDays : contractDays;
    let close = roundToTick(instrument.basePricePaise * (1 + (chance.next() - 0.5) * 0.008), instrument.tickPaise);
    for (let day = this.#startDay - 1; days.length < wanted; day -= 1) {
      if (!isTradingDay(day)) continue;
      const open = roundToTick(close / (1 + (chance.next() * 2 - 1) * dailyReach), instrument.tickPaise);
      days.push({ day, open, close });
      close = roundToTick(open * (1 + (chance.next() - 0.5) * 0.004), instrument.tickPaise);
    }
    this.#ends.set(key, days.reverse());
    return days;
  }

  /** A random walk between the open and the close of its day. */
  #minutes(instrument: Instrument, { day, open, close }: DayEnds): Candle[] {
    const { firstMinute, minutes } = sessionOf(instrument);
    const chance = prngOf(this.#seed, instrument.exchangeSegment, instrument.securityId, day);
    const steps = Array.from({ length: minutes }, () => (chance.next() * 2 - 1) * open * 0.0006);
    const drift = steps.reduce((sum, step) => sum + step, 0);
    const startMs = istDayStartOf(day) + firstMinute * 60_000;
    let walked = 0;
    let price = open;
    return steps.map((step, index) => {
      walked += step;
      const share = (index + 1) / minutes;
      const next = roundToTick(open + (close - open) * share + walked - drift * share, instrument.tickPaise);
      const wick = Math.round(chance.next() * 2) * instrument.tickPaise;
      const candle: Candle = {
        atMs: startMs + index * 60_000,
        open: price,
        high: Math.max(price, next) + wick,
        low: Math.max(instrument.tickPaise, Math.min(price, next) - wick),
        close: next,
        volume: instrument.kind === 'INDEX' ? 0 : instrument.lotSize * (1 + Math.floor(chance.next() * 500)),
      };
      price = next;
      return candle;
    });
  }
}
