import type { Connection } from '../file/connection.ts';
import type { Role } from '../accounts/role.ts';
import type { ControlRow } from './traders-control.ts';
import { Statement } from '../file/statement.ts';

/** The account whose control was read, and by whom. */
export type ControlReading = {
  readonly account_type: Role;
  readonly account_id: string;
  /** Who changed it, or asked for the reading. */
  readonly by: string;
  readonly reason: string | null;
};

/** Limits on the account's profit or loss of the day, rupees, both positive; null: none. */
export type BrokerPnlExit = {
  readonly daily_profit_limit: number | null;
  readonly daily_loss_limit: number | null;
  readonly products: readonly string[];
  readonly then_kill_switch: boolean;
};

export type BrokerControls = ReturnType<typeof brokerControls>;

/**
 * The broker's own kill switch and P&L exit of each account, as they were read last: `updated_at` is the time of the reading. A row that
 * is not active any more tells from when to when it was on. Source: the seed's "Trader's Control"; https://dhanhq.co/docs/v2/traders-control/
 */
export function brokerControls(db: Connection) {
  const active = new Statement<ControlRow>(
    db,
    "select * from traders_control where enforced_by = 'broker' and is_active = 1 order by account_id, control_type",
  );
  const find = new Statement<ControlRow>(
    db,
    `select * from traders_control
     where enforced_by = 'broker' and is_active = 1 and account_id = ? and control_type = ?`,
  );
  const end = new Statement(
    db,
    `update traders_control
     set
       is_active = 0,
       kill_switch_status = iif(control_type = 'KILL_SWITCH', 'DEACTIVATE', null),
       deactivated_at = ?,
       updated_at = ?,
       deactivated_by = ?,
       deactivation_reason = ?
     where id = ?`,
  );
  const seen = new Statement(db, 'update traders_control set updated_at = ? where id = ?');
  const insert = new Statement(
    db,
    `insert into traders_control
       (account_type, account_id, control_type, kill_switch_status, daily_loss_limit, daily_profit_limit, product_types,
        then_kill_switch, is_active, created_at, updated_at, activated_at, activated_by, reason, enforced_by)
     values (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, 'broker')`,
  );

  function finish(row: ControlRow | undefined, { by, reason }: ControlReading, now: number): void {
    if (row) end.run(now, now, by, reason, row.id);
  }

  return {
    /** What is on, by what was read last. */
    active(): ControlRow[] {
      return active.all();
    },

    /** @returns whether this is news: the switch was off, or not read yet, and is on; or the reverse */
    noteKillSwitch(reading: ControlReading, isOn: boolean): boolean {
      const now = db.nowSec();
      return db.transaction(() => {
        const row = find.get(reading.account_id, 'KILL_SWITCH');
        if (isOn && row) seen.run(now, row.id);
        else if (isOn) {
          const { account_type: type, account_id: id, by, reason } = reading;
          insert.insert(type, id, 'KILL_SWITCH', 'ACTIVATE', null, null, null, null, now, now, now, by, reason);
        } else finish(row, reading, now);
        return (row !== undefined) !== isOn;
      });
    },

    /** @param exit - null: none is set */
    notePnlExit(reading: ControlReading, exit: BrokerPnlExit | null): void {
      const now = db.nowSec();
      db.transaction(() => {
        const row = find.get(reading.account_id, 'RISK_LIMIT');
        if (row && exit && isSame(row, exit)) {
          seen.run(now, row.id);
          return;
        }
        finish(row, reading, now);
        if (!exit) return;
        const { account_type: type, account_id: id, by, reason } = reading;
        const { daily_loss_limit: loss, daily_profit_limit: profit, then_kill_switch: then } = exit;
        const products = JSON.stringify(exit.products);
        insert.insert(type, id, 'RISK_LIMIT', null, loss, profit, products, then ? 1 : 0, now, now, now, by, reason);
      });
    },
  };
}

function isSame(row: ControlRow, exit: BrokerPnlExit): boolean {
  return (
    row.daily_loss_limit === exit.daily_loss_limit &&
    row.daily_profit_limit === exit.daily_profit_limit &&
    row.product_types === JSON.stringify(exit.products) &&
    row.then_kill_switch === (exit.then_kill_switch ? 1 : 0)
  );
}
