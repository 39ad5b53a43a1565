import { bind, insertSql, without, type Narrow, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** A line of an account's ledger, rupees. `entry_date` is `YYYY-MM-DD`. Source: the seed's "Statements (Ledger & Trade Book)". */
export type LedgerEntryRow = Row<'ledger_entries'>;

export type LedgerEntryToWrite = Writable<
  Narrow<Omit<LedgerEntryRow, 'id' | 'entry_key'>, { readonly account_id: string }>,
  never,
  'created_at'
>;

const WRITTEN = without(COLUMNS.ledger_entries, 'id');

export type LedgerEntries = ReturnType<typeof ledgerEntries>;

/** The ledgers of all accounts. */
export function ledgerEntries(db: Connection) {
  const write = new Statement(
    db,
    `${insertSql('ledger_entries', WRITTEN)}
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
          changed += write.run(...bind(WRITTEN, row));
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
