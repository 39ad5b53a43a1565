import type { AccountId } from '../../domain/ids.ts';
import { paiseFromRupees } from '../../domain/price.ts';
import type { Paise } from '../../domain/price.ts';
import type { RiskLimits } from '../../engine/risk/limits.ts';
import type { Store } from '../../store/store.ts';
import type { ControlRow } from '../../store/traders-control.ts';
import { istDayStart } from '../clock.ts';

/** Which limits the configuration lets count. */
export interface LimitSwitches {
  readonly dailyLossLimit: boolean;
  readonly positionSizeLimit: boolean;
}

/** The limits in force for a follower: his own and those of every follower, whichever is stricter. */
export function limitsOf(rows: readonly ControlRow[], id: AccountId, on: LimitSwitches): RiskLimits {
  const own = rows.filter(
    (row) => row.account_type === 'follower' && (row.account_id === null || row.account_id === id),
  );
  const least = (of: (row: ControlRow) => number | null): number | null =>
    own.reduce<number | null>((limit, row) => {
      const value = of(row);
      return value === null ? limit : Math.min(limit ?? Infinity, value);
    }, null);
  const rupees = (value: number | null): Paise | null => (value === null ? null : paiseFromRupees(value));
  return {
    dailyLoss: on.dailyLossLimit ? rupees(least((row) => row.daily_loss_limit)) : null,
    orderValue: rupees(least((row) => row.order_value_limit)),
    positionSize: on.positionSizeLimit ? least((row) => row.position_size_limit) : null,
  };
}

/**
 * Start of today, epoch ms, where the daily loss was reached before this process began and the limit is the one of then; else null.
 */
export function lossDayOf(store: Store, rows: readonly ControlRow[], id: AccountId, nowMs: number): number | null {
  const dayMs = istDayStart(nowMs);
  const last = store.riskViolations
    .since(id, Math.floor(dayMs / 1000))
    .findLast(({ violation_type: type }) => type === 'DAILY_LOSS');
  if (!last) return null;
  const isOfThen = rows
    .filter((row) => row.account_id === null || row.account_id === id)
    .every((row) => row.created_at <= last.violated_at);
  return isOfThen ? dayMs : null;
}
