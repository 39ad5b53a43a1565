import { expect, it } from 'vitest';
import type { ChangeRow } from '../../store/instruments/instrument-syncs.ts';
import { changeWords, heldWords } from './words.ts';

function change(changes: Partial<ChangeRow>): ChangeRow {
  return {
    id: 1,
    sync_id: 1,
    exchange_segment: 'NSE_FNO',
    security_id: '52345',
    trading_symbol: 'NIFTY-Nov2026-25000-CE',
    field: 'lot_size',
    old_value: '65',
    new_value: '75',
    held_by: ['F1'],
    ...changes,
  };
}

it.each<[Partial<ChangeRow>, string]>([
  [{}, 'lot size 65 → 75'],
  [{ field: 'freeze_qty', old_value: '180000', new_value: null }, 'freeze quantity 1,80,000 → none'],
  [{ field: 'tick_size', old_value: '0.05', new_value: '0.1' }, 'tick size ₹0.05 → ₹0.10'],
  [{ field: 'tick_size', old_value: '0.0025', new_value: '0.01' }, 'tick size ₹0.0025 → ₹0.01'],
  [{ field: 'expiry_date', old_value: '2026-11-24', new_value: '2026-11-23' }, 'expiry 2026-11-24 → 2026-11-23'],
  [{ field: 'listing' }, "no longer in the broker's list, kept here"],
])('%j is told as "%s"', (changes, words) => {
  expect(changeWords(change(changes))).toBe(words);
});

it('names the contract, all its changes, and who holds it', () => {
  expect(heldWords([change({}), change({ field: 'freeze_qty', old_value: '1800', new_value: '2700' })])).toBe(
    'NSE_FNO 52345 NIFTY-Nov2026-25000-CE: lot size 65 → 75, freeze quantity 1,800 → 2,700; held by F1; ' +
      'orders already copied keep their size',
  );
  expect(heldWords([change({ held_by: ['A', 'B', 'C', 'D', 'E', 'F', 'G'] })])).toContain(
    'held by A, B, C, D, E and 2 more',
  );
});

it('warns of an id that names another contract', () => {
  expect(heldWords([change({ field: 'expiry_date', old_value: '2026-11-24', new_value: '2026-12-01' })])).toContain(
    'the id may now belong to another contract: compare positions with the broker',
  );
});
