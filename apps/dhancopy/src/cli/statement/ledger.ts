import type { LedgerEntryRow } from '../../store/money/ledger-entries.ts';
import { formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';

export function ledgerToJson(row: LedgerEntryRow): object {
  return {
    date: row.entry_date,
    voucher: row.voucherNo,
    description: row.voucher_description,
    exchange: row.exchange,
    particulars: row.particulars,
    debit: row.debit,
    credit: row.credit,
    balance: row.balance,
  };
}

/** Rupees, whole paise. */
export function ledgerTotals(rows: readonly LedgerEntryRow[]): { readonly debit: number; readonly credit: number } {
  const sum = (of: (row: LedgerEntryRow) => number | null): number =>
    rows.reduce((paise, row) => paise + Math.round((of(row) ?? 0) * 100), 0) / 100;
  return { debit: sum(({ debit }) => debit), credit: sum(({ credit }) => credit) };
}

export function formatLedger(rows: readonly LedgerEntryRow[]): string {
  if (rows.length === 0) return 'no ledger lines on these days';
  const { debit, credit } = ledgerTotals(rows);
  const table = formatTable(
    ['DATE', 'VOUCHER', 'KIND', 'EXCHANGE', 'PARTICULARS', 'DEBIT', 'CREDIT', 'BALANCE'],
    rows.map((row) => [
      row.entry_date,
      row.voucherNo ?? '',
      row.voucher_description ?? '',
      row.exchange ?? '',
      row.particulars ?? '',
      amount(row.debit),
      amount(row.credit),
      row.balance === null ? '' : formatRupees(row.balance),
    ]),
  );
  return `${table}\n${rows.length} lines: ${formatRupees(debit)} debited, ${formatRupees(credit)} credited`;
}

function amount(rupees: number | null): string {
  return rupees === null || rupees === 0 ? '' : formatRupees(rupees);
}
