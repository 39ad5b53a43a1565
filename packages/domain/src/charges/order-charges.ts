import { paise } from '../price.ts';
import type { Paise } from '../price.ts';
import { sum, toPaise, ZERO } from './amount.ts';
import type { Amount } from './amount.ts';
import { CHARGE_LINES, chargesOf, lacksALine } from './charges.ts';
import type { ChargeLine, Lines } from './charges.ts';
import type { RateQuestion } from './rates.ts';

/** The charges of one trade of an order. Paise; null where a rate is not known. */
export interface TradeCharges {
  readonly lines: Lines<Paise>;
  /** The sum of all lines; null when a line that is certainly charged is not known. */
  readonly total: Paise | null;
}

/**
 * The charges of an order, trade by trade, in whole paise.
 *
 * Each line is rounded on the running total of the order. A trade is charged the amount by which the total grew. The lines of the
 * trades therefore add up to the line of the order, to the paisa, for any number of trades.
 * @param turnovers - of all trades of the order, oldest first
 */
export function chargesOfOrder(order: RateQuestion, turnovers: readonly Amount[]): readonly TradeCharges[] {
  const orderTurnover = sum(turnovers);
  let before = roundedLines(chargesOf({ ...order, turnover: ZERO, orderTurnover }));
  return turnovers.map((_, index) => {
    const turnover = sum(turnovers.slice(0, index + 1));
    const after = roundedLines(chargesOf({ ...order, turnover, orderTurnover }));
    const lines = difference(after, before);
    before = after;
    return { lines, total: totalPaise(lines) };
  });
}

/** The sum of lines in paise, as `totalOf` calculates it for exact lines. */
export function totalPaise(lines: Lines<Paise>): Paise | null {
  if (lacksALine(lines)) return null;
  return paise(CHARGE_LINES.reduce((total, line) => total + (lines[line] ?? 0), 0));
}

function roundedLines(lines: Lines<Amount>): Lines<Paise> {
  return mapLines((line) => {
    const amount = lines[line];
    return amount === null ? null : toPaise(amount);
  });
}

function difference(after: Lines<Paise>, before: Lines<Paise>): Lines<Paise> {
  return mapLines((line) => {
    const [to, from] = [after[line], before[line]];
    return to === null || from === null ? null : paise(to - from);
  });
}

function mapLines(valueOf: (line: ChargeLine) => Paise | null): Lines<Paise> {
  return Object.fromEntries(CHARGE_LINES.map((line) => [line, valueOf(line)])) as Lines<Paise>;
}
