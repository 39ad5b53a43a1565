import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { Statement } from './statement.ts';

/** The seed's three kinds, and one for each other check of the risk gate. */
export const VIOLATION_TYPES = [
  'DAILY_LOSS',
  'POSITION_SIZE',
  'ORDER_VALUE',
  'KILL_SWITCH',
  'OPEN_POSITIONS',
  'ORDERS_PER_DAY',
  'SEGMENT',
  'PRODUCT',
  'SYMBOL',
  'TIME_WINDOW',
  'PRICE_BAND',
  'STALENESS',
  'MARGIN',
] as const;
export type ViolationType = (typeof VIOLATION_TYPES)[number];

/** A limit that was broken, or would have been. Values are in the limit's own unit; `violated_at` is epoch seconds. */
export type RiskViolationRow = {
  readonly id: number;
  readonly account_type: Role;
  readonly violation_type: ViolationType;
  readonly limit_value: number;
  readonly actual_value: number;
  /** An order that has been written; null for one that was refused before it was sent. */
  readonly order_id: string | null;
  readonly security_id: string | null;
  readonly action_taken: string | null;
  readonly violated_at: number;
  readonly account_id: string | null;
};

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
