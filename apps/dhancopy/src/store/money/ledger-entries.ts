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
  const insert = new Statement(db, insertSql('ledger_entries', WRITTEN));
  const add = new Statement(
    db,
    `${insertSql('ledger_entries', WRITTEN)}
     on conflict (account_id, entry_key) where entry_key is not null do update
     set balance = excluded.balance, raw_data = excluded.raw_data
     where balance is not excluded.balance`,
  );
  const setBalance = new Statement(db, 'update ledger_entries set balance = ?, raw_data = ? where id = ?');
  const remove = new Statement(db, 'delete from ledger_entries where id = ?');
  const between = new Statement<LedgerEntryRow>(
    db,
    `select * from ledger_entries
     where account_id = ? and entry_date >= ? and entry_date <= ?
     order by entry_date, id`,
  );

  return {
    /**
     * Makes a day of one account what the broker lists now, in the broker's order. A line that is there already keeps its row, with the
     * balance of now: a line booked late shifts those after it. A line that is not listed any more goes: a bill that grew is listed once,
     * with its new amount, and would otherwise be there twice. Two equal lines of a day are two rows.
     *
     * @param entries - all lines of the day
     * @returns the rows that are not listed any more, as they were
     */
    replaceDay(accountId: string, day: string, entries: readonly LedgerEntryToWrite[]): readonly LedgerEntryRow[] {
      return db.transaction(() => {
        const before = between.all(accountId, day, day);
        const byKey = new Map(before.flatMap((row) => (row.entry_key === null ? [] : [[row.entry_key, row] as const])));
        const wanted = withKeys(entries);
        const kept = wanted.flatMap(({ key }) => byKey.get(key) ?? []);
        const removed = before.filter((row) => !kept.includes(row));
        for (const { id } of removed) remove.run(id);
        // Rows are listed by id: a line between others can only be written where its neighbours are written again.
        const isInOrder = isAscending(kept) && kept.every((row, at) => row.entry_key === wanted[at]?.key);
        if (!isInOrder) for (const { id } of kept) remove.run(id);
        for (const { key, entry } of wanted) {
          const old = byKey.get(key);
          if (!old || !isInOrder) {
            const created = old?.created_at ?? entry.created_at ?? db.nowSec();
            insert.insert(...bind(WRITTEN, { ...entry, entry_key: key, created_at: created }));
          } else if (old.balance !== entry.balance)
            setBalance.run(entry.balance ?? null, entry.raw_data ?? null, old.id);
        }
        return removed;
      });
    },

    /** Writes lines that may not be all of their day: none is removed. A line that is there already gets the balance of now. */
    add(entries: readonly LedgerEntryToWrite[]): void {
      db.transaction(() => {
        for (const { key, entry } of withKeys(entries)) {
          add.run(...bind(WRITTEN, { ...entry, entry_key: key, created_at: entry.created_at ?? db.nowSec() }));
        }
      });
    },

    /** The lines of an account, both days (`YYYY-MM-DD`) included. */
    between(accountId: string, fromDay: string, toDay: string): LedgerEntryRow[] {
      return between.all(accountId, fromDay, toDay);
    },
  };
}

/** Each line with what identifies it: what it says, and how many equal ones come before it. */
function withKeys(
  entries: readonly LedgerEntryToWrite[],
): readonly { readonly key: string; readonly entry: LedgerEntryToWrite }[] {
  const equals = new Map<string, number>();
  return entries.map((entry) => {
    const said = wordsOf(entry);
    const before = equals.get(said) ?? 0;
    equals.set(said, before + 1);
    return { key: `${said}#${before}`, entry };
  });
}

function isAscending(rows: readonly LedgerEntryRow[]): boolean {
  return rows.every(({ id }, at) => id > (rows[at - 1]?.id ?? -1));
}

/** Everything that a line says of itself; its balance depends on its neighbours. */
function wordsOf(entry: LedgerEntryToWrite): string {
  const { entry_date, voucherNo, voucher_description, exchange, particulars, debit, credit } = entry;
  return JSON.stringify([entry_date, voucherNo, voucher_description, exchange, particulars, debit ?? 0, credit ?? 0]);
}
