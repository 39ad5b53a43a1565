import type { LedgerEntryRow } from '../../store/money/ledger-entries.ts';
import { formatRupees } from '@dhancopy/domain/rupees';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';

const LEDGER: readonly Column<LedgerEntryRow>[] = [
  column('date', 'DATE', (row) => row.entry_date),
  column('voucher', 'VOUCHER', (row) => row.voucherNo, String, ''),
  column('description', 'KIND', (row) => row.voucher_description, String, ''),
  column('exchange', 'EXCHANGE', (row) => row.exchange, String, ''),
  column('particulars', 'PARTICULARS', (row) => row.particulars, String, ''),
  column('debit', 'DEBIT', (row) => row.debit, unlessZero, ''),
  column('credit', 'CREDIT', (row) => row.credit, unlessZero, ''),
  column('balance', 'BALANCE', (row) => row.balance, formatRupees, ''),
];

export function ledgerToJson(row: LedgerEntryRow): object {
  return toJson(LEDGER, row);
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
  const table = toTable(LEDGER, rows);
  return `${table}\n${rows.length} lines: ${formatRupees(debit)} debited, ${formatRupees(credit)} credited`;
}

function unlessZero(rupees: number): string {
  return rupees === 0 ? '' : formatRupees(rupees);
}
