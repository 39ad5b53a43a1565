import { istToMs } from '@dhancopy/domain/indian-time';
import { istDate } from '@dhancopy/domain/indian-time';

const dayMs = 86_400_000;

/** The emulator's clock. A night can move the caller's clock forward, but not the machine's. */
export class Clock {
  readonly #source: () => number;
  readonly #canMove: boolean;
  #aheadMs = 0;

  constructor(own: (() => number) | undefined) {
    this.#source = own ?? Date.now;
    this.#canMove = own !== undefined;
  }

  /** Epoch milliseconds. */
  readonly now = (): number => this.#source() + this.#aheadMs;

  /** Moves a clock of the caller to 09:15 of the next trading day. It runs on from there. */
  startNextDay(): void {
    if (!this.#canMove) return;
    const opensMs = istToMs(`${weekdayAfter(istDate(this.now()))} 09:15`) ?? this.now();
    this.#aheadMs += opensMs - this.now();
  }

  reset(): void {
    this.#aheadMs = 0;
  }
}

/** The next day from Monday to Friday. Holidays are not known here. @param day - `YYYY-MM-DD` */
export function weekdayAfter(day: string): string {
  return step(day, 1);
}

/** The previous day from Monday to Friday. */
export function weekdayBefore(day: string): string {
  return step(day, -1);
}

function step(day: string, direction: 1 | -1): string {
  const date = new Date(`${day}T00:00:00Z`);
  do date.setTime(date.getTime() + direction * dayMs);
  while (date.getUTCDay() === 0 || date.getUTCDay() === 6);
  return date.toISOString().slice(0, 10);
}
