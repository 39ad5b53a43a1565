import { z } from 'zod';
import type { AccountId } from '@dhancopy/domain/ids';
import { paiseFromRupees } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import type { RiskLimits } from '../../engine/index.ts';
import { KILL_SWITCH_ACTIVATED } from '../../store/risk/risk-violations.ts';
import { readStored } from '../../store/file/stored-value.ts';
import type { Store } from '../../store/store.ts';
import type { ControlRow, Limits } from '../../store/risk/traders-control.ts';
import { istDayStart } from '@dhancopy/domain/indian-time';

/** Which limits the configuration lets count. */
export interface LimitSwitches {
  readonly dailyLossLimit: boolean;
  readonly positionSizeLimit: boolean;
}

const limit = (name: string) =>
  z.number(`expected ${name} as a number`).nonnegative(`expected ${name} of at least 0`).nullable();
/** Of the row of a control. */
const storedLimits = z.object({
  daily_loss_limit: limit('daily_loss_limit').transform(wholePaise),
  order_value_limit: limit('order_value_limit').transform(wholePaise),
  position_size_limit: limit('position_size_limit'),
});

function wholePaise(rupees: number | null): Paise | null {
  return rupees === null ? null : paiseFromRupees(rupees);
}

const NONE: Limits = { daily_loss_limit: null, order_value_limit: null, position_size_limit: null };

/** Of several rows the least of each limit; null where none has it. Another program may have written several for one scope. */
export function strictest(rows: readonly Limits[]): Limits {
  const least = (one: number | null, other: number | null): number | null =>
    one === null || other === null ? (one ?? other) : Math.min(one, other);
  return rows.reduce<Limits>(
    (so, row) => ({
      daily_loss_limit: least(so.daily_loss_limit, row.daily_loss_limit),
      order_value_limit: least(so.order_value_limit, row.order_value_limit),
      position_size_limit: least(so.position_size_limit, row.position_size_limit),
    }),
    NONE,
  );
}

/** The rows that count for a follower: his own and those of every follower. */
export function rowsFor(rows: readonly ControlRow[], id: AccountId): readonly ControlRow[] {
  return rows.filter((row) => row.account_type === 'follower' && (row.account_id === null || row.account_id === id));
}

/**
 * The limits in force for a follower.
 * @param rows - those that count for him
 * @throws {RowError} ROW_INVALID: a limit that cannot be read must not count as none
 */
export function limitsOf(rows: readonly ControlRow[], on: LimitSwitches): RiskLimits {
  for (const row of rows) readStored(`limits, row ${row.id}`, () => storedLimits.parse(row));
  const limits = strictest(rows);
  return {
    dailyLoss: on.dailyLossLimit ? wholePaise(limits.daily_loss_limit) : null,
    orderValue: wholePaise(limits.order_value_limit),
    positionSize: on.positionSizeLimit ? limits.position_size_limit : null,
  };
}

/**
 * Start of today, epoch ms, where the daily loss was reached before this process began and the limit is the one of then; else null.
 * @param rows - those that count for the account
 */
export function lossDayOf(store: Store, rows: readonly ControlRow[], id: AccountId, nowMs: number): number | null {
  const dayMs = istDayStart(nowMs);
  const last = store.riskViolations
    .since(id, Math.floor(dayMs / 1000))
    // A limit of the broker that was broken is none of ours.
    .findLast(
      ({ violation_type: type, action_taken: done }) => type === 'DAILY_LOSS' && done !== KILL_SWITCH_ACTIVATED,
    );
  if (!last) return null;
  const isOfThen = rows.every((row) => row.created_at <= last.violated_at);
  return isOfThen ? dayMs : null;
}
