import type { Connection } from '../file/connection.ts';
import type { Narrow } from '../schema/columns.ts';
import type { Role } from '../accounts/role.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** A kill switch or a set of limits. Limits are rupees, except `position_size_limit`, which is units; times epoch seconds. */
export type ControlRow = Narrow<
  Row<'traders_control'>,
  { readonly kill_switch_status: 'ACTIVATE' | 'DEACTIVATE' | null; readonly is_active: 0 | 1 }
>;

/** Who is stopped, by whom, and why. */
export type KillSwitchOrder = {
  readonly account_type: Role;
  /** null: every account of `account_type`. */
  readonly account_id: string | null;
  readonly by: string;
  /** null: none was given. */
  readonly reason: string | null;
};

export type Limits = Pick<ControlRow, 'daily_loss_limit' | 'position_size_limit' | 'order_value_limit'>;

export type TradersControl = ReturnType<typeof tradersControl>;

/** Kill switches and limits of dhancopy, with who turned them on and off. Source: the seed's "Trader's Control". */
export function tradersControl(db: Connection) {
  const activate = new Statement(
    db,
    `insert into traders_control
       (account_type, account_id, control_type, kill_switch_status, is_active, created_at, updated_at, activated_at,
        activated_by, reason)
     values (?, ?, 'KILL_SWITCH', 'ACTIVATE', 1, ?, ?, ?, ?, ?)`,
  );
  const deactivate = new Statement(
    db,
    `update traders_control
     set
       is_active = 0,
       kill_switch_status = 'DEACTIVATE',
       deactivated_at = ?,
       updated_at = ?,
       deactivated_by = ?,
       deactivation_reason = ?
     where control_type = 'KILL_SWITCH' and is_active = 1 and enforced_by = 'dhancopy' and account_type = ? and account_id is ?`,
  );
  const active = new Statement<ControlRow>(
    db,
    `select * from traders_control
     where control_type = 'KILL_SWITCH' and is_active = 1 and enforced_by = 'dhancopy' order by id`,
  );
  const retireLimits = new Statement(
    db,
    `update traders_control
     set is_active = 0, deactivated_at = ?, updated_at = ?, deactivated_by = ?
     where control_type in ('RISK_LIMIT', 'POSITION_LIMIT') and is_active = 1 and enforced_by = 'dhancopy'
       and account_type = ? and account_id is ?`,
  );
  const insertLimits = new Statement(
    db,
    `insert into traders_control
       (account_type, account_id, control_type, daily_loss_limit, position_size_limit, order_value_limit, is_active,
        created_at, updated_at, activated_at, activated_by)
     values (?, ?, 'RISK_LIMIT', ?, ?, ?, 1, ?, ?, ?, ?)`,
  );
  const limits = new Statement<ControlRow>(
    db,
    `select * from traders_control
     where control_type in ('RISK_LIMIT', 'POSITION_LIMIT') and is_active = 1 and enforced_by = 'dhancopy' order by id`,
  );

  return {
    /** Stops an account, or all of a type. A switch that is on already is turned off first, so that one is on. */
    activateKillSwitch(order: KillSwitchOrder): number {
      const { account_type, account_id, by, reason } = order;
      const now = db.nowSec();
      return db.transaction(() => {
        deactivate.run(now, now, by, 'activated again', account_type, account_id);
        return activate.insert(account_type, account_id, now, now, now, by, reason);
      });
    },

    /** @returns whether a switch was on */
    deactivateKillSwitch(order: KillSwitchOrder): boolean {
      const now = db.nowSec();
      return deactivate.run(now, now, order.by, order.reason, order.account_type, order.account_id) > 0;
    },

    /** The switches that are on. */
    activeKillSwitches(): ControlRow[] {
      return active.all();
    },

    /**
     * Replaces the limits of an account, or of all of a type; null where there is no limit. All three are one row, RISK_LIMIT: they are
     * set together. The POSITION_LIMIT rows of other programs count as well, and end here too.
     */
    setLimits(accountType: Role, accountId: string | null, to: Limits, by: string): number {
      const now = db.nowSec();
      return db.transaction(() => {
        retireLimits.run(now, now, by, accountType, accountId);
        const { daily_loss_limit: loss, position_size_limit: size, order_value_limit: value } = to;
        return insertLimits.insert(accountType, accountId, loss, size, value, now, now, now, by);
      });
    },

    /** Takes all limits of an account off, or those of all of a type. @returns whether a row was active */
    clearLimits(accountType: Role, accountId: string | null, by: string): boolean {
      const now = db.nowSec();
      return retireLimits.run(now, now, by, accountType, accountId) > 0;
    },

    /** The limits in force. */
    activeLimits(): ControlRow[] {
      return limits.all();
    },
  };
}
