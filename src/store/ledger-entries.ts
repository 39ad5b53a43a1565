import { bind, insertSql, type Defaults, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { Statement } from './statement.ts';

/** A line of an account's ledger, rupees. `entry_date` is `YYYY-MM-DD`. Source: the seed's "Statements (Ledger & Trade Book)". */
export type LedgerEntryRow = {
  readonly id: number;
  readonly account_type: Role;
  readonly entry_date: string;
  readonly particulars: string | null;
  readonly voucherNo: string | null;
  readonly voucherDate: string | null;
  readonly debit: number | null;
  readonly credit: number | null;
  /** Running balance after the line, as the broker last gave it. */
  readonly balance: number | null;
  readonly created_at: number;
  readonly account_id: string | null;
  /** Null in rows of other programs. */
  readonly entry_key: string | null;
  readonly exchange: string | null;
  readonly voucher_description: string | null;
  readonly raw_data: string | null;
};

export type LedgerEntryToWrite = Writable<
  Omit<LedgerEntryRow, 'id' | 'entry_key' | 'account_id'> & { readonly account_id: string },
  'account_type' | 'account_id' | 'entry_date'
>;

const COLUMNS = [
  'account_type',
  'entry_date',
  'particulars',
  'voucherNo',
  'voucherDate',
  'debit',
  'credit',
  'balance',
  'created_at',
  'account_id',
  'entry_key',
  'exchange',
  'voucher_description',
  'raw_data',
] as const satisfies readonly (keyof LedgerEntryRow)[];

const DEFAULTS: Defaults<keyof LedgerEntryRow> = new Map([
  ['debit', '0'],
  ['credit', '0'],
]);

export type LedgerEntries = ReturnType<typeof ledgerEntries>;

/** The ledgers of all accounts. */
export function ledgerEntries(db: Connection) {
  const write = new Statement(
    db,
    `${insertSql('ledger_entries', COLUMNS, DEFAULTS)}
     on conflict (account_id, entry_key) where entry_key is not null do update
     set balance = excluded.balance, raw_data = excluded.raw_data
     where balance is not excluded.balance`,
  );
  const between = new Statement<LedgerEntryRow>(
    db,
    `select * from ledger_entries
     where account_id = ? and entry_date >= ? and entry_date <= ?
     order by entry_date, id`,
  );

  return {
    /**
     * Writes the lines of one fetch, whole days of one account in the broker's order. A line that is there already stays, with the
     * balance that the broker gives it now: a line booked late shifts those after it. Two equal lines of a day are two rows.
     *
     * @returns how many rows are new or have another balance
     */
    record(entries: readonly LedgerEntryToWrite[]): number {
      return db.transaction(() => {
        const equals = new Map<string, number>();
        let changed = 0;
        for (const entry of entries) {
          const said = keyOf(entry);
          const before = equals.get(said) ?? 0;
          equals.set(said, before + 1);
          const row = { ...entry, entry_key: `${said}#${before}`, created_at: entry.created_at ?? db.nowSec() };
          changed += write.run(...bind(COLUMNS, row));
        }
        return changed;
      });
    },

    /** The lines of an account, both days (`YYYY-MM-DD`) included. */
    between(accountId: string, fromDay: string, toDay: string): LedgerEntryRow[] {
      return between.all(accountId, fromDay, toDay);
    },
  };
}

/** Everything that a line says of itself; its balance depends on its neighbours. */
function keyOf(entry: LedgerEntryToWrite): string {
  const { entry_date, voucherNo, voucher_description, exchange, particulars, debit, credit } = entry;
  return JSON.stringify([entry_date, voucherNo, voucher_description, exchange, particulars, debit ?? 0, credit ?? 0]);
}
