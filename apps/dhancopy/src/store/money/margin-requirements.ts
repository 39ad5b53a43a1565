import { bind, insertSql, without, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** What the broker's calculator said that an order needs. Rupees; `calculated_at` is epoch seconds. Source: the seed's "Funds & Margin". */
export type MarginRequirementRow = Row<'margin_requirements'>;

export type MarginRequirementToWrite = Writable<
  Omit<MarginRequirementRow, 'id'>,
  'account_id' | 'order_id',
  'calculated_at'
>;

const WRITTEN = without(COLUMNS.margin_requirements, 'id');

export type MarginRequirements = ReturnType<typeof marginRequirements>;

/** The margins of all orders that were asked about. */
export function marginRequirements(db: Connection) {
  const insert = new Statement(db, insertSql('margin_requirements', WRITTEN));
  const latest = new Statement<MarginRequirementRow>(
    db,
    'select * from margin_requirements where account_id = ? order by calculated_at desc, id desc limit ?',
  );

  return {
    add(row: MarginRequirementToWrite): void {
      insert.run(...bind(WRITTEN, { ...row, calculated_at: row.calculated_at ?? db.nowSec() }));
    },

    /** Of one account, the newest first. */
    latest(accountId: string, limit: number): MarginRequirementRow[] {
      return latest.all(accountId, limit);
    },
  };
}
