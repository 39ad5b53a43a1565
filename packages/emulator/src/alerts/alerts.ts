import type { CandleBook } from '../candles/candle-book.ts';
import { istDayNumber } from '@dhancopy/domain/indian-time';
import { indicatorValue, type Indicator } from '../candles/indicators.ts';
import type { Candle } from '../candles/candle.ts';
import type { OrderObserver } from '../order-entry/order-observer.ts';
import type { OrderEntry } from '../order-entry/order-entry.ts';
import { instrumentKey } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import type { OrderTicket } from '../orders/order.ts';
import { Refusal } from '../orders/refusal.ts';
import type { Timers } from '../time/timers.ts';
import { alertStatus, holds, type Alert, type Condition } from './alert.ts';

const frameMinutes = { ONE_MIN: 1, FIVE_MIN: 5, FIFTEEN_MIN: 15 } as const;
/** Enough calendar days for the 200 trading days of the longest average, and for three sessions of minutes. */
const lookBackDays = { DAY: 320, ONE_MIN: 7, FIVE_MIN: 10, FIFTEEN_MIN: 20 } as const;

export interface AlertsParts {
  readonly orderEntry: OrderEntry;
  readonly candles: CandleBook;
  readonly timers: Timers;
  /** Makes the ticket of one of the alert's orders when it fires. @throws Refusal */
  readonly ticketOf: (alert: Alert, fields: Readonly<Record<string, unknown>>) => OrderTicket;
  readonly fired: (alert: Alert) => void;
}

/** The conditional triggers. They are checked at every price event of their instruments. */
export class Alerts implements OrderObserver {
  readonly #parts: AlertsParts;
  readonly #alerts = new Map<string, Alert>();
  readonly #watched = new Map<string, Set<Alert>>();

  constructor(parts: AlertsParts) {
    this.#parts = parts;
    parts.orderEntry.observe(this);
  }

  /** @param look - false when the alert comes from a saved state, where it was already checked once */
  adopt(alert: Alert, look = true): void {
    this.#alerts.set(alert.alertId, alert);
    const { instrument } = alert.condition;
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    this.#watched.set(key, (this.#watched.get(key) ?? new Set()).add(alert));
    // A condition that already holds fires without a new price.
    if (look) this.#parts.timers.after(0, () => this.#look(alert));
  }

  find(dhanClientId: string, alertId: string): Alert | undefined {
    const alert = this.#alerts.get(alertId);
    return alert?.account.dhanClientId === dhanClientId ? alert : undefined;
  }

  of(dhanClientId: string): Alert[] {
    return [...this.#alerts.values()].filter((alert) => alert.account.dhanClientId === dhanClientId);
  }

  all(): IterableIterator<Alert> {
    return this.#alerts.values();
  }

  reset(): void {
    this.#alerts.clear();
    this.#watched.clear();
  }

  priceChanged(instrument: Instrument): void {
    const watched = this.#watched.get(instrumentKey(instrument.exchangeSegment, instrument.securityId));
    for (const alert of watched === undefined ? [] : [...watched]) this.#look(alert);
  }

  #look(alert: Alert): void {
    const { condition } = alert;
    const { instrument } = condition;
    const now = this.#parts.timers.now();
    if (alertStatus(alert, now) !== 'ACTIVE') {
      this.#watched.get(instrumentKey(instrument.exchangeSegment, instrument.securityId))?.delete(alert);
      return;
    }
    const sides = this.#sides(condition, now);
    if (sides === null) return;
    const before = alert.last;
    alert.last = sides;
    if (holds(condition.operator, sides, before)) this.#fire(alert, now);
  }

  /** Each order is placed on its own. One that is refused now does not stop the others. */
  #fire(alert: Alert, now: number): void {
    alert.triggeredMs = now;
    this.#parts.fired(alert);
    for (const fields of alert.orderFields) {
      try {
        this.#parts.orderEntry.place(alert.account, this.#parts.ticketOf(alert, fields), {
          postbackUrl: alert.postbackUrl,
        });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
  }

  #sides(condition: Condition, now: number): readonly [number, number] | null {
    const { comparisonType, instrument, indicator, otherIndicator, value } = condition;
    const close = rupeesFromPaise(this.#parts.orderEntry.market.ltpPaise(instrument));
    if (comparisonType === 'PRICE_WITH_VALUE') return [close, value];
    const candles = this.#candles(condition, now);
    const left = indicator === null ? null : shown(indicator, candles);
    const right =
      comparisonType === 'TECHNICAL_WITH_VALUE'
        ? value
        : comparisonType === 'TECHNICAL_WITH_CLOSE'
          ? close
          : otherIndicator === null
            ? null
            : shown(otherIndicator, candles);
    return left === null || right === null ? null : [left, right];
  }

  #candles({ instrument, timeFrame }: Condition, now: number): Candle[] {
    const today = istDayNumber(now);
    const firstDay = today - lookBackDays[timeFrame];
    const { candles } = this.#parts;
    if (timeFrame === 'DAY') return candles.daily(instrument, firstDay, today + 1);
    return candles.intraday(instrument, frameMinutes[timeFrame], now - lookBackDays[timeFrame] * 86_400_000, now);
  }
}

/** Oscillators are points. Everything else is a price and is converted from paise to rupees. */
function shown(indicator: Indicator, candles: readonly Candle[]): number | null {
  const value = indicatorValue(indicator, candles);
  if (value === null) return null;
  return indicator === 'RSI_14' || indicator.startsWith('STOCH') ? value : value / 100;
}
