import { hashOf } from '../chance/hash.ts';
import type { OrderObserver } from '../order-entry/order-observer.ts';
import type { OrderEntry } from '../order-entry/order-entry.ts';
import { instrumentKey } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { mergeCandles, type Candle } from './candle.ts';
import { DayRecord } from './day-record.ts';
import { CandleHistory } from './history.ts';
import { istDayNumber, istDayStartOf } from '@dhancopy/domain/indian-time';
import { sessionOf } from './session.ts';

/** The record of each instrument, by its key. */
export interface DayState {
  readonly key: string;
  readonly events: number;
  readonly day: ReturnType<DayRecord['state']>;
}

/** Candles of all instruments: the seeded past, and the time since the start. */
export class CandleBook implements OrderObserver {
  readonly #seed: number;
  readonly #now: () => number;
  readonly #history: CandleHistory;
  readonly #days = new Map<string, DayRecord>();
  readonly #events = new Map<string, number>();

  constructor(orderEntry: OrderEntry, seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
    this.#history = new CandleHistory(seed, now());
    orderEntry.observe(this);
  }

  day(instrument: Instrument): DayRecord {
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    let day = this.#days.get(key);
    if (day === undefined) {
      // The first price, not the present one: the event that moved the price may be the one that makes the record.
      day = new DayRecord(instrument.basePricePaise, this.#history.previousClose(instrument), this.#now());
      this.#days.set(key, day);
    }
    return day;
  }

  states(): DayState[] {
    return [...this.#days].map(([key, day]) => ({ key, events: this.#events.get(key) ?? 0, day: day.state() }));
  }

  restore({ key, events, day }: DayState): void {
    const record = new DayRecord(0, 0, 0);
    record.restore(day);
    this.#days.set(key, record);
    this.#events.set(key, events);
  }

  reset(): void {
    this.#days.clear();
    this.#events.clear();
  }

  /** Other market participants trade at every price event: a seeded number of lots. An index has a value, but no volume. */
  priceChanged(instrument: Instrument, ltpPaise: number): void {
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    const number = (this.#events.get(key) ?? 0) + 1;
    this.#events.set(key, number);
    const lots = instrument.kind === 'INDEX' ? 0 : 1 + (hashOf(this.#seed, key, number) % 20);
    this.day(instrument).trade(ltpPaise, lots * instrument.lotSize, this.#now());
  }

  /** From `fromDay` up to, not including, `toDay` (Indian day numbers). */
  daily(instrument: Instrument, fromDay: number, toDay: number): Candle[] {
    const past = this.#history.daily(instrument, fromDay, toDay);
    const since = [...Map.groupBy(this.day(instrument).minutes, ({ atMs }) => istDayNumber(atMs))]
      .filter(([day]) => day >= fromDay && day < toDay)
      .map(([day, minutes]) => mergeCandles(istDayStartOf(day), minutes))
      .filter((candle) => candle !== null);
    return [...past, ...since];
  }

  /** Candles of several minutes each, counted from the start of the session, between two times. */
  intraday(instrument: Instrument, minutesEach: number, fromMs: number, toMs: number): Candle[] {
    const minutes: Candle[] = [];
    for (let day = istDayNumber(fromMs); day <= istDayNumber(toMs); day += 1) {
      minutes.push(...this.#history.minutesOf(instrument, day));
    }
    minutes.push(...this.day(instrument).minutes);
    const wanted = minutes.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    if (minutesEach === 1) return wanted;
    const { firstMinute } = sessionOf(instrument);
    const slotOf = ({ atMs }: Candle): number => {
      const sessionMs = istDayStartOf(istDayNumber(atMs)) + firstMinute * 60_000;
      const slotMs = minutesEach * 60_000;
      return sessionMs + Math.floor((atMs - sessionMs) / slotMs) * slotMs;
    };
    return [...Map.groupBy(wanted, slotOf)]
      .map(([atMs, candles]) => mergeCandles(atMs, candles))
      .filter((candle) => candle !== null);
  }
}
