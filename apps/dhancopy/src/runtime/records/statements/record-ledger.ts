import type { LedgerEntry } from '@dhancopy/dhan/rest/statements/response';
import type { LedgerEntryToWrite } from '../../../store/money/ledger-entries.ts';
import type { Store } from '../../../store/store.ts';
import type { StatementAccount } from './statement-account.ts';

/**
 * Writes the lines of a fetch. Opening and closing balances are the broker's own sums and no lines.
 * @returns how many lines are new or have another balance
 */
export function recordLedger(store: Store, account: StatementAccount, rows: readonly LedgerEntry[]): number {
  const entries = rows.flatMap(({ voucherDate, ...row }): LedgerEntryToWrite[] => {
    if (voucherDate === null) return [];
    return [
      {
        account_id: account.id,
        account_type: account.role,
        entry_date: voucherDate,
        voucherDate,
        voucherNo: row.voucherNumber,
        voucher_description: row.voucherDescription,
        exchange: row.exchange,
        particulars: row.narration,
        debit: row.debit,
        credit: row.credit,
        balance: row.runningBalance,
        raw_data: JSON.stringify(row.raw),
      },
    ];
  });
  return store.ledgerEntries.record(entries);
}
