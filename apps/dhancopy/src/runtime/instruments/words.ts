import type { ChangedField, ChangeRow, SyncRow } from '../../store/instruments/instrument-syncs.ts';

export const FIELD_WORDS: Readonly<Record<ChangedField, string>> = {
  lot_size: 'lot size',
  tick_size: 'tick size',
  freeze_qty: 'freeze quantity',
  trading_symbol: 'trading symbol',
  expiry_date: 'expiry',
  listing: 'listing',
};

/** `2,49,812 contracts: 812 came, 640 went, 12 changed`. */
export function syncWords({ rows_after, added, removed, changed, kept }: SyncRow): string {
  const stayed = kept > 0 ? `, ${count(kept)} no longer listed but kept because they are held` : '';
  return `${count(rows_after)} contracts: ${count(added)} added, ${count(removed)} removed, ${count(changed)} changed${stayed}`;
}

/** `lot size 75 → 65`. */
export function changeWords({ field, old_value, new_value }: ChangeRow): string {
  if (field === 'listing') return "no longer in the broker's list, kept here";
  return `${FIELD_WORDS[field]} ${valueWords(field, old_value)} → ${valueWords(field, new_value)}`;
}

/** A number with its unit and Indian grouping; quantities are units. */
export function valueWords(field: ChangedField, value: string | null): string {
  if (value === null) return 'none';
  if (field === 'tick_size') return `₹${Number(value) < 0.01 ? value : Number(value).toFixed(2)}`;
  return field === 'lot_size' || field === 'freeze_qty' ? count(Number(value)) : value;
}

const NAMED_MAX = 5;

/** The warning about one contract that changed while it is held. */
export function heldWords(changes: readonly ChangeRow[]): string {
  const [first] = changes;
  if (!first) return '';
  const { exchange_segment, security_id, trading_symbol, held_by } = first;
  const named = held_by.slice(0, NAMED_MAX).join(', ');
  const more = held_by.length > NAMED_MAX ? ` and ${held_by.length - NAMED_MAX} more` : '';
  const what = changes.map(changeWords).join(', ');
  const advice = changes.some(({ field }) => field === 'trading_symbol' || field === 'expiry_date')
    ? 'the id may now belong to another contract: compare positions with the broker'
    : 'orders already copied keep their size';
  return `${exchange_segment} ${security_id} ${trading_symbol ?? ''}: ${what}; held by ${named}${more}; ${advice}`;
}

function count(value: number): string {
  return value.toLocaleString('en-IN');
}
