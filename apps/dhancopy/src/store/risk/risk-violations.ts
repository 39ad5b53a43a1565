import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** A limit that was broken, or would have been. Values are in the limit's own unit; `violated_at` is epoch seconds. */
export type RiskViolationRow = Row<'risk_violations'>;

/** The seed's three kinds, and one for each other check of the risk gate. */
export type ViolationType = RiskViolationRow['violation_type'];

/** The seed's word in `action_taken` for a limit whose breach turned a kill switch on. Only limits at the broker do that. */
export const KILL_SWITCH_ACTIVATED = 'KILL_SWITCH_ACTIVATED';

export type RiskViolations = ReturnType<typeof riskViolations>;

/** Source: the seed's "Trader's Control (Risk Management)". */
export function riskViolations(db: Connection) {
  const insert = new Statement(
    db,
    `insert into risk_violations
       (account_type, account_id, violation_type, limit_value, actual_value, order_id, security_id, action_taken,
        violated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const since = new Statement<RiskViolationRow>(
    db,
    'select * from risk_violations where account_id = ? and violated_at >= ? order by violated_at, id',
  );
  const recent = new Statement<RiskViolationRow>(
    db,
    'select * from risk_violations where violated_at >= ? order by violated_at, id',
  );

  return {
    /** @returns the row's id */
    add(violation: Omit<RiskViolationRow, 'id'>): number {
      return insert.insert(
        violation.account_type,
        violation.account_id,
        violation.violation_type,
        violation.limit_value,
        violation.actual_value,
        violation.order_id,
        violation.security_id,
        violation.action_taken,
        violation.violated_at,
      );
    },

    /** Of one account, at or after `sinceSec` (epoch seconds). */
    since(accountId: string, sinceSec: number): RiskViolationRow[] {
      return since.all(accountId, sinceSec);
    },

    /** Of every account, at or after `sinceSec` (epoch seconds); also rows of other programs that name no account. */
    recent(sinceSec: number): RiskViolationRow[] {
      return recent.all(sinceSec);
    },
  };
}
