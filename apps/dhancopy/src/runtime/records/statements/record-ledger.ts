import { formatRupees } from '@dhancopy/domain/rupees';
import type { LedgerEntry } from '@dhancopy/dhan/rest/statements/response';
import type { LedgerEntryRow, LedgerEntryToWrite } from '../../../store/money/ledger-entries.ts';
import type { Store } from '../../../store/store.ts';
import type { StatementAccount } from './statement-account.ts';

/**
 * Makes a day of the ledger what the broker lists now. Opening and closing balances are the broker's own sums and no lines.
 *
 * A fetch that cannot be read as a whole, or without a line, removes nothing: money does not disappear from a ledger, so the answer is
 * doubted.
 *
 * @returns what the operator should know of it, in words; null when recorded lines stayed as they were
 */
export function recordLedger(
  store: Store,
  account: StatementAccount,
  day: string,
  rows: readonly LedgerEntry[],
): string | null {
  const entries = rows.flatMap((row) => (row.voucherDate === null ? [] : [entryOf(account, row, row.voucherDate)]));
  const ofDay = entries.filter((entry) => entry.entry_date === day);
  // Of another day these may not be all.
  store.ledgerEntries.add(entries.filter((entry) => entry.entry_date !== day));
  const unreadable = rows.filter((row) => row.voucherDate === null && !isBalance(row)).length;
  if (unreadable > 0) {
    store.ledgerEntries.add(ofDay);
    return `ledger of ${day}: ${unreadable} of ${rows.length} rows have no date that can be read; no recorded line was removed`;
  }
  if (ofDay.length > 0) {
    const removed = store.ledgerEntries.replaceDay(account.id, day, ofDay);
    if (removed.length === 0) return null;
    return `ledger of ${day}: the broker no longer lists ${removed.map(lineWords).join('; ')}. What it lists now is recorded instead`;
  }
  const before = store.ledgerEntries.between(account.id, day, day).length;
  if (before === 0) return null;
  return `ledger of ${day}: the broker lists no line any more; the ${before} recorded lines were left as they are`;
}

function entryOf(account: StatementAccount, row: LedgerEntry, day: string): LedgerEntryToWrite {
  return {
    account_id: account.id,
    account_type: account.role,
    entry_date: day,
    voucherDate: day,
    voucherNo: row.voucherNumber,
    voucher_description: row.voucherDescription,
    exchange: row.exchange,
    particulars: row.narration,
    debit: row.debit,
    credit: row.credit,
    balance: row.runningBalance,
    raw_data: JSON.stringify(row.raw),
  };
}

/** Opening and closing balances have no date and move no money. Source: https://dhanhq.co/docs/v2/statements/ */
function isBalance({ voucherDate, narration }: LedgerEntry): boolean {
  return voucherDate === null && /balance/i.test(narration);
}

function lineWords({ particulars, voucherNo, debit, credit }: LedgerEntryRow): string {
  const amount = debit ? `debit ${formatRupees(debit)}` : `credit ${formatRupees(credit ?? 0)}`;
  return `${particulars ?? 'a line'} (${voucherNo ?? 'no voucher'}, ${amount})`;
}
