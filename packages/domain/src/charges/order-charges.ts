import { paise } from '../price.ts';
import type { Paise } from '../price.ts';
import { sum, toPaise, ZERO } from './amount.ts';
import type { Amount } from './amount.ts';
import { CHARGE_LINES, chargesOf, lacksALine } from './charges.ts';
import type { ChargeLine, Lines } from './charges.ts';
import type { RateQuestion } from './rates.ts';

/** What one trade of an order costs. Paise; null where a rate is not known. */
export interface TradeCharges {
  readonly lines: Lines<Paise>;
  /** All lines together; null when one that is certainly charged is not known. */
  readonly total: Paise | null;
}

/**
 * The charges of an order, trade by trade, in whole paise.
 *
 * Each line is rounded on the order's running total and a trade bears what the total grew by: the lines of the trades add up to the
 * order's line to the paisa, however many trades it took.
 * @param turnovers - of all trades of the order, in the order in which they happened
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

/** Lines of paise together, as `totalOf` does with exact ones. */
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
