import { splitInstrumentId } from '@dhancopy/domain/instrument';
import type { OrderReport } from '@dhancopy/domain/order';
import { rupeesFromPaise } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { formatCount, formatRupees, roundRupees } from '@dhancopy/domain/rupees';

/** What one follower may risk; null where there is no limit. Source: the seed's "Trader's Control (Risk Management)". */
export interface RiskLimits {
  /** Realised and unrealised loss of the whole account in one Indian day. */
  readonly dailyLoss: Paise | null;
  /** Quantity times price of one entry copy. */
  readonly orderValue: Paise | null;
  /** Units of one contract that may be copied, on their way included. */
  readonly positionSize: number | null;
}

export const NO_LIMITS: RiskLimits = { dailyLoss: null, orderValue: null, positionSize: null };

/** The limits of an account and how it stands against them. */
export interface RiskState {
  readonly limits: RiskLimits;
  /** Profit of the day as last read; null before the first reading. */
  readonly pnl: Paise | null;
  /** Start of the Indian day of `pnl`, epoch ms. */
  readonly pnlDayMs: number | null;
  /** Start of the Indian day in which the daily loss was reached, epoch ms; null when it was not. */
  readonly lossDayMs: number | null;
}

export type BreachType = 'DAILY_LOSS' | 'ORDER_VALUE' | 'POSITION_SIZE';

/** A limit that stops an entry. Limit and actual value in rupees, or units for `POSITION_SIZE`; actual is null where it is unknown. */
export interface Breach {
  readonly type: BreachType;
  readonly limit: number;
  readonly actual: number | null;
  readonly reason: Extract<ReasonCode, `RISK_${string}`>;
  readonly detail: string;
}

/** An entry that would grow. */
export interface Growth {
  /** Units of the entry in all. */
  readonly quantity: number;
  /** Units of the contract that would be held with it, signed. */
  readonly position: number;
  readonly leader: OrderReport;
}

const DAY_MS = 86_400_000;

/** The first limit that an entry would break; exits are not asked about. */
export function breachOf(risk: RiskState, growth: Growth, nowMs: number): Breach | null {
  const { limits, lossDayMs, pnl } = risk;
  if (limits.dailyLoss !== null && lossDayMs !== null && nowMs < lossDayMs + DAY_MS) {
    const limit = rupeesFromPaise(limits.dailyLoss);
    const actual = pnl === null ? null : -rupeesFromPaise(pnl);
    return {
      type: 'DAILY_LOSS',
      limit,
      actual,
      reason: 'RISK_DAILY_LOSS',
      detail: `the limit is ${formatRupees(limit)}`,
    };
  }
  if (limits.orderValue !== null) {
    const limit = rupeesFromPaise(limits.orderValue);
    const actual = valueOf(growth);
    const reason = 'RISK_ORDER_VALUE';
    if (actual === null) {
      const detail = `its value is unknown, the limit is ${formatRupees(limit)}`;
      return { type: 'ORDER_VALUE', limit, actual, reason, detail };
    }
    if (actual > limit) {
      return {
        type: 'ORDER_VALUE',
        limit,
        actual,
        reason,
        detail: `${formatRupees(actual)}, the limit is ${formatRupees(limit)}`,
      };
    }
  }
  const actual = Math.abs(growth.position);
  if (limits.positionSize !== null && actual > limits.positionSize) {
    const limit = limits.positionSize;
    const detail = `${formatCount(actual)} units, the limit is ${formatCount(limit)}`;
    return { type: 'POSITION_SIZE', limit, actual, reason: 'RISK_POSITION_SIZE', detail };
  }
  return null;
}

/** True when the loss of the day has reached its limit. */
export function isLossReached({ limits, pnl }: RiskState): boolean {
  return limits.dailyLoss !== null && pnl !== null && pnl + limits.dailyLoss <= 0;
}

/** Rupees; null where there is no price, or where a unit is not what the price is for: of a commodity contract only the broker knows. */
function valueOf({ quantity, leader }: Growth): number | null {
  if (splitInstrumentId(leader.instrumentId).segment === 'MCX_COMM') return null;
  const price =
    leader.price > 0
      ? rupeesFromPaise(leader.price)
      : leader.lastPrice !== null && leader.lastPrice > 0
        ? rupeesFromPaise(leader.lastPrice)
        : leader.avgPxRupees;
  if (price === null || price <= 0) return null;
  return roundRupees(price * quantity);
}
