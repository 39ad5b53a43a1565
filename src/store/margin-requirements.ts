import { bind, insertSql, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { Statement } from './statement.ts';

/** What the broker's calculator said that an order needs. Rupees; `calculated_at` is epoch seconds. Source: the seed's "Funds & Margin". */
export type MarginRequirementRow = {
  readonly id: number;
  readonly account_type: Role;
  readonly order_id: string | null;
  readonly security_id: string;
  readonly exchange_segment: string;
  readonly quantity: number;
  readonly price: number | null;
  readonly product: string;
  readonly total_margin: number;
  readonly span_margin: number | null;
  readonly exposure_margin: number | null;
  readonly var_margin: number | null;
  readonly calculated_at: number;
  readonly account_id: string | null;
};

export type MarginRequirementToWrite = Writable<
  Omit<MarginRequirementRow, 'id'>,
  | 'account_type'
  | 'account_id'
  | 'order_id'
  | 'security_id'
  | 'exchange_segment'
  | 'quantity'
  | 'product'
  | 'total_margin'
>;

const COLUMNS = [
  'account_type',
  'order_id',
  'security_id',
  'exchange_segment',
  'quantity',
  'price',
  'product',
  'total_margin',
  'span_margin',
  'exposure_margin',
  'var_margin',
  'calculated_at',
  'account_id',
] as const satisfies readonly (keyof MarginRequirementRow)[];

export type MarginRequirements = ReturnType<typeof marginRequirements>;

/** The margins of all orders that were asked about. */
export function marginRequirements(db: Connection) {
  const insert = new Statement(db, insertSql('margin_requirements', COLUMNS));
  const latest = new Statement<MarginRequirementRow>(
    db,
    'select * from margin_requirements where account_id = ? order by calculated_at desc, id desc limit ?',
  );

  return {
    add(row: MarginRequirementToWrite): void {
      insert.run(...bind(COLUMNS, { ...row, calculated_at: row.calculated_at ?? db.nowSec() }));
    },

    /** Of one account, the newest first. */
    latest(accountId: string, limit: number): MarginRequirementRow[] {
      return latest.all(accountId, limit);
    },
  };
}
